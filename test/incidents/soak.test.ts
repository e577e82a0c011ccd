/** A month of five hundred services that fail in every way, while we go blind and restart. */
import { expect, test } from 'vitest';
import { soak } from './soak.ts';

test('for a month nothing leaks, nothing gets stuck, and every channel reads a story that makes sense', {
  timeout: 60_000,
}, () => {
  const { wrong, ...run } = soak({ services: 500, days: 30, everyMs: 10 * 60_000, seed: 7 });
  expect(wrong).toEqual([]);
  expect(run.looks).toBeGreaterThan(2_000_000);
  expect(run.restarts).toBe(30);
  expect(run.longFaults).toBeGreaterThan(300);
  expect(run.longFaultsTold).toBe(run.longFaults);
  expect(run.largestState).toBeLessThan(4_000);
  expect(run.mostIncidents).toBeLessThanOrEqual(50);
});
