/** Goes through what services expect of the world and writes down where the world is another one. */

import type { Fetch } from '../../feeds/reading/fetch.ts';
import { createLines } from '../../feeds/reading/lines.ts';
import { formatNamed, readFeed } from '../../feeds/reading/read.ts';
import type { CauseKind, Check, Feed, FeedReport, Reading, Service } from '../../model.ts';
import type { Clock } from '../../time/clock.ts';

/**
 * as-expected · drifted: it answers, and not as the catalogue expects · no-answer: an outage, a
 * block on the way from here, or a host that has gone · refused: it serves others, not us ·
 * cannot-tell: the trouble is ours.
 */
export type Verdict = 'as-expected' | 'drifted' | 'no-answer' | 'refused' | 'cannot-tell';

export type Finding = {
  readonly service: string;
  /** The component, or `feed`. */
  readonly part: string;
  readonly address: string;
  readonly verdict: Verdict;
  /** What was found instead. */
  readonly found?: string;
};

export type SurveyParts = {
  readonly look: (check: Pick<Check, 'target' | 'timeoutMs' | 'expect'>) => Promise<Reading>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly publicTarget: (target: string) => string;
  /** Hears how many of all tasks are done. */
  readonly onProgress?: (done: number, all: number) => void;
};

/** So many hosts at once; each one alone, with a second between two looks. */
const mostAtOnce = 16;
const gapMs = 1_000;

/** In the order of the services, whatever answered first. */
export async function survey(
  services: readonly Service[],
  parts: SurveyParts,
): Promise<readonly Finding[]> {
  const { clock, fetch } = parts;
  const lines = createLines(() => new Promise((resolve) => clock.after(gapMs, resolve)));
  const feeds = new Map<string, ReturnType<Fetch>>();

  async function ofCheck(service: Service, part: string, check: Check): Promise<Finding> {
    const address = parts.publicTarget(check.target);
    const reading = await lines.stand(hostOf(check.target), () => parts.look(check));
    return { service: service.id, part, address, ...judgeReading(reading) };
  }

  async function ofFeed(service: Service, feed: Feed): Promise<Finding> {
    const { url, format } = feed;
    const { accept, mostBytes } = formatNamed(format) ?? {};
    // Services that share a feed share its one request.
    const asked =
      feeds.get(url) ?? lines.stand(hostOf(url), () => fetch({ url, accept, mostBytes }));
    feeds.set(url, asked);
    const fetched = await asked;
    const finding = { service: service.id, part: 'feed', address: url };
    if (fetched.is === 'failed') return { ...finding, ...judgeFailure(fetched) };
    if (fetched.is === 'unchanged') return { ...finding, verdict: 'cannot-tell' };
    return { ...finding, ...judgeReport(readFeed(fetched.document, feed, clock.now()), feed) };
  }

  const tasks = services.flatMap((service) => [
    ...service.components.flatMap(({ id, checks }) =>
      checks.map((check) => () => ofCheck(service, id, check)),
    ),
    ...(service.feed ? [() => ofFeed(service, service.feed as Feed)] : []),
  ]);
  return await runAll(tasks, parts.onProgress);
}

async function runAll(
  tasks: readonly (() => Promise<Finding>)[],
  onProgress: SurveyParts['onProgress'],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < tasks.length; index = next++) {
      const finding = await tasks[index]?.();
      if (finding) findings[index] = finding;
      done += 1;
      onProgress?.(done, tasks.length);
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return findings;
}

type Judged = Pick<Finding, 'verdict' | 'found'>;

function judgeReading({ status, cause }: Reading): Judged {
  if (status === 'up' || cause === undefined) return { verdict: 'as-expected' };
  const { code, kind, phase, values, evidence } = cause;
  const value = values.status ?? '';
  const words = [code, value, `(${phase})`, evidence ?? ''].filter((word) => word !== '');
  const found = words.join(' ');
  if (kind === 'ours') return { verdict: 'cannot-tell', found };
  if (kind === 'policy') return { verdict: 'refused', found };
  // Too busy or too slow just now is no fault of the catalogue.
  if (kind === 'busy' || kind === 'slow') return { verdict: 'as-expected', found };
  return { verdict: kind === 'soft' ? 'no-answer' : 'drifted', found };
}

function judgeFailure({ kind, reason: found }: { kind: CauseKind; reason: string }): Judged {
  if (kind === 'ours') return { verdict: 'cannot-tell', found };
  if (kind === 'policy') return { verdict: 'refused', found };
  return { verdict: kind === 'hard' ? 'drifted' : 'no-answer', found };
}

function judgeReport({ status, reason, format }: FeedReport, feed: Feed): Judged {
  if (status === 'unknown') return { verdict: 'drifted', found: reason ?? 'says nothing clear' };
  if (format === feed.format) return { verdict: 'as-expected', found: `says ${status}` };
  return { verdict: 'drifted', found: `has become ${format}; expected ${feed.format}` };
}

function hostOf(target: string): string {
  return URL.parse(target)?.hostname ?? target;
}

/**
 * What of the network is missing here, in words; undefined when nothing is. Of each kind of control
 * (addresses, names) one must answer: in a walled garden addresses may do so while no name is known.
 */
export async function missingNetwork(
  targets: readonly string[],
  look: SurveyParts['look'],
): Promise<string | undefined> {
  const kinds = Map.groupBy(targets, (target) => URL.parse(target)?.protocol ?? '');
  const answers = await Promise.all(
    [...kinds].map(async ([protocol, ofKind]) => {
      const hasAnswer = await anyAnswers(ofKind, look);
      return hasAnswer ? [] : [protocol === 'dns:' ? 'control names' : 'control addresses'];
    }),
  );
  const missing = new Set(answers.flat());
  return missing.size === 0 ? undefined : [...missing].join(' and ');
}

async function anyAnswers(targets: readonly string[], look: SurveyParts['look']): Promise<boolean> {
  const looks = targets.map(async (target) => {
    const { status } = await look({ target, timeoutMs: 5_000, expect: undefined });
    if (status !== 'up') throw new Error(target);
  });
  return await Promise.any(looks).then(
    () => true,
    () => false,
  );
}
