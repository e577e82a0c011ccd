/** The same question in the same minute is worked out once. */
import { expect, test } from 'vitest';
import { createMemo } from '../../src/asking/memo.ts';

test('an answer holds for a while, also for who asks before it is there', () => {
  let at = 0;
  let made = 0;
  const memo = createMemo<number>({ forMs: 100, atMost: 2, now: () => at });
  const ask = (key: string) => memo(key, () => ++made);
  expect([ask('a'), ask('a'), ask('b')]).toEqual([1, 1, 2]);
  at = 100;
  expect(ask('a')).toBe(3);
  at = 50;
  expect(ask('a')).toBe(4);
});

test('no more answers are kept than there is room for', () => {
  let made = 0;
  const memo = createMemo<number>({ forMs: 100, atMost: 2, now: () => 0 });
  for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) memo(key, () => ++made);
  expect(made).toBe(4);
});
