/** When jobs run, on a clock that the test moves. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClock } from '../../src/time/clock.ts';
import { createHeap, type Timed } from '../../src/time/heap.ts';
import { createSchedule, phaseOf } from '../../src/time/schedule.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const bugs: unknown[] = [];
const onBug = (error: unknown, id: string) => void bugs.push([id, String(error)]);

/** A schedule and a diary of when which job ran. */
function diary(maxInFlight?: number) {
  const start = performance.now();
  let stalledMs = 0;
  const now = () => performance.now() + stalledMs;
  const clock = { ...createClock(), elapsed: now };
  const schedule = createSchedule({ clock, onBug, ...(maxInFlight && { maxInFlight }) });
  const lines: string[] = [];
  const note = (id: string) => void lines.push(`${id}@${Math.round(now() - start)}`);
  const take = () => lines.splice(0);
  /** Time passes and nothing rings, as when the event loop is blocked. */
  const stall = (ms: number) => {
    stalledMs += ms;
  };
  return { schedule, note, take, stall };
}

test('a job runs at its phase and then in steady turns, however long it takes', async () => {
  const { schedule, note, take } = diary();
  schedule.every('a', 300, async () => {
    note('a');
    await new Promise((resolve) => setTimeout(resolve, 120));
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(3_500);
  expect(take()).toEqual(['a@300', 'a@1300', 'a@2300', 'a@3300']);
});

test('the job says when it wants to run next', async () => {
  const { schedule, note, take } = diary();
  const waits = [500, 100, 100, 2_000];
  schedule.every('a', 0, async () => {
    note('a');
    return waits.shift() ?? 60_000;
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(take()).toEqual(['a@0', 'a@500', 'a@600', 'a@700', 'a@2700']);
});

test('a stall of the machine costs one run, and the turns stay where they were', async () => {
  const { schedule, note, take, stall } = diary();
  schedule.every('a', 200, async () => {
    note('a');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(250);
  take();
  stall(10_300);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(take()).toEqual(['a@11500', 'a@12200', 'a@13200']);
});

test('after a stall until just before a turn, that turn is left out', async () => {
  const { schedule, note, take, stall } = diary();
  schedule.every('a', 0, async () => {
    note('a');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(10);
  take();
  stall(4_700);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(take()).toEqual(['a@5700', 'a@7000']);
});

test('a hurried job runs at once and keeps its turns', async () => {
  const { schedule, note, take } = diary();
  schedule.every('a', 0, async () => {
    note('a');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(300);
  schedule.hurry('a');
  await vi.advanceTimersByTimeAsync(2_000);
  schedule.hurry('nobody');
  expect(take()).toEqual(['a@0', 'a@300', 'a@1000', 'a@2000']);
});

test('a hurried job that wants a closer look gets it', async () => {
  const { schedule, note, take } = diary();
  const waits = [60_000, 5_000, 5_000];
  schedule.every('a', 0, async () => {
    note('a');
    return waits.shift() ?? 60_000;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  schedule.hurry('a');
  await vi.advanceTimersByTimeAsync(12_000);
  expect(take()).toEqual(['a@0', 'a@1000', 'a@6000', 'a@11000']);
});

test('a job never runs beside itself; hurried while running it runs once more afterwards', async () => {
  const { schedule, take, note } = diary();
  let atOnce = 0;
  schedule.every('a', 0, async () => {
    expect(++atOnce).toBe(1);
    note('begin');
    await new Promise((resolve) => setTimeout(resolve, 400));
    note('end');
    atOnce--;
    return 10_000;
  });
  await vi.advanceTimersByTimeAsync(100);
  schedule.hurry('a');
  schedule.hurry('a');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(take()).toEqual(['begin@0', 'end@400', 'begin@401', 'end@801']);
});

test('jobs that hurry each other leave time to all else', async () => {
  const { schedule, note, take } = diary();
  for (const [id, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    schedule.every(id, 0, async () => {
      note(id);
      schedule.hurry(other);
      return 60_000;
    });
  }
  schedule.every('calm', 100, async () => {
    note('calm');
    return 60_000;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  const runs = take();
  expect(runs).toContain('calm@100');
  expect(runs.length).toBeLessThanOrEqual(2 * (1_000 / 50) + 3);
});

test('only so many run at once, the others in the order in which they came due', async () => {
  const { schedule, note, take } = diary(2);
  for (const id of ['c', 'a', 'd', 'b']) {
    schedule.every(id, id.charCodeAt(0), async () => {
      note(id);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return 10_000;
    });
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(take()).toEqual(['a@97', 'b@98', 'c@197', 'd@198']);
});

test('jobs that hang keep nobody waiting for longer than a moment', async () => {
  const clock = createClock();
  const schedule = createSchedule({ clock, onBug, maxInFlight: 2, slowAfterMs: 1_000 });
  const start = performance.now();
  const begun: string[] = [];
  const hang = (id: string) => async () => {
    begun.push(`${id}@${Math.round(performance.now() - start)}`);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    return 60_000;
  };
  for (const [place, id] of ['a', 'b', 'c', 'd', 'e'].entries())
    schedule.every(id, place, hang(id));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(begun).toEqual(['a@0', 'b@1', 'c@1000', 'd@1001', 'e@2000']);
});

test('and all the same not without end', async () => {
  const clock = createClock();
  const schedule = createSchedule({ clock, onBug, maxInFlight: 1, slowAfterMs: 10 });
  let begun = 0;
  for (let id = 0; id < 100; id++) {
    schedule.every(`${id}`, 0, () => {
      begun++;
      return new Promise(() => {});
    });
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun).toBe(16);
});

test.each([
  ['throws', () => Promise.reject(new Error('bug'))],
  [
    'throws before its first wait',
    () => {
      throw new Error('bug');
    },
  ],
  ['asks for no time', async () => Number.NaN],
])('a job that %s is reported and goes on', async (_, fail) => {
  const { schedule, note, take } = diary();
  bugs.length = 0;
  let runs = 0;
  schedule.every('a', 0, () => {
    note('a');
    return runs++ === 1 ? fail() : Promise.resolve(1_000);
  });
  await vi.advanceTimersByTimeAsync(2_500);
  expect(take()).toEqual(['a@0', 'a@1000', 'a@2000']);
  expect(bugs).toHaveLength(1);
});

test('many jobs that throw at once are each reported, and none runs inside of another', async () => {
  const { schedule } = diary();
  bugs.length = 0;
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    schedule.every(`${i}`, 0, () => {
      throw new Error('bug');
    });
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(bugs).toHaveLength(count);
  expect(bugs).toContainEqual(['0', 'Error: bug']);
  expect(new Set(bugs.map(String)).size).toBe(count);
});

test('a job cannot keep the machine busy by asking for no wait', async () => {
  const { schedule, note, take } = diary();
  schedule.every('a', 0, async () => {
    note('a');
    return -5;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect(take().length).toBeLessThan(12);
});

test('a wait beyond what a timer can hold does not ring early', async () => {
  const { schedule, note, take } = diary();
  schedule.every('a', 40 * 86_400_000, async () => {
    note('a');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(39 * 86_400_000);
  expect(take()).toEqual([]);
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(take()).toEqual([`a@${40 * 86_400_000}`]);
});

test('a cancelled job does not run again, whatever it was doing', async () => {
  const { schedule, note, take } = diary(1);
  const job = (id: string) => async () => {
    note(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 200;
  };
  schedule.every('running', 0, job('running'));
  schedule.every('ready', 0, job('ready'));
  schedule.every('waiting', 50, job('waiting'));
  await vi.advanceTimersByTimeAsync(10);
  for (const id of ['running', 'ready', 'waiting']) schedule.cancel(id);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(take()).toEqual(['running@0']);
});

test('a job in the place of a running one waits for it', async () => {
  const { schedule, note, take } = diary();
  schedule.every('a', 0, async () => {
    note('old begins');
    await new Promise((resolve) => setTimeout(resolve, 300));
    note('old ends');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(100);
  schedule.cancel('a');
  schedule.every('a', 0, async () => {
    note('new');
    return 1_000;
  });
  await vi.advanceTimersByTimeAsync(2_400);
  expect(take()).toEqual(['old begins@0', 'old ends@300', 'new@1100', 'new@2100']);
});

test('stopping waits for what is under way and begins nothing', async () => {
  const { schedule, note, take } = diary(1);
  for (const id of ['a', 'b']) {
    schedule.every(id, 0, async () => {
      note(id);
      await new Promise((resolve) => setTimeout(resolve, 300));
      note(`${id} ends`);
      return 10;
    });
  }
  await vi.advanceTimersByTimeAsync(100);
  const stopped = schedule.stop().then(() => note('stopped'));
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
  expect(take()).toEqual(['a@0', 'a ends@300', 'stopped@300']);
});

test('ten thousand jobs each run once in a minute, on one timer', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const { schedule } = diary();
  const runs = new Map<string, number>();
  for (let n = 0; n < 10_000; n++) {
    schedule.every(`check-${n}`, phaseOf(`check-${n}`, 60_000), async () => {
      runs.set(`check-${n}`, (runs.get(`check-${n}`) ?? 0) + 1);
      return 60_000;
    });
  }
  timers.mockClear();
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs.size).toBe(10_000);
  expect([...runs.values()].every((count) => count === 1)).toBe(true);
  expect(timers.mock.calls.length).toBeLessThanOrEqual(20_000);
});

test('the phases of similar ids are spread over the interval', () => {
  const buckets = Array.from({ length: 60 }, () => 0);
  for (let n = 0; n < 6_000; n++) {
    const phase = phaseOf(`mail/smtp-${n}`, 60_000);
    buckets[Math.floor(phase / 1_000)] = (buckets[Math.floor(phase / 1_000)] ?? 0) + 1;
  }
  expect(Math.min(...buckets)).toBeGreaterThan(60);
  expect(Math.max(...buckets)).toBeLessThan(145);
  expect(phaseOf('a', 60_000)).toBe(phaseOf('a', 60_000));
});

test('whatever is asked of it: no job beside itself, none too many, none lost, none after its end', async () => {
  const ids = ['a', 'b', 'c', 'd'] as const;
  const step = fc.record({
    what: fc.constantFrom('every', 'hurry', 'cancel', 'wait', 'stall'),
    id: fc.constantFrom(...ids),
    ms: fc.integer({ min: 0, max: 3_000 }),
    jobMs: fc.integer({ min: 0, max: 1_500 }),
    waitMs: fc.constantFrom(50, 500, 1_000, 5_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      bugs.length = 0;
      const { schedule, stall } = diary(2);
      const running = new Set<string>();
      const wanted = new Set<string>();
      const runs = new Set<string>();
      for (const { what, id, ms, jobMs, waitMs } of steps) {
        if (what === 'wait') await vi.advanceTimersByTimeAsync(ms);
        if (what === 'stall') stall(ms);
        if (what === 'hurry') schedule.hurry(id);
        if (what === 'cancel') schedule.cancel(id);
        if (what === 'cancel') wanted.delete(id);
        if (what !== 'every') continue;
        wanted.add(id);
        schedule.every(id, ms, async () => {
          expect(wanted).toContain(id);
          expect(running).not.toContain(id);
          running.add(id);
          runs.add(id);
          expect(running.size).toBeLessThanOrEqual(2);
          await new Promise((resolve) => setTimeout(resolve, jobMs));
          running.delete(id);
          return waitMs;
        });
      }
      runs.clear();
      await vi.advanceTimersByTimeAsync(60_000);
      expect([...runs].sort()).toEqual([...wanted].sort());
      const stopped = schedule.stop();
      await vi.advanceTimersByTimeAsync(3_000);
      await stopped;
      expect(running.size).toBe(0);
      expect(bugs.splice(0)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('a heap gives its things back in order, also after moves and removals', () => {
  const heap = createHeap<Timed & { n: number }>();
  const things = Array.from({ length: 500 }, (_, n) => ({ n, due: (n * 7919) % 503, place: -1 }));
  for (const thing of things) heap.put(thing);
  for (const thing of things.filter(({ n }) => n % 3 === 0)) heap.remove(thing);
  for (const thing of things.filter(({ n }) => n % 3 === 1)) {
    thing.due = (thing.n * 31) % 499;
    heap.put(thing);
  }
  heap.remove(things[0] as (typeof things)[0]);
  const out: number[] = [];
  for (let first = heap.first(); first; first = heap.first()) {
    heap.remove(first);
    out.push(first.due);
  }
  expect(out).toHaveLength(333);
  expect(out).toEqual([...out].sort((a, b) => a - b));
});
