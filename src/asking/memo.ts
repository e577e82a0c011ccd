/** Answers that hold for a while: many people ask the same in the same minute. Bounded; the oldest go first. */

export type Memo<T> = (key: string, make: () => T) => T;

export type MemoParts = {
  readonly forMs: number;
  readonly atMost: number;
  readonly now: () => number;
};

export function createMemo<T>({ forMs, atMost, now }: MemoParts): Memo<T> {
  const known = new Map<string, { readonly at: number; readonly value: T }>();
  return (key, make) => {
    const before = known.get(key);
    const at = now();
    if (before && at >= before.at && at - before.at < forMs) return before.value;
    const value = make();
    known.delete(key);
    known.set(key, { at, value });
    const [oldest] = known.keys();
    if (known.size > atMost && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
