/** Time as the bot sees it, passed to every part that needs it, so that a demo or a test can run it faster. */

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never jump. */
  elapsed(): number;
  /** Runs `task` once in `ms`; the answer calls it off. Waits of any length are right. */
  after(ms: number, task: () => void): () => void;
};

/** What one timer of Node can hold: 24.8 days. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock; with a `speed` of 4, a minute lasts 15 seconds. */
export function createClock(speed = 1): Clock {
  const startedAt = Date.now();
  const started = performance.now();
  const elapsed = () => started + (performance.now() - started) * speed;

  function after(ms: number, task: () => void): () => void {
    let timer: NodeJS.Timeout;
    const until = elapsed() + ms;
    const wait = () => {
      const restMs = Math.max(0, Math.ceil((until - elapsed()) / speed));
      timer = setTimeout(restMs > longestTimerMs ? wait : task, Math.min(restMs, longestTimerMs));
    };
    wait();
    return () => clearTimeout(timer);
  }

  return {
    now: () => (speed === 1 ? Date.now() : startedAt + elapsed() - started),
    elapsed,
    after,
  };
}
