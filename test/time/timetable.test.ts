/** Jobs that keep to times of the calendar, on the clocks of the test. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCalendar, isCron } from '../../src/time/calendar.ts';
import { createSchedule } from '../../src/time/schedule.ts';
import { createTimetable } from '../../src/time/timetable.ts';

const start = Date.parse('2026-03-02T00:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

const open: { stop(): Promise<void> }[] = [];

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  vi.useRealTimers();
});

const noBug = (error: unknown) => expect.unreachable(String(error));

function timetable(times: Readonly<Record<string, string>>, timeZone = 'UTC') {
  const clock = {
    elapsed: () => Date.now() - start,
    after(ms: number, task: () => void) {
      const timer = setTimeout(task, Math.min(ms, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
  };
  const calendar = createCalendar(noBug);
  const schedule = createTimetable({
    schedule: createSchedule({ clock, onBug: noBug }),
    calendar,
    timeZone,
    timesOf: (id) => times[id],
  });
  open.push(calendar, schedule);
  return schedule;
}

/** Notes when it ran, and asks for what it is told to ask. */
function job(asks: (run: number) => number = () => minute) {
  const runs: string[] = [];
  const run = async () => {
    runs.push(new Date().toISOString().slice(5, 16));
    return asks(runs.length);
  };
  return { runs, run };
}

test('a job with times runs at these, in the zone of the operator, and at no other', async () => {
  const schedule = timetable({ shop: '0 9 * * 1-5' }, 'Asia/Shanghai');
  const { runs, run } = job();
  schedule.every('shop', 0, run);
  await vi.advanceTimersByTimeAsync(8 * 24 * hour);
  expect(runs).toEqual([
    ...['03-02T01:00', '03-03T01:00', '03-04T01:00', '03-05T01:00', '03-06T01:00'],
    '03-09T01:00',
  ]);
});

test('a job without times runs as ever', async () => {
  const schedule = timetable({});
  const { runs, run } = job();
  schedule.every('mail', 30_000, run);
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(runs).toHaveLength(5);
});

test('in doubt it runs as often as it asks, and rests again once it is calm', async () => {
  const schedule = timetable({ shop: '0 9 * * *' });
  const { runs, run } = job((ran) => (ran < 4 ? 5_000 : minute));
  schedule.every('shop', 0, run);
  await vi.advanceTimersByTimeAsync(34 * hour);
  expect(runs).toEqual([...Array(4).fill('03-02T09:00'), '03-03T09:00']);
});

test('nobody hurries what rests, but what is in doubt', async () => {
  const schedule = timetable({ shop: '0 9 * * *' });
  const { runs, run } = job(() => 30_000);
  schedule.every('shop', 0, run);
  schedule.hurry('shop');
  await vi.advanceTimersByTimeAsync(hour);
  expect(runs).toEqual([]);
  await vi.advanceTimersByTimeAsync(8 * hour + 1_000);
  schedule.hurry('shop');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toEqual(['03-02T09:00', '03-02T09:00']);
});

test('a job that is called off has no times any more', async () => {
  const schedule = timetable({ shop: '*/5 * * * *' });
  const { runs, run } = job();
  schedule.every('shop', 0, run);
  schedule.cancel('shop');
  await vi.advanceTimersByTimeAsync(hour);
  expect(runs).toEqual([]);
});

test('a job that was given an interval instead keeps to that', async () => {
  const times: Record<string, string> = { shop: '0 9 * * *' };
  const schedule = timetable(times);
  const { runs, run } = job();
  schedule.every('shop', 0, run);
  delete times.shop;
  schedule.every('shop', 0, run);
  await vi.advanceTimersByTimeAsync(3 * minute - 1);
  expect(runs).toHaveLength(3);
});

test.each([
  ['0 9 * * 1-5', true],
  ['*/15 8-18 * * MON-FRI', true],
  ['* * * * *', true],
  ['0 0 9 * * 1', false],
  ['0 9 * *', false],
  ['99 9 * * *', false],
  ['0 9 31 2 *', false],
  ['one two three four five', false],
  ['@daily', false],
  ['', false],
])('"%s" tells times: %s', (text, is) => {
  expect(isCron(text)).toBe(is);
  expect(vi.getTimerCount()).toBe(0);
});
