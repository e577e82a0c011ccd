/** What somebody meant who typed something else. */
import { expect, test } from 'vitest';
import { didYouMean, nearest, slipsBetween } from '../src/nearest.ts';

test.each([
  ['help', 'help', 0],
  ['hlep', 'help', 1],
  ['hepl', 'help', 1],
  ['hel', 'help', 1],
  ['helpp', 'help', 1],
  ['halp', 'help', 1],
  ['', 'help', 4],
  ['腾迅云', '腾讯云', 1],
  ['ab', 'ba', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j it takes %i slips, and as many back', (left, right, slips) => {
  expect(slipsBetween(left, right)).toBe(slips);
  expect(slipsBetween(right, left)).toBe(slips);
});

test('words without end are not compared', () => {
  expect(slipsBetween('a'.repeat(100_000), 'a'.repeat(100_000))).toBe(Number.POSITIVE_INFINITY);
  expect(nearest('a'.repeat(100_000), ['a'])).toBeUndefined();
});

test('the nearest word is found, also when it was typed only in part', () => {
  const words = ['on', 'off', 'auto'];
  expect(nearest('of', words)).toBe('off');
  expect(nearest('ONN', words)).toBe('on');
  expect(nearest('atuo', words)).toBe('auto');
});

test('nothing is guessed from something else altogether', () => {
  expect(nearest('banana', ['on', 'off', 'auto'])).toBeUndefined();
  expect(didYouMean('banana', ['auto'])).toBe('');
  expect(didYouMean('atuo', ['auto'])).toBe(', did you mean auto?');
});
