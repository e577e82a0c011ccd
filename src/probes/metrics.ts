/**
 * Holds one number of a metrics page against thresholds, so that one's own servers are watched from the inside too:
 * `metrics+https://host:9100/metrics`, or a Prometheus query `metrics+http://host:9090/api/v1/query?query=…`.
 * Past a threshold of `degraded` the thing is busy, past one of `down` it fails.
 */
import { z } from 'zod';
import type { Cause, CauseKind } from '../model.ts';
import type { Answer } from './eyes/answer.ts';
import { causeFrom, fail } from './eyes/cause.ts';
import { common, family } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { mismatch } from './eyes/http-expectation.ts';
import { getPage } from './eyes/page.ts';
import { readQuery, readSamples, readSelector, select } from './eyes/samples.ts';
import { needHost } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const bounds = z
  .strictObject({ above: z.number().optional(), below: z.number().optional() })
  .refine((written) => Object.keys(written).length > 0, 'write above: or below:');

const expectation = z.strictObject({
  ...common,
  family,
  /** Which number: a name, with labels where needed. A query's answer needs none. */
  metric: z
    .string()
    .max(500)
    .refine((written) => readSelector(written) !== undefined, 'write name or name{label="value"}')
    .optional(),
  /** What to make of several numbers. */
  of: z.enum(['max', 'min', 'sum']).default('max'),
  degraded: bounds.optional(),
  down: bounds.optional(),
});

type Expectation = z.infer<typeof expectation>;
type Bounds = z.infer<typeof bounds>;

export const metrics: Probe<Expectation> = {
  schemes: ['metrics+http', 'metrics+https'],
  expectation,
  problem: (target) => needHost(target, target.protocol.endsWith('s:') ? 443 : 80),
  look,
};

/** What is measured and where it begins to be bad, of a check of this probe; `check.expect` is its own. */
export function meterIn(expect: unknown) {
  const { metric, degraded, down } = expectation.parse(expect);
  const limits = [degraded, down].flatMap((bound) => [
    ...(bound?.above === undefined ? [] : [{ value: bound.above, side: 'above' as const }]),
    ...(bound?.below === undefined ? [] : [{ value: bound.below, side: 'below' as const }]),
  ]);
  return { name: metric ?? 'value', limits };
}

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  const url = new URL(target.href.replace(/^metrics\+/, ''));
  const page = { url, family: expect.family, login: target, needsBody: () => true };
  const answer = await getPage(glance, page);
  glance.begin('expect');
  const only = {
    status: [{ from: 200, to: 299 }],
    redirects: 0,
    family: 0 as const,
    http: 1 as const,
  };
  const bad = mismatch(answer, only, glance.eyes.clock());
  if (bad !== undefined) return { cause: bad, facts: { status: answer.status } };
  if (!answer.isWhole) fail(['too-large', 'hard'], 'body');
  const value = numberIn(answer, expect, url);
  const cause = tooFar(value, expect);
  // JSON has no infinity, and facts are JSON.
  const facts = { value: Number.isFinite(value) ? value : String(value) };
  return cause === undefined ? { facts } : { cause, facts };
}

function numberIn(answer: Answer, expect: Expectation, url: URL): number {
  const body = answer.body.toString('utf8');
  const values = /\/api\/v1\/query$/.test(url.pathname) ? readQuery(body) : valuesOf(body, expect);
  if (values === undefined) fail(['garbage', 'hard'], 'expect', { evidence: body });
  const [first] = values;
  if (first === undefined) {
    const wanted = expect.metric ?? 'a number';
    fail(['mismatch', 'hard'], 'expect', { values: { wanted }, evidence: `no ${wanted}` });
  }
  return gather(values, expect.of);
}

function valuesOf(body: string, expect: Expectation): readonly number[] | undefined {
  const samples = readSamples(body);
  if (samples.length === 0) return undefined;
  const selector = readSelector(expect.metric ?? '');
  if (selector !== undefined) return select(samples, selector);
  // Which of them to take is not for us to guess.
  const isOne = samples.every(({ name }) => name === samples[0]?.name);
  const evidence = 'write which one: expect: { metric: name }';
  if (!isOne) fail(['unsupported', 'ours'], 'expect', { evidence });
  return samples.map(({ value }) => value);
}

function gather(values: readonly number[], how: Expectation['of']): number {
  return values.reduce((a, b) => {
    if (how === 'sum') return a + b;
    return how === 'max' ? Math.max(a, b) : Math.min(a, b);
  });
}

/** The worse threshold is tried first. */
function tooFar(value: number, { down, degraded, metric }: Expectation): Cause | undefined {
  const name = metric ?? 'value';
  return past(value, down, { name, kind: 'hard' }) ?? past(value, degraded, { name, kind: 'busy' });
}

type Told = { readonly name: string; readonly kind: CauseKind };

function past(value: number, limit: Bounds | undefined, told: Told): Cause | undefined {
  const isAbove = limit?.above !== undefined && value > limit.above;
  const isBelow = limit?.below !== undefined && value < limit.below;
  if (!isAbove && !isBelow) return undefined;
  const sign = isAbove ? `> ${limit?.above}` : `< ${limit?.below}`;
  const evidence = `${told.name} ${Number(value.toPrecision(6))} ${sign}`;
  return causeFrom(['mismatch', told.kind], 'expect', { evidence });
}
