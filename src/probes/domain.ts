/**
 * Asks the registry until when a domain is registered: `domain://example.com`, over RDAP (RFC 9082, RFC 9083), by way
 * of rdap.org, which knows whose each ending is, or of the server that `?server=https://…` names.
 *
 * The answer is kept for half a day, and for an hour when the end is near, so a registry is not asked more often
 * however often the check is looked at. A registry that says nothing says nothing about the domain: then what was
 * heard last counts, or nothing is known. An end that has passed counts only when it was heard just now.
 */
import { z } from 'zod';
import type { Cause } from '../model.ts';
import { causeFrom, causeOf } from './eyes/cause.ts';
import { deadlineIn } from './eyes/deadline.ts';
import type { Eyes } from './eyes/eyes.ts';
import type { Glance } from './eyes/glance.ts';
import { askRegistry, isWeb } from './eyes/rdap.ts';
import { commonQuery, familyOf, hostOf, needQuery } from './eyes/target.ts';
import { type Probe, type Sight, SightError } from './probe.ts';

const expectation = z.strictObject({
  /** Fewer are degraded. */
  days: z.number().min(0).max(3_650).default(14),
});

type Expectation = z.infer<typeof expectation>;

const bootstrap = 'https://rdap.org';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** When a registry is asked again: usually, when the end is near, and when it has said nothing. */
const pauses = { far: 12 * hourMs, near: hourMs, silent: hourMs / 4 } as const;
const domainsAtMost = 20_000;

export const domain: Probe<Expectation> = {
  schemes: ['domain'],
  expectation,
  problem,
  look,
};

const example = 'write the domain as it was registered: domain://example.com';

function problem(target: URL): string | undefined {
  const isName = /^[^:]+\.[^.:]*[a-z][^.:]*$/.test(hostOf(target));
  if (!isName || target.port !== '' || !/^\/?$/.test(target.pathname)) return example;
  if (!isWeb(URL.parse(serverOf(target)))) {
    return 'server= needs a web address such as https://rdap.example.org';
  }
  return needQuery(target, { ...commonQuery, server: 'any' });
}

/** The domain that a target asks about, in its ASCII form; undefined for every target that asks about none. */
export function domainOf(target: string): string | undefined {
  const url = URL.parse(target.trim());
  return url?.protocol === 'domain:' ? hostOf(url) : undefined;
}

function serverOf(target: URL): string {
  return target.searchParams.get('server') ?? bootstrap;
}

/** What is known of a domain. */
type Registration = {
  readonly endsAt?: number;
  /** Why the last question got no answer. */
  readonly silence?: Cause;
  /** Not to be asked about before. */
  readonly askAt: number;
};

/** As long as the eyes last that have seen it; those that may see less must not learn of it. */
const remembered = new WeakMap<Eyes, Map<string, Registration>>();

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  glance.begin('expect');
  const { eyes } = glance;
  const known = remembered.get(eyes) ?? new Map<string, Registration>();
  remembered.set(eyes, known);
  const key = target.href;
  const before = known.get(key);
  const waitMs = (before?.askAt ?? 0) - eyes.clock();
  // A clock that was set back must not make it wait for longer.
  if (before && waitMs > 0 && waitMs <= dayMs) return sightOf(target, before, expect, eyes.clock());
  if (known.size >= domainsAtMost) known.clear();
  // Whatever becomes of the question, and how soon the next look comes, it is asked once.
  known.set(key, { ...before, askAt: eyes.clock() + pauses.silent });
  const after = learned(before, await asked(target, glance), expect, eyes.clock());
  known.set(key, after);
  return sightOf(target, after, expect, eyes.clock());
}

/** What a registry said: until when, or why nothing. */
type Word = { readonly endsAt: number } | { readonly silence: Cause };

function learned(
  before: Registration | undefined,
  word: Word,
  { days }: Expectation,
  now: number,
): Registration {
  if ('silence' in word) {
    const waitMs = Math.max(pauses.silent, word.silence.retryAfterMs ?? 0);
    return { ...before, ...word, askAt: now + waitMs };
  }
  const isNear = word.endsAt - now < (days + 1) * dayMs;
  return { ...word, askAt: now + (isNear ? pauses.near : pauses.far) };
}

function sightOf(
  target: URL,
  { endsAt, silence }: Registration,
  { days: least }: Expectation,
  now: number,
): Sight {
  const isOver = endsAt !== undefined && endsAt <= now;
  // It may have been renewed since it was heard of.
  if (endsAt === undefined || (isOver && silence)) {
    return { cause: silence ?? causeFrom(['never-answered', 'ours'], 'expect') };
  }
  const days = Math.floor((endsAt - now) / dayMs);
  const facts = { domain: hostOf(target), days };
  if (!isOver && days >= least) return { facts };
  if (!isOver)
    return { facts, cause: causeFrom(['domain-ends', 'slow'], 'expect', { values: { days } }) };
  // Whole days since then; today is none.
  const values = { days: Math.ceil((endsAt - now) / dayMs) || 0 };
  const cause = causeFrom(['domain-expired', 'hard'], 'expect', { values, since: endsAt });
  return { facts, cause };
}

/** Address, certificate and times would be the registry's, and the domain is what is looked at. */
function aside(glance: Glance): Glance {
  return {
    ...{ eyes: glance.eyes, timeoutMs: glance.timeoutMs },
    ...{ begin() {}, noteAddress() {}, noteCertificateDays() {} },
    phase: () => glance.phase(),
    leftMs: () => glance.leftMs(),
    isOver: () => glance.isOver(),
    keep: (thing) => glance.keep(thing),
    release: (thing) => glance.release(thing),
  };
}

/** Never rejects: whatever goes wrong on the way is the registry's trouble, or ours. */
async function asked(target: URL, glance: Glance): Promise<Word> {
  const question = {
    server: serverOf(target),
    name: hostOf(target),
    family: familyOf(target),
  };
  const late = Promise.withResolvers<never>();
  const limitMs = Math.floor(glance.leftMs() * 0.9);
  const deadline = deadlineIn(limitMs, () => {
    late.reject(
      new SightError(causeFrom(['timeout', 'ours'], 'first-byte', { values: { limitMs } })),
    );
  });
  try {
    return { endsAt: await Promise.race([askRegistry(question, aside(glance)), late.promise]) };
  } catch (error) {
    return { silence: { ...causeOf(error, 'request'), kind: 'ours' } };
  } finally {
    deadline.cancel();
  }
}
