/** What a row of the laboratory's tables is: a server that misbehaves, and the reading that it must give. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CauseCode, CauseKind, Phase, Reading } from '../../src/model.ts';
import { createEyes, type Eyes, type EyesOptions, look } from '../../src/probes/index.ts';

export type Behaviour = {
  /** A sentence about the world. */
  readonly says: string;
  /** Starts it; resolves to a target. `late` frees what it opened. */
  open(late: (close: () => unknown) => void): Promise<string>;
  readonly expect?: unknown;
  readonly timeoutMs?: number;
  /** `up`, or the phase, code and kind of the cause. */
  readonly gives: 'up' | readonly [Phase, CauseCode, CauseKind];
  /** More that must be true of the reading. */
  also?(reading: Reading): void;
};

const statuses = {
  soft: 'down',
  hard: 'down',
  busy: 'degraded',
  slow: 'degraded',
  policy: 'unknown',
  ours: 'unknown',
} as const;

/** What a machine shared with other tests may add; the exact promise has a test of its own. */
export const busyMachineMs = 1500;

/** One test per behaviour, all looked at through the same pair of eyes. */
export function laboratory(behaviours: readonly Behaviour[], options: () => EyesOptions): void {
  let eyes: Eyes;
  beforeAll(() => {
    eyes = createEyes(options());
  });
  afterAll(() => eyes.close());
  test.for([...behaviours])('$says', async (behaviour) => {
    const closers: (() => unknown)[] = [];
    const target = await behaviour.open((close) => closers.push(close));
    const timeoutMs = behaviour.timeoutMs ?? 5000;
    const startedAt = performance.now();
    const reading = await look({ target, timeoutMs, expect: behaviour.expect }, eyes);
    const tookMs = performance.now() - startedAt;
    await Promise.all(closers.map((close) => close()));
    expect(seen(reading)).toEqual(wanted(behaviour.gives));
    expect(tookMs).toBeLessThan(timeoutMs + busyMachineMs);
    judgeForm(reading);
    behaviour.also?.(reading);
  });
}

function seen(reading: Reading) {
  const { phase, code, kind } = reading.cause ?? {};
  return { status: reading.status, phase, code, kind };
}

function wanted(gives: Behaviour['gives']) {
  if (gives === 'up') return { status: 'up', phase: undefined, code: undefined, kind: undefined };
  const [phase, code, kind] = gives;
  return { status: statuses[kind], phase, code, kind };
}

/** What is true of every reading, whatever happened. */
export function judgeForm(reading: Reading): void {
  expect(reading.status === 'up').toBe(reading.cause === undefined);
  for (const took of Object.values(reading.timings)) expect(took).toBeGreaterThanOrEqual(0);
  const evidence = reading.cause?.evidence;
  if (evidence !== undefined) {
    expect(Array.from(evidence).length).toBeLessThanOrEqual(200);
    expect(evidence).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(evidence.isWellFormed()).toBe(true);
  }
  expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
}
