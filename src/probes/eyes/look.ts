/** Looks once and makes a reading of it: the deadline, the instants, the timings and the status are added here. */
import type { Cause, CauseKind, Phase, Reading } from '../../model.ts';
import type { Probe, Sight } from '../probe.ts';
import { causeFrom, causeOf } from './cause.ts';
import { coverSecrets, evidenceOf } from './evidence.ts';
import type { Eyes } from './eyes.ts';
import { createGlance, type OpenGlance } from './glance.ts';
import { secretsOf } from './target.ts';

export type LookFor = {
  readonly target: string;
  readonly timeoutMs: number;
  /** What the probe's schema accepts, or has made already; undefined for its defaults. */
  readonly expect: unknown;
};

/** What is known of a target before it is looked at; found out once, as checks are looked at thousands of times. */
export type Plan = {
  readonly probe: Probe;
  readonly url: URL;
  readonly secrets: readonly string[];
  /** What the schema made of no `expect` at all, and of the last one: checks rarely share a target. */
  readonly usual: unknown;
  last?: { readonly expect: object; readonly parsed: unknown };
};

/** Or what is wrong with it. */
type Plans = { plan: Plan } | { problem: string };

export type FindProbe = (target: string) => Probe | undefined;

const planLimit = 20_000;

/** The reading of one look. Never rejects; resolves shortly after `timeoutMs` at the latest. */
export async function lookWith(find: FindProbe, check: LookFor, eyes: Eyes): Promise<Reading> {
  const at = eyes.clock();
  const found = planFor(find, check.target, eyes);
  if ('problem' in found) return unsupported(at, found.problem);
  const { plan } = found;
  const glance = createGlance(eyes, check.timeoutMs);
  let sight: Sight;
  try {
    sight = await glance.race(begun(plan, check, glance));
  } catch (error) {
    sight = { cause: causeOf(error, glance.phase()) };
  }
  return readingOf(sight, { at, check, plan, glance });
}

function begun(plan: Plan, check: LookFor, glance: OpenGlance): Promise<Sight> {
  return plan.probe.look(plan.url, expectationOf(plan, check.expect), glance);
}

type Looked = {
  readonly at: number;
  readonly check: LookFor;
  readonly plan: Plan;
  readonly glance: OpenGlance;
};

function readingOf(sight: Sight, { at, check, plan, glance }: Looked): Reading {
  const end = glance.end();
  const cause = sight.cause ?? lateCause(expectationOf(plan, check.expect), end);
  return {
    status: cause === undefined ? 'up' : statusOf(cause.kind),
    at,
    ...end,
    ...(cause === undefined ? {} : { cause: covered(cause, plan.secrets) }),
    ...(sight.facts === undefined ? {} : { facts: shownFacts(sight.facts, plan.secrets) }),
  };
}

function planFor(find: FindProbe, target: string, eyes: Eyes): Plans {
  const known = eyes.plans.get(target);
  if (known !== undefined) return { plan: known };
  const probe = find(target);
  const url = URL.parse(target.trim());
  if (probe === undefined || url === null) return { problem: 'no such probe' };
  const problem = probe.problem?.(url);
  if (problem !== undefined) return { problem };
  const usual = probe.expectation.parse({});
  const secrets = [...secretsOf(url), ...(probe.secrets?.(url) ?? [])];
  const plan = { probe, url, secrets, usual };
  if (eyes.plans.size >= planLimit) eyes.plans.clear();
  eyes.plans.set(target, plan);
  return { plan };
}

function expectationOf(plan: Plan, expect: unknown): unknown {
  if (typeof expect !== 'object' || expect === null) return plan.usual;
  if (plan.last?.expect === expect) return plan.last.parsed;
  const parsed = plan.probe.expectation.parse(expect);
  plan.last = { expect, parsed };
  return parsed;
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

function lateCause(
  expect: unknown,
  { tookMs, timings }: Pick<Reading, 'tookMs' | 'timings'>,
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

/** What a far end said of itself; nothing is left of what cannot be shown. */
function shownFacts(facts: NonNullable<Sight['facts']>, secrets: readonly string[]) {
  const shown: Record<string, string | number> = {};
  for (const name in facts) {
    const fact = facts[name];
    const said = typeof fact === 'string' ? evidenceOf(coverSecrets(fact, secrets)) : fact;
    if (said !== undefined) shown[name] = said;
  }
  return shown;
}
