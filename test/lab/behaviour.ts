/** What a row of the laboratory's tables is: a server that misbehaves, and the reading that it must give. */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cause, CauseCode, CauseKind, Phase, Reading } from '../../src/model.ts';
import { createEyes, type Eyes, type EyesOptions, look } from '../../src/probes/index.ts';
import { createPeers, type Opinion, type Peers } from './peers.ts';

export type Behaviour = {
  /** A sentence about the world. */
  readonly says: string;
  /** Starts it; resolves to a target. `late` frees what it opened. */
  open(late: (close: () => unknown) => void): Promise<string>;
  readonly expect?: unknown;
  readonly timeoutMs?: number;
  /** `up`, or the phase, code and kind of the cause. */
  readonly gives: 'up' | readonly [Phase, CauseCode, CauseKind];
  /** Why other checkers see it differently, where no general reason does. */
  readonly differs?: string;
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

/** What we and others say about one behaviour. */
export type Compared = {
  readonly says: string;
  readonly scheme: string | undefined;
  readonly differs: string | undefined;
  readonly status: Reading['status'];
  readonly cause: Cause | undefined;
  readonly opinions: readonly Opinion[];
};

/** What a machine shared with other tests may add; the exact promise has a test of its own. */
export const busyMachineMs = 1500;

/** One test per behaviour, all looked at through the same pair of eyes. */
export function laboratory(behaviours: readonly Behaviour[], options: () => EyesOptions): void {
  let eyes: Eyes;
  let peers: Peers | undefined;
  beforeAll(async () => {
    eyes = createEyes(options());
    if (comparison !== undefined) peers = await createPeers(options().trust ?? []);
  });
  afterAll(async () => {
    eyes.close();
    await peers?.close();
  });
  test.for([...behaviours])('$says', async (behaviour) => {
    const closers: (() => unknown)[] = [];
    const target = await behaviour.open((close) => closers.push(close));
    const timeoutMs = behaviour.timeoutMs ?? 5000;
    const startedAt = performance.now();
    const reading = await look({ target, timeoutMs, expect: behaviour.expect }, eyes);
    const tookMs = performance.now() - startedAt;
    if (peers) await compare(peers, behaviour, { target, reading });
    await Promise.all(closers.map((close) => close()));
    expect(seen(reading)).toEqual(wanted(behaviour.gives));
    expect(tookMs).toBeLessThan(timeoutMs + busyMachineMs);
    judgeForm(reading);
    behaviour.also?.(reading);
  });
}

/** Where `npm run compare` wants to read what others say; absent in a usual test. */
const comparison = process.env.COMPARISON_FILE;

/** One line per behaviour; others cannot be told what to expect, so such behaviours are left to us alone. */
async function compare(
  peers: Peers,
  { says, expect, differs }: Behaviour,
  { target, reading }: { readonly target: string; readonly reading: Reading },
): Promise<void> {
  if (expect !== undefined || comparison === undefined) return;
  const opinions = await peers.ask(target);
  const { status, cause } = reading;
  const [scheme] = target.split(':');
  const line = { says, scheme, differs, status, cause, opinions } satisfies Compared;
  appendFileSync(comparison, `${JSON.stringify(line)}\n`);
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
  const foreign = [reading.cause?.evidence, ...Object.values(reading.facts ?? {})];
  for (const text of foreign.filter((one) => typeof one === 'string')) {
    expect(Array.from(text).length).toBeLessThanOrEqual(200);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(text.isWellFormed()).toBe(true);
  }
  expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
}
