/** How much one may ask: a burst is fine, a flood is slowed, and nobody pays for another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createQuota } from '../../src/asking/quota.ts';

function bucket(perMinute = 30, burst = 5) {
  const clock = { at: 0 };
  return { clock, quota: createQuota({ perMinute, burst, now: () => clock.at }) };
}

test('a burst is let through, then one at a time', () => {
  const { clock, quota } = bucket();
  for (let count = 0; count < 5; count += 1) expect(quota.waitFor('ana', 1)).toBe(0);
  expect(quota.waitFor('ana', 1)).toBe(2_000);
  expect(quota.waitFor('ben', 1)).toBe(0);
  clock.at = 2_000;
  expect(quota.waitFor('ana', 1)).toBe(0);
  expect(quota.waitFor('ana', 1)).toBe(2_000);
});

test('what is refused costs nothing, what is dear costs more', () => {
  const { quota } = bucket();
  expect(quota.waitFor('ana', 4)).toBe(0);
  expect(quota.waitFor('ana', 4)).toBe(6_000);
  expect(quota.waitFor('ana', 1)).toBe(0);
});

test('nobody ever gets more than the burst and the minutes allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 200 }), (pauses) => {
      const { clock, quota } = bucket();
      let done = 0;
      for (const pause of pauses) {
        clock.at += pause;
        if (quota.waitFor('ana', 1) === 0) done += 1;
      }
      expect(done).toBeLessThanOrEqual(5 + clock.at / 2_000);
    }),
  );
});
