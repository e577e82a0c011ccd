/**
 * One verdict from what we see and what the provider says. Pure.
 *
 * With `trust: both` (the default), columns are the provider:
 *
 * |             | says well   | reports trouble     | works on it  | is silent   |
 * |-------------|-------------|---------------------|--------------|-------------|
 * | works       | operational | its word            | operational  | operational |
 * | fails       | ours        | the worse of both   | maintenance  | ours        |
 * | cannot tell | operational | its word            | maintenance  | unknown     |
 *
 * So each of the two can open an outage and make it worse, and both together end it. Beside an open
 * outage a tie keeps what was told:
 * - our probes saw it, and cannot tell any more: a provider who says that all is well does not end it;
 * - our probes saw it, and see it working again: the provider's trouble keeps it, unless the provider
 *   too only watches its fix; it does not make it worse (nor does a fix that is watched begin one);
 * - only the provider reported it and now is silent: it stays for an hour, then what we see counts;
 * - both reported it, we see it failing still and the provider is silent: for an hour it gets no milder.
 *
 * `trust: probes` lets only our probes open, change and end an outage, `trust: feed` only the
 * provider; what the other one says is shown.
 */
import {
  type Accord,
  type FeedIncident,
  type FeedReport,
  type Incident,
  type Provider,
  type Status,
  severity,
  type Trust,
  type Verdict,
} from '../model.ts';

/** How long a silent provider keeps open what it alone has reported. */
export const silenceKeepsMs = 3_600_000;

export type Sides = {
  /** What our probes see. */
  readonly seen: Verdict;
  /** Undefined for a service without a feed. */
  readonly said: FeedReport | undefined;
  readonly trust: Trust;
  /** The outage that is open. */
  readonly open?: Incident | undefined;
  readonly now: number;
};

type Ours = 'works' | 'fails' | 'blind';
type Theirs = 'well' | 'trouble' | 'work' | 'silent';
/** Whose word counts. */
type Ruling = 'ours' | 'theirs' | 'worse' | 'well' | 'work' | 'keep' | 'unknown';

const both: Readonly<Record<Ours, Readonly<Record<Theirs, Ruling>>>> = {
  works: { well: 'well', trouble: 'theirs', work: 'well', silent: 'well' },
  fails: { well: 'ours', trouble: 'worse', work: 'work', silent: 'ours' },
  blind: { well: 'well', trouble: 'theirs', work: 'work', silent: 'unknown' },
};

const probesOnly: Readonly<Record<Ours, Ruling>> = {
  works: 'well',
  fails: 'ours',
  blind: 'unknown',
};

const feedOnly: Readonly<Record<Theirs, Ruling>> = {
  well: 'well',
  trouble: 'theirs',
  work: 'work',
  silent: 'unknown',
};

const accords: Readonly<Record<Ours, Readonly<Record<Theirs, Accord>>>> = {
  works: { well: 'agreed', trouble: 'only-they', work: 'at-work', silent: 'they-are-silent' },
  fails: { well: 'only-we', trouble: 'agreed', work: 'at-work', silent: 'they-are-silent' },
  blind: { well: 'we-are-blind', trouble: 'we-are-blind', work: 'at-work', silent: 'neither' },
};

/** The verdict that people hear; its components and evidence stay those of our probes. */
export function fuse(sides: Sides): Verdict {
  const { seen, said, open } = sides;
  if (said === undefined) return seen;
  const ours = oursOf(seen);
  const theirs = theirsOf(said);
  const ruling = ruled(ours, theirs, sides);
  const provider = providerOf(said, open);
  const status = statusBy(ruling, sides);
  const since = sinceBy(ruling, status, sides);
  const { since: _, ...rest } = seen;
  return {
    ...rest,
    status,
    ...(since !== undefined && { since }),
    isSuspect: seen.isSuspect && severity(status) === 0,
    provider,
    accord: accords[ours][theirs],
  };
}

function oursOf({ status }: Verdict): Ours {
  if (severity(status) > 0) return 'fails';
  return status === 'operational' ? 'works' : 'blind';
}

function theirsOf({ status }: FeedReport): Theirs {
  if (severity(status) > 0) return 'trouble';
  if (status === 'operational') return 'well';
  return status === 'maintenance' ? 'work' : 'silent';
}

function ruled(ours: Ours, theirs: Theirs, sides: Sides): Ruling {
  if (sides.seen.status === 'maintenance') return 'ours';
  if (sides.trust === 'probes') return probesOnly[ours];
  if (sides.trust === 'feed') return feedOnly[theirs];
  return isTie(ours, theirs, sides) ? 'keep' : both[ours][theirs];
}

function isTie(ours: Ours, theirs: Theirs, { seen, said, open, now }: Sides): boolean {
  if (open === undefined || said === undefined) return false;
  const { reportedBy = 'probes' } = open;
  const wasSeen = reportedBy !== 'feed';
  if (ours === 'blind' && theirs === 'well') return wasSeen;
  if (ours === 'works' && theirs === 'trouble') return wasSeen && !isWatched(said);
  const isShort = now - (said.since ?? said.at) < silenceKeepsMs;
  if (theirs !== 'silent' || !isShort) return false;
  if (ours === 'works') return reportedBy === 'feed';
  const isMilder = severity(seen.status) < severity(open.status);
  return ours === 'fails' && reportedBy === 'both' && isMilder;
}

/** Is all that is left the watching of a fix? Then the provider too believes that it works. */
function isWatched({ incidents }: FeedReport): boolean {
  const open = openOf(incidents);
  return open.length > 0 && open.every(({ stage }) => stage === 'monitoring');
}

function statusBy(ruling: Ruling, { seen, said, open, trust }: Sides): Status {
  const theirs = said?.status ?? 'unknown';
  if (ruling === 'keep') return open?.status ?? seen.status;
  if (ruling === 'well') return 'operational';
  if (ruling === 'work') return 'maintenance';
  if (ruling === 'unknown') return 'unknown';
  if (ruling === 'worse') return severity(theirs) > severity(seen.status) ? theirs : seen.status;
  if (ruling === 'theirs') return isOver({ seen, said, open, trust }) ? 'operational' : theirs;
  return seen.status;
}

type Ended = Pick<Sides, 'seen' | 'said' | 'open' | 'trust'>;

/** We see it work, and the provider only watches its fix: that ends it, and begins nothing. */
function isOver({ seen, said, open, trust }: Ended): boolean {
  if (trust !== 'both' || oursOf(seen) !== 'works' || said === undefined) return false;
  return isWatched(said) && open?.reportedBy !== 'feed';
}

function sinceBy(ruling: Ruling, status: Status, sides: Sides): number | undefined {
  const { seen, said, open, now } = sides;
  const theirs = said && saidSince(said, open);
  if (status === 'operational') return open ? endOf(sides, theirs) : seen.since;
  if (ruling === 'keep') return open?.startedAt;
  if (ruling === 'theirs') return Math.min(theirs ?? now, now);
  if (ruling === 'worse') return Math.min(seen.since ?? now, theirs ?? now, now);
  return ruling === 'ours' ? seen.since : theirs;
}

/** An outage has ended when everybody who had reported it says so. */
function endOf({ seen, open }: Sides, theirs: number | undefined): number | undefined {
  const { reportedBy = 'probes' } = open ?? {};
  const isOurs = reportedBy !== 'feed' && oursOf(seen) === 'works';
  const isTheirs = reportedBy !== 'probes';
  const ends = [isOurs ? seen.since : undefined, isTheirs ? theirs : undefined];
  const known = ends.filter((end) => end !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

// ---------------------------------------------------------------- the provider's words

function openOf(incidents: readonly FeedIncident[]): readonly FeedIncident[] {
  return incidents.filter(({ stage, impact }) => stage !== 'resolved' && severity(impact) > 0);
}

/** When the provider's trouble began, or ended, in its own words where it has some. */
function saidSince({ status, incidents, since }: FeedReport, open: Incident | undefined) {
  if (severity(status) > 0) {
    const begun = openOf(incidents).flatMap(({ startedAt }) => startedAt ?? []);
    return begun.length > 0 ? Math.min(...begun) : since;
  }
  const from = open?.startedAt ?? Number.POSITIVE_INFINITY;
  const ends = incidents.flatMap(({ endedAt = 0 }) => (endedAt >= from ? endedAt : []));
  return ends.length > 0 ? Math.max(...ends) : since;
}

/** What is worth quoting: the worst open incident, or the one that has just ended. */
export function providerOf(said: FeedReport, open?: Incident | undefined): Provider {
  const worst = openOf(said.incidents).toSorted(
    (one, other) => severity(other.impact) - severity(one.impact),
  )[0];
  const ended = said.incidents.find(
    ({ endedAt }) => open !== undefined && endedAt !== undefined && endedAt >= open.startedAt,
  );
  const quoted = worst ?? ended;
  const work = said.maintenance.find(({ stage }) => stage === 'under-way');
  const since = saidSince(said, open);
  return {
    status: said.status,
    ...(since !== undefined && { since }),
    at: said.at,
    ...(quoted && { incident: quotation(quoted) }),
    ...(work && {
      work: { title: work.title, ...(work.url !== undefined && { url: work.url }) },
    }),
  };
}

function quotation({
  id,
  title,
  stage,
  updates,
  url,
}: FeedIncident): Provider['incident'] & object {
  const text = updates[0]?.text;
  return {
    ...{ id, title, stage },
    ...(text !== undefined && text !== '' && { text }),
    ...(url !== undefined && { url }),
  };
}
