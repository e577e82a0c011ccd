/**
 * How many calls are under way, so that a stop can wait for the last of them. A number, no `Set` of them:
 * one that changes with each call grows new tables all the time, and each that was left keeps alive what the
 * next ones held until everything is collected.
 */
export type UnderWay = {
  readonly count: number;
  /** What becomes of the task, which counts until then. */
  during<T>(task: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

export function createUnderWay(): UnderWay {
  let count = 0;
  let waiters: (() => void)[] = [];

  function end(): void {
    count -= 1;
    if (count > 0) return;
    const heard = waiters;
    waiters = [];
    for (const tell of heard) tell();
  }

  return {
    get count() {
      return count;
    },
    async during(task) {
      count += 1;
      try {
        return await task;
      } finally {
        end();
      }
    },
    async idle() {
      if (count === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.push(resolve);
      await promise;
    },
  };
}
