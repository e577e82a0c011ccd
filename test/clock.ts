/** A clock that stands still until it is told to go on. */
import type { Clock } from '../src/time/clock.ts';

export type HandClock = Clock & {
  /** Goes on by `ms`, running what falls due on the way and letting each finish what it can. */
  pass(ms: number): Promise<void>;
  /** Goes on by `ms` while nothing runs, as when the process hangs; what fell due runs late. */
  hang(ms: number): void;
  /** Sets the clock on the wall on, or back, as when the machine slept. */
  set(ms: number): void;
};

export function createHandClock(start = 1_000_000_000_000): HandClock {
  let at = 0;
  let setMs = 0;
  let count = 0;
  const tasks = new Map<number, { readonly due: number; readonly task: () => void }>();

  function nextDue(until: number) {
    let first: [number, { due: number; task: () => void }] | undefined;
    for (const entry of tasks) {
      if (entry[1].due <= until && (!first || entry[1].due < first[1].due)) first = entry;
    }
    return first;
  }

  return {
    now: () => start + at + setMs,
    elapsed: () => at,
    after(ms, task) {
      count += 1;
      const id = count;
      tasks.set(id, { due: at + Math.max(0, ms), task });
      return () => void tasks.delete(id);
    },
    async pass(ms) {
      const until = at + ms;
      await settle();
      for (let next = nextDue(until); next; next = nextDue(until)) {
        at = Math.max(at, next[1].due);
        tasks.delete(next[0]);
        next[1].task();
        await settle();
      }
      at = Math.max(at, until);
    },
    hang(ms) {
      at += ms;
    },
    set(ms) {
      setMs += ms;
    },
  };
}

/** Lets everything run that needs no more time: promises, and the store's commits at the end of a turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
