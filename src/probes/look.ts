/** Looks once and makes a reading of it: the deadline, the instants, the timings and the status are added here. */
import type { Cause, CauseKind, Phase, Reading } from '../model.ts';
import { causeFrom, causeOf } from './cause.ts';
import { coverSecrets } from './evidence.ts';
import type { Eyes } from './eyes.ts';
import { createGlance } from './glance.ts';
import type { Probe, Sight } from './probe.ts';
import { secretsOf } from './target.ts';

export type LookFor = {
  readonly target: string;
  readonly timeoutMs: number;
  /** What the probe's schema accepts, or has made already; undefined for its defaults. */
  readonly expect: unknown;
};

/** The reading of one look through `probe`. Never rejects; resolves shortly after `timeoutMs` at the latest. */
export async function lookThrough(
  probe: Probe | undefined,
  check: LookFor,
  eyes: Eyes,
): Promise<Reading> {
  const at = eyes.clock();
  const glance = createGlance(eyes, check.timeoutMs);
  const url = URL.parse(check.target.trim());
  let sight: Sight;
  let expect: unknown;
  try {
    if (probe === undefined || url === null) return unsupported(at, 'no such probe');
    const problem = probe.problem?.(url);
    if (problem !== undefined) return unsupported(at, problem);
    expect = expectationOf(probe, check.expect);
    sight = await glance.race(probe.look(url, expect, glance));
  } catch (error) {
    sight = { cause: causeOf(error, glance.phase()) };
  }
  const end = glance.end();
  const cause = sight.cause ?? lateCause(expect, end.tookMs, end.timings);
  const secrets = url === null ? [] : secretsOf(url);
  return {
    status: cause === undefined ? 'up' : statusOf(cause.kind),
    at,
    ...end,
    ...(cause === undefined ? {} : { cause: covered(cause, secrets) }),
    ...(sight.facts === undefined ? {} : { facts: coveredFacts(sight.facts, secrets) }),
  };
}

/** What a kind of cause means for the reading. */
export function statusOf(kind: CauseKind): Reading['status'] {
  if (kind === 'soft' || kind === 'hard') return 'down';
  return kind === 'busy' || kind === 'slow' ? 'degraded' : 'unknown';
}

function unsupported(at: number, problem: string): Reading {
  const cause = causeFrom(['unsupported', 'ours'], 'request', { evidence: problem });
  return { status: 'unknown', at, tookMs: 0, timings: {}, cause };
}

/** Parsed once per object: a check keeps its expectation for thousands of looks. */
const parsed = new WeakMap<object, unknown>();

function expectationOf(probe: Probe, expect: unknown): unknown {
  const key = typeof expect === 'object' && expect !== null ? expect : probe;
  if (!parsed.has(key)) parsed.set(key, probe.expectation.parse(expect ?? {}));
  return parsed.get(key);
}

function lateCause(
  expect: unknown,
  tookMs: number,
  timings: Reading['timings'],
): Cause | undefined {
  const within = (expect as { within?: number } | undefined)?.within;
  if (within === undefined || tookMs <= within) return undefined;
  const [slowest] = Object.entries(timings).sort(([, a], [, b]) => b - a);
  const phase = (slowest?.[0] ?? 'expect') as Phase;
  return causeFrom(['slow', 'slow'], phase, { values: { limitMs: within, tookMs } });
}

function covered(cause: Cause, secrets: readonly string[]): Cause {
  if (cause.evidence === undefined || secrets.length === 0) return cause;
  return { ...cause, evidence: coverSecrets(cause.evidence, secrets) };
}

function coveredFacts(facts: NonNullable<Sight['facts']>, secrets: readonly string[]) {
  if (secrets.length === 0) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? coverSecrets(fact, secrets) : fact,
    ]),
  );
}
