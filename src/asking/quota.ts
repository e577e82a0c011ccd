/**
 * How much one may ask in a minute: a bucket that leaks (GCRA), one number per key.
 * A short burst is fine; whoever goes on is told how long to wait. Bounded: the oldest are forgotten.
 */

export type Quota = {
  /** 0 when it may be done now, which then counts; else the milliseconds to wait, and nothing is counted. */
  waitFor(key: string, cost: number): number;
};

export type QuotaParts = {
  readonly perMinute: number;
  /** How many at once after a quiet time. */
  readonly burst: number;
  readonly now: () => number;
};

const rememberedKeys = 10_000;

export function createQuota({ perMinute, burst, now }: QuotaParts): Quota {
  const eachMs = 60_000 / perMinute;
  /** When the bucket of a key will be empty. */
  const emptyAt = new Map<string, number>();

  return {
    waitFor(key, cost) {
      const at = now();
      const before = Math.max(emptyAt.get(key) ?? at, at);
      const after = before + cost * eachMs;
      const waitMs = after - at - burst * eachMs;
      if (waitMs > 0) return Math.ceil(waitMs);
      emptyAt.delete(key);
      emptyAt.set(key, after);
      const [oldest] = emptyAt.keys();
      if (emptyAt.size > rememberedKeys && oldest !== undefined) emptyAt.delete(oldest);
      return 0;
    },
  };
}
