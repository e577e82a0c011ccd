/** What the detector calls unusual, and what it never does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Direction,
  type Followed,
  follow,
  notFollowed,
  type Surprise,
  settings,
} from '../../src/warning/unusual.ts';
import { createLatency, day, hour, minute, quarter, start } from './series.ts';

type Report = Surprise & { readonly at: number };

function reportsOf(
  values: readonly number[],
  direction: Direction = 'both',
  by = settings,
): { readonly reports: readonly Report[]; readonly followed: Followed } {
  const reports: Report[] = [];
  let followed = notFollowed;
  for (const [place, value] of values.entries()) {
    const at = start + place * quarter;
    const sample = { at, hour: Math.floor(at / hour) % 24, value };
    const step = follow(followed, sample, direction, by);
    followed = step.followed;
    if (step.isOnset) reports.push({ ...step.surprise, at });
  }
  return { reports, followed };
}

const days = (count: number) => (count * day) / quarter;
const eager = { ...settings, warmUp: 10 };

test('three weeks of a healthy rhythm are told to nobody', () => {
  const latency = createLatency('rhythm');
  const values = Array.from({ length: days(21) }, (_, place) => {
    const looks = Array.from({ length: 15 }, (__, look) =>
      latency(start + place * quarter + look * minute),
    );
    return looks.toSorted((one, other) => one - other)[7] ?? 0;
  });
  expect(reportsOf(values, 'up').reports).toEqual([]);
});

test('a jump is called a change, at once and only once', () => {
  const values = Array.from({ length: days(20) }, (_, place) => {
    return (place < days(15) ? 100 : 400) + (place % 7);
  });
  const { reports } = reportsOf(values);
  expect(reports[0]).toMatchObject({ view: 'change', at: start + 15 * day });
  expect(reports.filter(({ at }) => at < start + 15 * day + 18 * hour)).toHaveLength(1);
});

test('a slow drift is called one', () => {
  const values = Array.from({ length: days(15) }, (_, place) => {
    return 100 + (place % 11) + Math.max(0, place - days(12)) * 0.25;
  });
  expect(reportsOf(values).reports[0]?.view).toMatch(/drift|hour/);
});

test('what is normal at noon is unusual at night', () => {
  const value = (at: number) => (Math.floor(at / hour) % 24 === 12 ? 300 : 100);
  const values = Array.from({ length: days(20) }, (_, place) => {
    return value(start + place * quarter) + (place % 5);
  });
  const night = days(18) + 12;
  const odd = values.with(night, 300);
  expect(reportsOf(values).reports).toEqual([]);
  expect(reportsOf(odd).reports).toMatchObject([{ view: 'hour', at: start + night * quarter }]);
});

test('upwards only: what becomes faster is nobody’s trouble', () => {
  const values = Array.from({ length: days(15) }, (_, place) => (place < days(12) ? 400 : 50));
  expect(reportsOf(values, 'up').reports).toEqual([]);
  expect(reportsOf(values, 'down').reports).not.toEqual([]);
});

test('a clock that is set back by a year keeps nothing silent for a year', () => {
  const calm = Array.from({ length: days(9) }, (_, place) => 100 + (place % 7));
  const { followed } = reportsOf([...calm, 900]);
  const at = start - 365 * day;
  const step = follow(followed, { at, hour: 0, value: 5_000 }, 'up');
  expect(step.isOnset).toBe(true);
});

test('never: a constant series', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
      fc.integer({ min: 20, max: 400 }),
      (value, length) => {
        const values = Array.from({ length }, () => value);
        expect(reportsOf(values, 'both', eager).reports).toEqual([]);
      },
    ),
  );
});

test('another unit changes nothing', () => {
  const positive = fc.double({ min: 1, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(positive, { minLength: 60, maxLength: 300 }),
      fc.integer({ min: -8, max: 8 }),
      (values, power) => {
        // A power of two scales without rounding.
        const scaled = values.map((value) => value * 2 ** power);
        const places = (all: readonly number[]) =>
          reportsOf(all, 'both', eager).reports.map(({ at, view, spreads }) => [at, view, spreads]);
        expect(places(scaled)).toEqual(places(values));
      },
    ),
  );
});

test('what is remembered does not grow, and survives being written down', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
        minLength: 1,
        maxLength: 300,
      }),
      (values) => {
        const { followed } = reportsOf(values, 'both', eager);
        const text = JSON.stringify(followed);
        expect(text.length).toBeLessThan(4_000);
        expect(JSON.parse(text)).toEqual(followed);
      },
    ),
  );
});
