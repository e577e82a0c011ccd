/**
 * One channel's lane: what is due there, one thing at a time, in order, and never before it may be.
 * Knows nothing of incidents or messages.
 */
import type { Clock } from '../clock.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** After a fault of our own (the store, a bug): long enough not to spin, short enough to be news. */
const faultPauseMs = 10_000;

/**
 * What came of one piece of work. again: there may be more to do for it at once · done ·
 * waitUntil: the lane rests, and longer with each failure in a row; when `isDoubtful`, nothing
 * goes out before the network answers again.
 */
export type Outcome =
  | 'again'
  | 'done'
  | { readonly waitUntil: number; readonly isDoubtful?: boolean };

export type LaneParts = {
  /** Does the next step for one service. Rejects only for faults of our own. */
  readonly work: (service: string) => Promise<Outcome>;
  readonly isAnswering: () => Promise<boolean>;
  readonly onFault: (error: unknown) => void;
  readonly clock: Clock;
};

export type Lane = {
  add(service: string): void;
  /** Runs something else in this lane, when what is under way has ended. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Forgets pauses: the channel is back. */
  hurry(): void;
  readonly running: Promise<void> | undefined;
  stop(): void;
};

export function createLane({ work, isAnswering, onFault, clock }: LaneParts): Lane {
  const due = new Set<string>();
  let running: Promise<void> | undefined;
  let callOff: (() => void) | undefined;
  let notBefore = 0;
  let failures = 0;
  let isDoubtful = false;
  let isStopped = false;

  function start(): void {
    if (isStopped || running || due.size === 0) return;
    callOff?.();
    const pauseMs = notBefore - clock.now();
    if (pauseMs > 0) {
      callOff = clock.after(pauseMs, start);
      return;
    }
    occupy(drain());
  }

  function occupy(task: Promise<void>): void {
    running = task.finally(() => {
      running = undefined;
      start();
    });
  }

  async function drain(): Promise<void> {
    while (!isStopped && clock.now() >= notBefore) {
      const [service] = due;
      if (service === undefined) return;
      due.delete(service);
      const outcome = await attempt(service);
      if (outcome === 'done') continue;
      due.add(service);
      if (outcome === 'again') failures = 0;
      else rest(outcome);
    }
  }

  async function attempt(service: string): Promise<Outcome> {
    try {
      if (isDoubtful && !(await isAnswering())) return { waitUntil: 0, isDoubtful: true };
      return await work(service);
    } catch (error) {
      onFault(error);
      return { waitUntil: clock.now() + faultPauseMs };
    }
  }

  /** Until the instant the network named, or one that grows with each failure in a row. */
  function rest(outcome: { waitUntil: number; isDoubtful?: boolean }): void {
    isDoubtful = outcome.isDoubtful ?? false;
    const isNamed = outcome.waitUntil > clock.now();
    const growth = firstPauseMs * 2 ** Math.min(failures, 10);
    failures += 1;
    const ownPause = isNamed && failures === 1 ? 0 : Math.min(growth, longestPauseMs);
    notBefore = Math.max(outcome.waitUntil, clock.now() + ownPause);
  }

  return {
    add(service) {
      due.add(service);
      start();
    },
    async run(task) {
      while (running !== undefined) await running;
      const result = task();
      occupy(
        result.then(
          () => undefined,
          () => undefined,
        ),
      );
      return result;
    },
    hurry() {
      notBefore = 0;
      failures = 0;
      start();
    },
    get running() {
      return running;
    },
    stop() {
      isStopped = true;
      callOff?.();
    },
  };
}
