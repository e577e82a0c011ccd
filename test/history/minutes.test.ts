/** The ring of the last day: what goes in comes out, for a day and no longer, however it grows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addToMinute, closeMinute, minuteAt, newMinutes } from '../../src/history/minutes.ts';

const day = 24 * 60;
const begin = 29_000_000;

function put(to: ReturnType<typeof newMinutes>, minute: number, ms?: number, isBad = false) {
  addToMinute(to, minute, { isBad: false, ms });
  if (isBad) for (const _ of [1, 2]) addToMinute(to, minute, { isBad, ms: undefined });
  closeMinute(to, true);
}

test('what was seen of any minutes in any order is known for a day', () => {
  const step = fc.integer({ min: -30, max: 400 });
  const look = fc.record({
    step,
    ms: fc.option(fc.integer({ min: 1, max: 16_384 }), { nil: undefined }),
    isBad: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
      const ring = newMinutes();
      const known = new Map<number, object>();
      let minute = begin;
      let newest = 0;
      for (const { step, ms, isBad } of looks) {
        minute += step;
        put(ring, minute, ms, isBad);
        if (minute <= newest - day) continue;
        newest = Math.max(newest, minute);
        known.set(minute, { isBad, ...(ms !== undefined && { ms }) });
      }
      for (let one = begin - day; one <= newest + day; one += 1) {
        const isKept = one > newest - day;
        expect(minuteAt(ring, one)).toEqual(isKept ? known.get(one) : undefined);
      }
    }),
    { numRuns: 60 },
  );
});

describe('a time', () => {
  test.for([
    [0.2, 1],
    [16_384, 16_384],
    [16_400, 16_384],
    [300_000, 300_032],
    [86_400_000, 1_064_832],
  ] as const)('of %d ms is kept as %d ms', ([ms, kept]) => {
    const ring = newMinutes();
    put(ring, begin, ms);
    expect(minuteAt(ring, begin)).toEqual({ isBad: false, ms: kept });
  });
});

test('a ring takes what it needs', () => {
  const ring = newMinutes();
  const bytes = [1, 60, 89, 90, 359, 361, 1439, 5000].map((minute) => {
    put(ring, begin + minute);
    return ring.cells.byteLength;
  });
  expect(bytes).toEqual([180, 180, 180, 180, 720, 1440, 2880, 2880]);
});
