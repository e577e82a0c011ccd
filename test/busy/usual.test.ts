/** What is usual, learned from hours of the past. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usualOf } from '../../src/busy/usual.ts';
import { dayMs, hoursOf, officeMs } from './past.ts';

const timeZone = 'Europe/Berlin';
/** A Monday. */
const now = Date.parse('2026-11-23T00:00:00Z');
const month = hoursOf({ from: now - 28 * dayMs, to: now }, (at) => officeMs(at, timeZone));
const at = (text: string) => Date.parse(text);

test('after four weeks a Monday morning is slow and a Sunday morning is not', () => {
  const usual = usualOf(month, { timeZone });
  expect(usual.by).toBe('week');
  expect(usual.at(at('2026-11-23T10:30:00+01:00'))?.ms).toBeCloseTo(300, -2);
  expect(usual.at(at('2026-11-22T10:30:00+01:00'))?.ms).toBeCloseTo(100, -2);
});

test('after five days it goes by the hour of the day alone, and says so', () => {
  const usual = usualOf(month.slice(-5 * 24), { timeZone });
  expect(usual.by).toBe('day');
  expect(usual.at(at('2026-11-24T10:30:00+01:00'))).toBeDefined();
});

test('after two days nothing is usual', () => {
  const usual = usualOf(month.slice(-2 * 24), { timeZone });
  expect(usual).toMatchObject({ by: 'nothing', since: now - 2 * dayMs });
  expect(usual.at(now)).toBeUndefined();
});

test('nothing seen is nothing usual', () => {
  const usual = usualOf(
    hoursOf({ from: now - 28 * dayMs, to: now }, () => undefined),
    { timeZone },
  );
  expect(usual).toMatchObject({ by: 'nothing', since: undefined });
});

test('the peak at nine stays at nine when clocks change', () => {
  // They went back on 25 October, in the middle of these weeks.
  const from = at('2026-10-11T22:00:00Z');
  const weeks = hoursOf({ from, to: from + 28 * dayMs }, (one) => officeMs(one, timeZone));
  const usual = usualOf(weeks, { timeZone });
  expect(usual.at(at('2026-11-10T09:30:00+01:00'))?.ms).toBeGreaterThan(250);
  expect(usual.at(at('2026-11-10T08:30:00+01:00'))?.ms).toBeLessThan(150);
  const byGreenwich = usualOf(weeks, { timeZone: 'UTC' });
  expect(byGreenwich.at(at('2026-11-10T07:30:00Z'))?.ms).toBeGreaterThan(150);
});

test('a sale of a week does not become usual', () => {
  const [from, to] = [now - 7 * dayMs, now];
  const isSpecial = (one: number) => one >= from && one < to;
  const weeks = month.map((one) => ({
    ...one,
    ...(isSpecial(one.at) && { medianMs: (one.medianMs ?? 0) * 5 }),
  }));
  const hour = at('2026-11-24T10:30:00+01:00');
  const most = (usual: ReturnType<typeof usualOf>) => usual.at(hour)?.toMs ?? 0;
  expect(most(usualOf(weeks, { timeZone, isSpecial }))).toBeLessThan(400);
  expect(most(usualOf(weeks, { timeZone }))).toBeGreaterThan(500);
});

test('about nine of ten later hours lie in the band', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const noisy = hoursOf(
    { from: now - 28 * dayMs, to: now + 28 * dayMs },
    (one) => officeMs(one, timeZone) * Math.exp(0.2 * (random() + random() + random() - 1.5)),
  );
  const usual = usualOf(noisy.slice(0, 28 * 24), { timeZone });
  const later = noisy.slice(28 * 24);
  const within = later.filter(({ at: one, medianMs = 0 }) => {
    const expected = usual.at(one);
    return expected && medianMs >= expected.fromMs && medianMs <= expected.toMs;
  });
  expect(within.length / later.length).toBeGreaterThan(0.85);
  expect(within.length / later.length).toBeLessThan(0.97);
});

test('whatever was measured, the middle is in its band and every hour of the week has one or none', () => {
  const hours = fc.array(fc.option(fc.double({ min: 1, max: 60_000, noNaN: true })), {
    minLength: 1,
    maxLength: 24 * 21,
  });
  fc.assert(
    fc.property(hours, (times) => {
      const to = now - 28 * dayMs + times.length * 3_600_000;
      const past = hoursOf({ from: now - 28 * dayMs, to }, (one) => {
        return times[Math.round((one - now + 28 * dayMs) / 3_600_000)] ?? undefined;
      });
      const usual = usualOf(past, { timeZone });
      for (let hour = 0; hour < 168; hour += 1) {
        const expected = usual.at(now + hour * 3_600_000);
        if (!expected) continue;
        expect(expected.fromMs).toBeGreaterThan(0);
        expect(expected.fromMs).toBeLessThanOrEqual(expected.ms);
        expect(expected.toMs).toBeGreaterThanOrEqual(expected.ms);
      }
    }),
    { numRuns: 30 },
  );
});
