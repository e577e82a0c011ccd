/** How late looks begin is what an operator reads of a machine that is too slow. */
import { expect, test } from 'vitest';
import { createSchedule } from '../../src/time/schedule.ts';
import { createHandClock } from '../clock.ts';

test('a job that begins late is late by that, and one that was hurried is not', async () => {
  const clock = createHandClock();
  const late: number[] = [];
  const schedule = createSchedule({
    clock,
    onStart: (ms) => void late.push(ms),
    onBug: (error) => {
      throw error;
    },
  });
  schedule.every('look', 1_000, async () => 60_000);
  clock.hang(3_500);
  await clock.pass(100);
  schedule.hurry('look');
  await clock.pass(1);
  expect(late).toEqual([2_500, 0]);
  await schedule.stop();
});
