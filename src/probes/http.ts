/**
 * Looks at a web address: status, header, body, JSON, redirects, each phase timed on its own.
 *
 * Redirects are followed (five by default) unless the status to expect is itself a redirect; each hop is a
 * connection of its own, so the guard judges it anew. A redirect to anything but http(s) is judged as it stands.
 *
 * Where checkers disagree: a body cut short is a reset, even when its status was fine; a certificate must be trusted,
 * valid and of the right name; 429 is busy, not down; a server that knows only HTTP/2 is looked at over HTTP/2, unless
 * `http: 1` asks for what most programs speak.
 */

import type { Answer } from './eyes/answer.ts';
import { fail } from './eyes/cause.ts';
import type { Glance } from './eyes/glance.ts';
import {
  type HttpExpectation,
  httpExpectation,
  isExpected,
  mismatch,
} from './eyes/http-expectation.ts';
import { getPage } from './eyes/page.ts';
import { needHost } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

export const http: Probe<HttpExpectation> = {
  schemes: ['http', 'https'],
  expectation: httpExpectation,
  problem: (target) => needHost(target, target.protocol === 'https:' ? 443 : 80),
  look,
};

async function look(target: URL, expect: HttpExpectation, glance: Glance): Promise<Sight> {
  let url = target;
  for (let redirects = 0; ; redirects++) {
    const from = url;
    const answer = await getPage(glance, {
      url,
      family: expect.family,
      // A password goes to its own origin and no further.
      login: url.origin === target.origin ? target : undefined,
      version: expect.http,
      needsBody: (seen) => isSearched(expect) && nextStop(seen, from, expect) === undefined,
    });
    const next = nextStop(answer, url, expect);
    if (next === undefined) return sightOf(answer, expect, { redirects, glance });
    if (redirects >= expect.redirects) {
      fail(['too-many-redirects', 'hard'], 'first-byte', { values: { limit: expect.redirects } });
    }
    url = next;
  }
}

function isSearched(expect: HttpExpectation): boolean {
  return expect.body !== undefined || expect.json !== undefined;
}

const redirectStatus = [301, 302, 303, 307, 308];

/** Where a redirect leads, or undefined when the answer is to be judged as it stands. */
function nextStop(answer: Answer, from: URL, expect: HttpExpectation): URL | undefined {
  const isRedirect = redirectStatus.includes(answer.status);
  const location = answer.header('location');
  if (!isRedirect || location === undefined || expect.redirects === 0) return undefined;
  if (expect.status !== undefined && isExpected(answer.status, expect.status)) return undefined;
  const next = URL.parse(location, from.href);
  if (next === null) fail(['garbage', 'hard'], 'first-byte', { evidence: `Location: ${location}` });
  return next.protocol === 'http:' || next.protocol === 'https:' ? next : undefined;
}

function sightOf(
  answer: Answer,
  expect: HttpExpectation,
  { redirects, glance }: { redirects: number; glance: Glance },
): Sight {
  glance.begin('expect');
  const cause = mismatch(answer, expect, glance.eyes.clock());
  const server = answer.header('server');
  const facts: Record<string, string | number> = { status: answer.status };
  if (redirects > 0) facts.redirects = redirects;
  if (server !== undefined) facts.server = server;
  return cause === undefined ? { facts } : { facts, cause };
}
