/**
 * Asks the registry until when a domain is registered: `domain://example.com`, over RDAP (RFC 9082, RFC 9083), by way
 * of rdap.org, which knows whose each ending is, or of the server that `?server=https://…` names.
 *
 * The answer is kept for half a day, and for an hour when the end is near, so a registry is not asked more often
 * however often the check is looked at. A registry that says nothing says nothing about the domain: then what was
 * heard last counts, or nothing is known. An end that has passed counts only when it was heard just now.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Cause } from '../model.ts';
import { type Answer, unpacked } from './eyes/answer.ts';
import { causeFrom, causeOf, fail } from './eyes/cause.ts';
import type { Glance } from './eyes/glance.ts';
import { retryAfter } from './eyes/http-expectation.ts';
import { getPage } from './eyes/page.ts';
import { readExpiration } from './eyes/rdap.ts';
import { commonQuery, familyOf, hostOf, needQuery } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const expectation = z.strictObject({
  /** Fewer are degraded. */
  days: z.number().min(0).max(3_650).default(14),
});

type Expectation = z.infer<typeof expectation>;

/** What was heard of a domain, and when it may be asked about again. */
export type Registration = {
  readonly endsAt?: number;
  /** Why the last question got no answer. */
  readonly silence?: Cause;
  readonly askAt: number;
};

const bootstrap = 'https://rdap.org';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const farMs = 12 * hourMs;
const nearMs = hourMs;
const silentMs = hourMs / 4;
const redirectsAtMost = 5;
const knownAtMost = 20_000;

export const domain: Probe<Expectation> = {
  schemes: ['domain'],
  expectation,
  problem,
  look,
};

function problem(target: URL): string | undefined {
  const name = hostOf(target);
  const isName = name.includes('.') && /[a-z-][^.]*$/.test(name) && !name.includes(':');
  if (!isName || target.port !== '' || !/^\/?$/.test(target.pathname)) {
    return 'write the domain as it was registered: domain://example.com';
  }
  if (!/^https?:$/.test(serverOf(target)?.protocol ?? '')) {
    return 'server= needs a web address such as https://rdap.example.org';
  }
  return needQuery(target, { ...commonQuery, server: 'any' });
}

function serverOf(target: URL): URL | null {
  return URL.parse(target.searchParams.get('server') ?? bootstrap);
}

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  const { clock, registrations } = glance.eyes;
  const known = registrations.get(target.href);
  if (known && clock() < known.askAt && known.askAt - clock() <= dayMs) {
    return sightOf(target, known, expect, clock());
  }
  if (registrations.size >= knownAtMost) registrations.clear();
  // Noted before it is asked: whatever becomes of the question, the next one has to wait.
  registrations.set(target.href, { ...known, askAt: clock() + silentMs });
  const heard = await asked(target, glance);
  const now = clock();
  const { endsAt } = heard;
  const isNear = endsAt !== undefined && endsAt - now < (expect.days + 1) * dayMs;
  const pauseMs = endsAt === undefined ? (heard.pauseMs ?? 0) : isNear ? nearMs : farMs;
  const silence = heard.silence && { silence: heard.silence };
  const kept = endsAt === undefined && known?.endsAt !== undefined && { endsAt: known.endsAt };
  const next: Registration = {
    ...kept,
    ...(endsAt !== undefined && { endsAt }),
    ...silence,
    askAt: now + Math.max(pauseMs, silentMs),
  };
  registrations.set(target.href, next);
  return sightOf(target, next, expect, now);
}

function sightOf(
  target: URL,
  { endsAt, silence }: Registration,
  { days: least }: Expectation,
  now: number,
): Sight {
  // Since then it may have been renewed.
  const isStale = endsAt !== undefined && endsAt <= now && silence !== undefined;
  if (endsAt === undefined || isStale) {
    return { cause: silence ?? causeFrom(['never-answered', 'ours'], 'expect') };
  }
  const days = Math.floor((endsAt - now) / dayMs);
  const facts = { domain: hostOf(target), days };
  const values = { days };
  if (endsAt <= now) {
    const since = { since: endsAt };
    return { facts, cause: causeFrom(['domain-expired', 'hard'], 'expect', { values, ...since }) };
  }
  if (days >= least) return { facts };
  return { facts, cause: causeFrom(['domain-ends', 'slow'], 'expect', { values }) };
}
