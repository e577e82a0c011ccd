/**
 * Turned round: a job calls us (`POST /beat/backup`), and its silence is the failure.
 *
 * `heartbeat://backup?within=25h`; with a password (`heartbeat://:secret@backup?within=25h`) the job calls
 * `/beat/secret`, so that who reads the name cannot call in its place.
 */
import { z } from 'zod';
import { fail } from './eyes/cause.ts';
import { evidenceOf } from './eyes/evidence.ts';
import { durationUpTo } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { decoded, needQuery } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const expectation = z.strictObject({});

export const heartbeat: Probe<z.infer<typeof expectation>> = {
  schemes: ['heartbeat'],
  expectation,
  problem,
  look,
};

/** It must stand in a path as it is. */
const keyForm = /^[A-Za-z0-9._~-]{1,64}$/;
const example = 'write heartbeat://backup?within=25h';

function problem(target: URL): string | undefined {
  if (!keyForm.test(target.hostname) || target.port !== '') {
    return `the name of a job has letters, digits, dots and dashes; ${example}`;
  }
  if (!keyForm.test(keyIn(target))) return 'a key has up to 64 letters, digits, dots and dashes';
  if (!/^\/?$/.test(target.pathname)) return `a job has a name and no path; ${example}`;
  if (withinOf(target) === undefined) return `says not how long it may be silent; ${example}`;
  return needQuery(target, { within: 'any' });
}

/** The key that a job calls with; undefined for every target that is no heartbeat. */
export function beatKeyOf(target: string): string | undefined {
  const url = URL.parse(target.trim());
  return url?.protocol === 'heartbeat:' ? keyIn(url) : undefined;
}

function keyIn(target: URL): string {
  return decoded(target.password) || target.hostname;
}

function withinOf(target: URL): number | undefined {
  const read = silence.safeParse(target.searchParams.get('within'));
  return read.success ? read.data : undefined;
}

/** Some jobs run once a month. */
const silence = durationUpTo(35 * 86_400_000);

async function look(target: URL, _expect: unknown, glance: Glance): Promise<Sight> {
  glance.begin('expect');
  const { beats, clock } = glance.eyes;
  if (beats === undefined) unheard('a job can only call a running bot with an HTTP_PORT');
  const last = beats.last(keyIn(target));
  if (last?.isFailure === true) {
    const { said, at } = last;
    fail(['reply', 'hard'], 'expect', { values: { code: 'fail' }, evidence: said, since: at });
  }
  const limitMs = withinOf(target) ?? 0;
  const heardMs = clock() - Math.max(last?.at ?? 0, beats.listeningSince);
  if (heardMs > limitMs) {
    const since = last === undefined ? {} : { since: last.at };
    fail(['silent', 'hard'], 'expect', { values: { limitMs }, ...since });
  }
  if (last === undefined) fail(['never-called', 'ours'], 'expect');
  const silentMs = clock() - last.at;
  const said = evidenceOf(last.said ?? '');
  if (silentMs > limitMs) unheard('it may have called while nobody listened');
  return { facts: { silentMs, ...(said === undefined ? {} : { said }) } };
}

function unheard(why: string): never {
  fail(['unsupported', 'ours'], 'expect', { evidence: why });
}
