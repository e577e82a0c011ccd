/** Jobs at times of the calendar, on a clock that the test moves. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCalendar } from '../../src/time/calendar.ts';

const start = Date.parse('2026-03-01T00:00:00Z');
beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const bugs: string[] = [];
const open = () => createCalendar((error, id) => void bugs.push(`${id}: ${error}`));

test('a job runs at its local time, also across the change to summer time', async () => {
  const calendar = open();
  const runs: string[] = [];
  calendar.at('digest', '0 9 * * *', 'Europe/Berlin', async () => {
    runs.push(new Date().toISOString());
  });
  await vi.advanceTimersByTimeAsync(Date.parse('2026-03-31T00:00:00Z') - start);
  expect(runs.slice(27)).toEqual([
    '2026-03-28T08:00:00.000Z',
    '2026-03-29T07:00:00.000Z',
    '2026-03-30T07:00:00.000Z',
  ]);
  await calendar.stop();
});

test('a job at an instant runs once, and one in the past never', async () => {
  const calendar = open();
  const job = vi.fn(async () => undefined);
  const past = vi.fn(async () => undefined);
  calendar.at('reminder', start + 40 * 86_400_000, 'UTC', job);
  calendar.at('late', start - 1, 'UTC', past);
  await vi.advanceTimersByTimeAsync(40 * 86_400_000 - 1_000);
  expect(job).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(job).toHaveBeenCalledOnce();
  expect(past).not.toHaveBeenCalled();
});

test('after two hours of sleep the missed times are not made up for', async () => {
  const calendar = open();
  const job = vi.fn(async () => undefined);
  calendar.at('often', '*/10 * * * * *', 'UTC', job);
  await vi.advanceTimersByTimeAsync(30_500);
  expect(job).toHaveBeenCalledTimes(3);
  vi.setSystemTime(Date.now() + 2 * 3_600_000);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(job.mock.calls.length).toBeLessThanOrEqual(3 + 6 + 3 + 1);
  await calendar.stop();
});

test('a slow job is not run beside itself, and stopping waits for it', async () => {
  const calendar = open();
  let atOnce = 0;
  let most = 0;
  let ended = 0;
  calendar.at('slow', '* * * * * *', 'UTC', async () => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    atOnce--;
    ended++;
  });
  await vi.advanceTimersByTimeAsync(9_200);
  const stopped = calendar.stop().then(() => expect(atOnce).toBe(0));
  await vi.advanceTimersByTimeAsync(20_000);
  await stopped;
  expect(most).toBe(1);
  expect(ended).toBe(3);
});

test('a job that throws is reported and runs again', async () => {
  const calendar = open();
  bugs.length = 0;
  calendar.at('bad', '0 * * * *', 'UTC', async () => {
    throw new Error('bug');
  });
  await vi.advanceTimersByTimeAsync(2 * 3_600_000 + 1_000);
  expect(bugs).toEqual(['bad: Error: bug', 'bad: Error: bug']);
  await calendar.stop();
});

test('a second job of the same name takes the place of the first', async () => {
  const calendar = open();
  const first = vi.fn(async () => undefined);
  const second = vi.fn(async () => undefined);
  calendar.at('one', '0 * * * *', 'UTC', first);
  calendar.at('one', '0 * * * *', 'UTC', second);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  calendar.cancel('one');
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(second).toHaveBeenCalledOnce();
});

test.each(['soon', '2027-01-01', '99 * * * *', '* * *', ''])('"%s" is no time', (text) => {
  expect(() => open().at('x', text, 'UTC', async () => undefined)).toThrow(RangeError);
});
