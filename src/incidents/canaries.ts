/** Asks our own network at the moment of doubt: do unrelated places that never sleep still answer us? */
import { type Canaries, vote } from '../detection/network.ts';
import type { Reading } from '../model.ts';

const timeoutMs = 3_000;
/** Doubts that arise together share one answer. */
const freshForMs = 3_000;

export type CanaryParts = {
  /** Targets such as `tcp://1.1.1.1:443`; none means that nobody can be asked. */
  readonly targets: readonly string[];
  readonly look: (target: string, timeoutMs: number) => Promise<Reading>;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
};

/** Never rejects. */
export function createCanaries({ targets, look, elapsed }: CanaryParts): () => Promise<Canaries> {
  let answer: Promise<Canaries> = Promise.resolve('unasked');
  let askedAt = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<Canaries> {
    const readings = await Promise.all(targets.map((target) => look(target, timeoutMs)));
    return vote(readings);
  }

  return () => {
    if (targets.length === 0) return Promise.resolve('unasked');
    if (elapsed() - askedAt > freshForMs) {
      askedAt = elapsed();
      answer = ask();
    }
    return answer;
  };
}
