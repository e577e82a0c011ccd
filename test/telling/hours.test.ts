import { expect, test } from 'vitest';
import { endOf, isWithin } from '../../src/telling/hours.ts';

const night = { from: '22:00', to: '07:00' };
const at = (text: string) => Date.parse(text);

test.each([
  ['2026-11-23T21:59:00Z', false],
  ['2026-11-23T22:00:00Z', true],
  ['2026-11-24T06:59:00Z', true],
  ['2026-11-24T07:00:00Z', false],
])('at %s the night lasts: %s', (text, expected) => {
  expect(isWithin(night, 'UTC', at(text))).toBe(expected);
});

test('hours are those of the reader', () => {
  expect(isWithin(night, 'Asia/Shanghai', at('2026-11-23T15:00:00Z'))).toBe(true);
  expect(isWithin(night, 'Asia/Shanghai', at('2026-11-23T23:30:00Z'))).toBe(false);
});

test('a night belongs to the day on which it begins', () => {
  const fridays = { ...night, days: [5] };
  expect(isWithin(fridays, 'UTC', at('2026-11-27T23:00:00Z'))).toBe(true);
  expect(isWithin(fridays, 'UTC', at('2026-11-28T06:00:00Z'))).toBe(true);
  expect(isWithin(fridays, 'UTC', at('2026-11-28T23:00:00Z'))).toBe(false);
  const weekend = { from: '00:00', to: '00:00', days: [6, 7] };
  expect(isWithin(weekend, 'UTC', at('2026-11-29T12:00:00Z'))).toBe(true);
  expect(isWithin(weekend, 'UTC', at('2026-11-30T00:00:00Z'))).toBe(false);
});

test.each([
  ['UTC', '2026-11-23T22:00:30Z', '2026-11-24T07:00:00Z'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00Z'],
  ['Europe/Berlin', '2026-10-24T23:00:00Z', '2026-10-25T06:00:00Z'],
  ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z'],
  ['Asia/Shanghai', '2026-11-23T22:59:00Z', '2026-11-23T23:00:00Z'],
])('in %s a night that lasts at %s ends at %s', (zone, from, to) => {
  expect(new Date(endOf(night, zone, at(from))).toISOString()).toBe(new Date(to).toISOString());
});
