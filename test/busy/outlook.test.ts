/** How a service does beside what is usual, and what is expected of the time ahead. */
import { expect, test } from 'vitest';
import type { Busy } from '../../src/busy/busy.ts';
import { outlookOf } from '../../src/busy/outlook.ts';
import { dayMs, hourMs, hoursOf, officeMs } from './past.ts';

const timeZone = 'Asia/Shanghai';
/** A Tuesday, seven in the evening in Shanghai. */
const now = Date.parse('2026-11-10T11:00:00Z');
const sale: Busy = {
  ...{ id: '11-11', name: { en: '11.11' }, factor: 2.5, isLearned: false },
  ...{ from: now + hourMs, until: now + 4 * dayMs },
};

/** Four weeks, the last hour `times` as slow as usual. */
function look(times: number, rest: { busy?: readonly Busy[]; days?: number } = {}) {
  const past = hoursOf({ from: now - 28 * dayMs, to: now }, (at) => {
    return officeMs(at, timeZone) * (at >= now - hourMs ? times : 1);
  });
  const { busy = [], days = 1 } = rest;
  return outlookOf(past, { now, horizonMs: days * dayMs, busy, timeZone });
}

test.each([
  [1, 'usual'],
  [1.05, 'usual'],
  [3, 'slower'],
  [0.3, 'faster'],
] as const)('%s times as long as usual is %s', (times, state) => {
  expect(look(times).state).toBe(state);
});

test('in a busy period the bound is as many times wider', () => {
  const lasting = { ...sale, from: now - hourMs };
  expect(look(2).state).toBe('slower');
  expect(look(2, { busy: [lasting] }).state).toBe('usual');
  expect(look(4, { busy: [lasting] }).state).toBe('slower');
});

test('a day ahead is as long as the day behind, and nothing of it is seen yet', () => {
  const { hours } = look(1);
  expect(hours).toHaveLength(48);
  expect(hours[24]?.at).toBe(now);
  expect(hours.slice(0, 24).every(({ failed }) => failed === 0)).toBe(true);
  expect(hours.slice(24).some(({ ms, failed }) => ms !== undefined || failed !== undefined)).toBe(
    false,
  );
  expect(hours.slice(24).every(({ usual }) => usual !== undefined)).toBe(true);
});

test('the slowest hour ahead is in tomorrow’s office hours', () => {
  const { peak } = look(1);
  const hour = new Date((peak?.at ?? 0) + 8 * hourMs).getUTCHours();
  expect(hour).toBeGreaterThanOrEqual(9);
  expect(hour).toBeLessThan(17);
  expect(peak?.ms).toBeCloseTo(300, -2);
});

test('what is only supposed widens the band; what was seen the last time is expected again', () => {
  const supposed = look(1, { busy: [sale] }).hours.at(-1);
  const learned = look(1, { busy: [{ ...sale, isLearned: true }] }).hours.at(-1);
  const calm = look(1).hours.at(-1);
  expect(supposed?.isBusy).toBe(true);
  expect(supposed?.usual?.ms).toBe(calm?.usual?.ms);
  expect(supposed?.usual?.toMs).toBeCloseTo((calm?.usual?.toMs ?? 0) * 2.5);
  expect(learned?.usual?.ms).toBeCloseTo((calm?.usual?.ms ?? 0) * 2.5);
});

test('a week is shown in longer steps, of which nothing is lost', () => {
  const { hours } = look(1, { days: 7 });
  expect(hours.length).toBeLessThanOrEqual(60);
  expect(hours[hours.length / 2]?.at).toBe(now);
});

test('a service seen for a day has no forecast', () => {
  const past = hoursOf({ from: now - 28 * dayMs, to: now }, (at) => {
    return at < now - dayMs ? undefined : 100;
  });
  expect(outlookOf(past, { now, horizonMs: dayMs, busy: [], timeZone })).toMatchObject({
    ...{ state: 'unknown', by: 'nothing', since: now - dayMs },
  });
});
