/**
 * RSS and Atom in general: a log, not a state. The newest state that each entry names is taken; all
 * is well when every entry says that it is over, and a log that names no states says nothing.
 */
import type { FeedIncident, FeedUpdate, Status } from '../model.ts';
import { type Format, type Said, unclear } from './feed.ts';
import { type Entry, logOf, stagesIn } from './reading/log.ts';
import { plainText } from './reading/plain.ts';
import { isOpen, raised } from './reading/status.ts';

/** An entry that names no state says nothing about a day after it was written. */
const silentAfterMs = 24 * 3_600_000;
/** Providers forget to close entries. */
const forgottenAfterMs = 30 * 24 * 3_600_000;

export const rss: Format = {
  name: 'rss',
  everyMs: 300_000,
  read: ({ text }, { now }) => read(text, now),
};
export const atom: Format = { ...rss, name: 'atom' };

function read(text: string, now: number): Said | undefined {
  const log = logOf(text);
  if (log === undefined) return undefined;
  const told = log.entries.map((entry) => ({ entry, stages: stagesIn(entry) }));
  if (told.every(({ stages }) => stages.length === 0)) return unclear('names no state');
  const isSilent = told.some(
    ({ entry, stages }) =>
      stages.length === 0 && !isPlanned(entry) && now - (entry.updatedAt ?? 0) < silentAfterMs,
  );
  const all = told.filter(({ entry, stages }) => stages.length > 0 && !isPlanned(entry));
  const incidents = all
    .map(({ entry, stages }) => toIncident(entry, stages))
    .filter((one) => !isOpen(one) || now - lastOf(one) < forgottenAfterMs);
  const isCalm = incidents.some((one) => !isOpen(one));
  const status = raised(
    isSilent || (!isCalm && !incidents.some(isOpen)) ? 'unknown' : 'operational',
    incidents,
  );
  return {
    status,
    ...(status === 'unknown' && { reason: 'a new entry names no state' }),
    components: [],
    incidents,
    maintenance: told
      .filter(({ entry }) => isPlanned(entry))
      .map(({ entry, stages }) => ({
        id: entry.id,
        title: entry.title,
        stage: stages[0] === 'resolved' ? ('over' as const) : ('planned' as const),
        components: [],
        ...(entry.url !== undefined && { url: entry.url }),
      })),
  };
}

function lastOf({ updates, startedAt = 0 }: FeedIncident): number {
  return updates[0]?.at ?? startedAt;
}

function isPlanned({ title, html }: Entry): boolean {
  return (
    /\b(scheduled|planned) (maintenance|event)\b|^maintenance\b/i.test(title) ||
    /<strong>\s*(scheduled|in progress|verifying)\s*<\/strong>/i.test(html) ||
    /\bstatus:\s*maintenance\b/i.test(plainText(html))
  );
}

function toIncident(entry: Entry, stages: ReturnType<typeof stagesIn>): FeedIncident {
  const { id, title, html, url, publishedAt, updatedAt } = entry;
  const [stage = 'investigating'] = stages;
  const text = plainText(html);
  // Only the newest has an instant of its own.
  const updates = stages.flatMap((one, index): readonly FeedUpdate[] => {
    const at = index === 0 ? updatedAt : publishedAt;
    return at === undefined ? [] : [{ at, text: index === 0 ? text : '', stage: one }];
  });
  return {
    id,
    title,
    stage,
    impact: impactOf(title),
    ...(publishedAt !== undefined && { startedAt: publishedAt }),
    ...(stage === 'resolved' && updatedAt !== undefined && { endedAt: updatedAt }),
    updates,
    components: [],
    ...(url !== undefined && { url }),
  };
}

function impactOf(title: string): Status {
  if (/\b(major|complete|full|total) outage\b/i.test(title)) return 'major';
  return /\b(partial )?outage\b|\bdown\b|\bunavailable\b/i.test(title) ? 'partial' : 'degraded';
}
