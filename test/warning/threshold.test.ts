/** When something will be full. */
import { expect, test } from 'vitest';
import { createDice } from '../../src/simulation/random.ts';
import { addHour, type Hours, leftUntil, outlookAt } from '../../src/warning/threshold.ts';
import { hour, start } from './series.ts';

const none: Hours = { at: 0, values: [] };

function filled(length: number, value: (hour: number) => number): Hours {
  return Array.from({ length }, (_, index) => index).reduce(
    (hours, index) => addHour(hours, start + index * hour, value(index)),
    none,
  );
}

const ninety = { value: 90, side: 'above' } as const;

test('a disk that fills by half a percent an hour has as long as that takes', () => {
  const left = leftUntil(
    filled(72, (at) => 30 + at / 2),
    ninety,
  );
  expect(left?.ms).toBeCloseTo(((90 - 65.5) / 0.5) * hour, -3);
  expect(left?.leastMs).toBeCloseTo(left?.mostMs ?? 0, -3);
});

test('what runs out is reckoned the same way', () => {
  const left = leftUntil(
    filled(72, (at) => 100 - at),
    { value: 10, side: 'below' },
  );
  expect((left?.ms ?? 0) / hour).toBeCloseTo(19, 5);
});

test('the truth lies between the bounds nearly always, with a daily wave and noise', () => {
  const dice = createDice('bounds');
  const trials = Array.from({ length: 200 }, () => {
    const slope = 0.2 + dice.next() * 0.4;
    const phase = dice.next() * 24;
    const wave = (at: number) => 2 * Math.sin(((at + phase) / 24) * 2 * Math.PI);
    const hours = filled(72, (at) => 30 + slope * at + wave(at) + dice.next() - 0.5);
    const truth = ((90 - 30.25 - slope * 71) / slope) * hour;
    const left = leftUntil(hours, ninety);
    return { left, truth };
  });
  const within = trials.filter(
    ({ left, truth }) => left && left.leastMs <= truth && truth <= left.mostMs,
  );
  expect(within.length).toBeGreaterThanOrEqual(190);
  const errors = trials.map(({ left, truth }) => Math.abs((left?.ms ?? 0) / truth - 1));
  expect(errors.toSorted((a, b) => a - b)[100]).toBeLessThan(0.05);
});

test('a flat disk is never about to be full, whatever its noise', () => {
  const dice = createDice('flat');
  const outlooks = Array.from({ length: 300 }, () => {
    const hours = filled(72, (at) => 80 + Math.sin((at / 24) * 2 * Math.PI) + 2 * dice.next());
    const first = outlookAt(hours, ninety, undefined);
    return first;
  });
  expect(outlooks.filter((one) => one !== undefined)).toEqual([]);
});

test('it is believed when two reckonings agree that are six hours apart', () => {
  const at = (length: number) => filled(length, (one) => 30 + one / 2);
  const first = outlookAt(at(60), ninety, undefined);
  const soon = outlookAt(at(63), ninety, first);
  const later = outlookAt(at(66), ninety, soon);
  expect([first, soon, later].map((one) => one?.isBelieved)).toEqual([false, false, true]);
});

test('less than a day tells nothing, hours without a value are left out', () => {
  expect(
    leftUntil(
      filled(23, (at) => 30 + at),
      ninety,
    ),
  ).toBeUndefined();
  const gap = addHour(
    filled(30, (at) => 30 + at / 2),
    start + 39 * hour,
    49.5,
  );
  expect(gap.values).toHaveLength(40);
  expect((leftUntil(gap, ninety)?.ms ?? 0) / hour).toBeCloseTo(81, 5);
});

test('a clock that is set back begins anew', () => {
  const hours = addHour(
    filled(50, (at) => at),
    start - 90 * hour,
    7,
  );
  expect(hours).toEqual({ at: start - 90 * hour, values: [7] });
});
