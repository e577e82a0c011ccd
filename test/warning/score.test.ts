/** The bench's scores against ones reckoned by hand, so that they may be compared with others'. */
import { expect, test } from 'vitest';
import { foundOf, probationOf, scoreOf } from '../../bench/recorded/score.ts';
import { mediansOf, type Series } from '../../bench/recorded/series.ts';

const minute = 60_000;

function series(length: number, ...windows: readonly (readonly [number, number])[]): Series {
  return {
    name: 'made up',
    at: Array.from({ length }, (_, place) => place * minute),
    values: Array.from({ length }, (_, place) => place),
    windows: windows.map(([from, to]) => ({ from, to })),
  };
}

/** The sigmoid of the rules, written as they have it. */
const sigmoid = (y: number) => 2 * (1 / (1 + Math.exp(5 * y))) - 1;

test('silence is worth nothing, and every window found at its first value is worth 100', () => {
  const one = series(1_000, [400, 499], [700, 749]);
  expect(scoreOf([[one, []]])).toEqual({ standard: 0, lowFalse: 0, lowMissed: 0 });
  const best = scoreOf([[one, [400, 700]]]);
  expect(best).toEqual({ standard: 100, lowFalse: 100, lowMissed: 100 });
});

test('a window found in its middle is worth less, and found twice no more', () => {
  // Position -(499 - 450 + 1) / 100 = -0.5.
  const credit = sigmoid(-0.5) / sigmoid(-1);
  const one = series(1_000, [400, 499]);
  expect(scoreOf([[one, [450, 470]]]).standard).toBeCloseTo((100 * (credit + 1)) / 2, 10);
});

test('what is reported outside costs 0.11 far from a window, less shortly after one', () => {
  const one = series(1_000, [400, 499]);
  const far = (100 * (1 - 0.11 + 1)) / 2;
  expect(scoreOf([[one, [300, 400]]]).standard).toBeCloseTo(far, 10);
  expect(scoreOf([[one, [300, 400]]]).lowFalse).toBeCloseTo((100 * (1 - 0.22 + 1)) / 2, 10);
  // 10 values behind a window of 100: position 10 / 99.
  const near = 1 + 0.11 * sigmoid(10 / 99);
  expect(scoreOf([[one, [400, 509]]]).standard).toBeCloseTo((100 * (near + 1)) / 2, 10);
});

test('a missed window costs double where that is the rule', () => {
  const one = series(1_000, [400, 499], [700, 799]);
  // Found 1, missed 1 of 2: (1 - 2 + 4) / (2 + 4).
  expect(scoreOf([[one, [400]]]).lowMissed).toBeCloseTo(50, 10);
  expect(scoreOf([[one, [400]]]).standard).toBeCloseTo(50, 10);
  const wrong = scoreOf([[one, [300, 400]]]);
  expect(wrong.lowMissed).toBeCloseTo((100 * (1 - 0.11 - 2 + 4)) / 6, 10);
});

test('the first values only teach, of a long series at most 750', () => {
  expect(probationOf(series(1_000))).toBe(150);
  expect(probationOf(series(20_000))).toBe(750);
  expect(scoreOf([[series(1_000, [400, 499]), [149]]]).standard).toBe(0);
});

test('events are found within the tolerance, and reports belong to one or are false', () => {
  const one = series(1_000, [400, 402], [800, 800]);
  // 398 is two minutes before the first event; 200 is near none.
  const found = foundOf([[one, [200, 398, 401]]], 2 * minute);
  expect(found).toMatchObject({ events: 2, reports: 3, recall: 0.5, precision: 2 / 3 });
  expect(found.f1).toBeCloseTo((2 * 0.5 * (2 / 3)) / (0.5 + 2 / 3), 10);
  const months = (849 * minute) / (30 * 24 * 60 * minute);
  expect(found.falsePerMonth).toBeCloseTo(1 / months, 6);
});

test('medians of a stretch are unusual where one of their values is', () => {
  const one = mediansOf(series(60, [16, 17], [44, 46]), 15 * minute);
  expect(one.values).toEqual([7, 22, 37, 52]);
  expect(one.windows).toEqual([{ from: 1, to: 3 }]);
});
