/**
 * Asks a registry until when a domain is registered, over RDAP (RFC 7480, RFC 9082, RFC 9083). What goes wrong here is
 * never the domain's fault, so every cause is of the kind `ours`.
 */
import { z } from 'zod';
import type { Answer } from './answer.ts';
import { fail } from './cause.ts';
import type { Glance } from './glance.ts';
import { retryAfter } from './http-expectation.ts';
import type { Family } from './names.ts';
import { getPage } from './page.ts';

const redirectsAtMost = 5;

/** `server` is a web address, without the path that RFC 9082 adds. */
export type Question = { readonly server: string; readonly name: string; readonly family: Family };

/** When the registration ends. Follows the way from one registry to another; each connection is judged by the guard. */
export async function askRegistry(
  { server, name, family }: Question,
  glance: Glance,
): Promise<number> {
  let url = URL.parse(`${server.replace(/\/+$/, '')}/domain/${name}`);
  for (let redirects = 0; url; redirects += 1) {
    const answer = await getPage(glance, {
      url,
      family,
      headers: { accept: 'application/rdap+json, application/json' },
      needsBody: ({ status }) => status === 200,
    });
    if (answer.status < 300 || answer.status > 399) return endOf(answer, glance);
    if (redirects === redirectsAtMost) {
      fail(['too-many-redirects', 'ours'], 'first-byte', { values: { limit: redirectsAtMost } });
    }
    url = nextStop(answer, url);
  }
  return fail(['garbage', 'ours'], 'first-byte');
}

/** Who listens in must not be able to send us where anybody can answer. */
function nextStop(answer: Answer, from: URL): URL | null {
  const next = URL.parse(answer.header('location') ?? '', from.href);
  return isWeb(next) && (next?.protocol === 'https:' || from.protocol === 'http:') ? next : null;
}

function endOf(answer: Answer, { eyes }: Glance): number {
  const { status, line } = answer;
  if (status !== 200) {
    const retryAfterMs = retryAfter(answer.header('retry-after'), eyes.clock());
    fail(['http-status', 'ours'], 'first-byte', {
      values: { status },
      evidence: line,
      retryAfterMs,
    });
  }
  if (!answer.isWhole) fail(['too-large', 'ours'], 'body');
  const body = answer.body.toString('utf8');
  const endsAt = readExpiration(body);
  if (endsAt === undefined) fail(['garbage', 'ours'], 'expect', { evidence: body });
  if (endsAt === 'unsaid') fail(['mismatch', 'ours'], 'expect', { evidence: 'no expiration' });
  return endsAt;
}

export function isWeb(url: URL | null): boolean {
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}

const eventsAtMost = 200;

const answer = z.object({
  objectClassName: z.string().optional(),
  events: z.array(z.unknown()).max(eventsAtMost),
});

const expiration = z.object({ eventAction: z.literal('expiration'), eventDate: z.string() });

/**
 * When the registration ends. Where several ends are given the last one counts: a registration that was
 * renewed keeps no other. undefined: no answer about a domain · 'unsaid': one without an end.
 */
export function readExpiration(body: string): number | 'unsaid' | undefined {
  const read = answer.safeParse(parsed(body));
  if (!read.success) return undefined;
  const { objectClassName = 'domain', events } = read.data;
  if (objectClassName !== 'domain') return undefined;
  const ends = events.flatMap((event) => {
    const one = expiration.safeParse(event);
    const at = one.success ? Date.parse(one.data.eventDate) : Number.NaN;
    return Number.isFinite(at) ? [at] : [];
  });
  return ends.length === 0 ? 'unsaid' : Math.max(...ends);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
