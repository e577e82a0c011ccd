/**
 * A provider's history as its status page showed it, and a channel that follows the page: read,
 * compared, judged and told as the bot does it, in virtual time.
 */
import { fuse, providerOf } from '../../src/detection/fusion.ts';
import { settle, withHistory } from '../../src/feeds/reading/changes.ts';
import { readFeed } from '../../src/feeds/reading/read.ts';
import { attribute, recorded } from '../../src/incidents/attribution.ts';
import { advance } from '../../src/incidents/incident.ts';
import type { Feed, FeedReport, Incident, Subscription, Verdict } from '../../src/model.ts';
import { decide, notesOf, spokenOf } from '../../src/telling/decision.ts';
import { edited, nothingTold, type Told } from '../../src/telling/told.ts';

export type Entry = {
  readonly id: string;
  readonly impact: string;
  readonly updates: readonly { readonly at: number; readonly status: string }[];
};

/** `summary.json` and `incidents.json` as they stood at an instant. */
export function pagesAt(entries: readonly Entry[], at: number, edits: ReadonlyMap<string, string>) {
  const page = { id: 'p', name: 'GitHub', url: 'https://www.githubstatus.com' };
  const written = entries.filter(({ updates }) => (updates[0]?.at ?? 0) <= at);
  const shown = written.map((entry) => incidentAt(entry, at, edits.get(entry.id)));
  const open = shown.filter(({ status }) => status !== 'resolved');
  const order = ['none', 'minor', 'major', 'critical'];
  const worst = Math.max(0, ...open.map(({ impact }) => order.indexOf(impact)));
  return {
    summary: { page, status: { indicator: order[worst] }, components: [], incidents: open },
    history: { page, incidents: shown.slice(-50).toReversed() },
  };
}

function incidentAt({ id, impact, updates }: Entry, at: number, edit = '') {
  const past = updates.filter((update) => update.at <= at);
  const status = past.findLast((update) => update.status !== 'update')?.status ?? 'investigating';
  const last = past.at(-1);
  return {
    ...{ id, name: `Incident ${id}`, status, impact, components: [] },
    created_at: new Date(updates[0]?.at ?? 0).toISOString(),
    ...(status === 'resolved' && { resolved_at: new Date(last?.at ?? 0).toISOString() }),
    incident_updates: past.toReversed().map((update, index) => ({
      status: update.status === 'update' ? status : update.status,
      body: `We are ${update.status}, word ${past.length - index}.${edit}`,
      created_at: new Date(update.at).toISOString(),
    })),
  };
}

export type Post = { readonly what: string; readonly at: number; readonly incident: string };

const feed: Feed = {
  format: 'statuspage-v2',
  url: 'https://www.githubstatus.com/api/v2/summary.json',
};
const subscription: Subscription = {
  ...{ channel: 'console:terminal', service: 'github', language: 'en', timeZone: 'UTC' },
  ...{ by: 'somebody', since: 0, filters: { hasReminders: false } },
};

function documentOf(body: unknown) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { bytes, contentType: 'application/json', url: feed.url };
}

const blind: Verdict = {
  service: 'github',
  status: 'unknown',
  isSuspect: false,
  components: [],
};

/** A channel that hears of one service; `look` is for one that only its provider speaks of. */
export function createFollower() {
  const incidents: Incident[] = [];
  const posts: Post[] = [];
  const edits: Post[] = [];
  let baseline: FeedReport | undefined;
  let told: Told = nothingTold;

  function look(pages: ReturnType<typeof pagesAt>, now: number): void {
    const read = readFeed(documentOf(pages.summary), feed, now);
    const past = readFeed(documentOf(pages.history), feed, now);
    const { report, changes } = settle(baseline, withHistory(read, past));
    baseline = report;
    hear(blind, report, now);
    for (const change of changes) {
      if (change.what !== 'was' || !('incident' in change)) continue;
      const latest = Math.max(0, ...incidents.map(({ openedAt }) => openedAt));
      const known = incidents.slice(-10);
      const provider = providerOf(report);
      const at = Math.max(now, latest + 1);
      const one = recorded(change.incident, { service: 'github', known, provider, at });
      if (one) incidents.push(one);
      tell(now + 1_000);
    }
    tell(now);
  }

  /** One round: what our probes see and what the provider says. */
  function hear(seen: Verdict, said: FeedReport | undefined, now: number): void {
    const last = incidents.at(-1);
    const open = last?.endedAt === undefined ? last : undefined;
    const verdict = fuse({ seen, said, trust: 'both', open, now });
    const move = attribute(advance(last, verdict, now), last, verdict, now);
    if (move.incident === undefined) return;
    const index = incidents.findIndex(({ id }) => id === move.incident?.id);
    if (index < 0) incidents.push(move.incident);
    else incidents[index] = move.incident;
  }

  function tell(now: number): void {
    for (let turn = 0; turn < 10; turn += 1) {
      const row = { subscription, told, incidents: incidents.slice(-20) };
      const step = decide({ row, others: [], repeatsAreSafeForMs: 0, now });
      if (step.do === 'nothing') return;
      if (step.do === 'note') {
        told = step.notes[0]?.told ?? told;
        continue;
      }
      const [member] = step.members;
      if (member === undefined || step.do === 'repeat') throw new Error('nobody to tell of');
      const { incident } = member;
      if (step.do === 'edit') {
        edits.push({ what: 'edit', at: now, incident: incident.id });
        told = edited(told, incident.revision);
        continue;
      }
      posts.push({ what: step.what, at: now, incident: incident.id });
      const members = [spokenOf(incident)];
      const sending = { what: step.what, members, nonce: 'n', at: now, attempts: 1 };
      told = notesOf(sending, [row], `m${posts.length}`)[0]?.told ?? told;
    }
    throw new Error('the telling does not come to rest');
  }

  return {
    look,
    hear(seen: Verdict, said: FeedReport | undefined, now: number) {
      hear(seen, said, now);
      tell(now);
    },
    incidents,
    posts,
    edits,
  };
}
