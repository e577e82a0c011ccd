/**
 * Follows the feeds of services: one request per address for all services on it, one at a time per
 * host, conditional, in intervals that its format allows. What cannot be read counts as *unknown*
 * and is told to the operator once.
 */

import type { Feed, FeedReport, Service } from '../../model.ts';
import type { Clock } from '../../time/clock.ts';
import { unclear } from '../feed.ts';
import { type FeedChange, settle, withHistory } from './changes.ts';
import type { Fetch } from './fetch.ts';
import { createLines } from './lines.ts';
import { createSource, type Reading, type Source } from './source.ts';

/** status.io asks for a second between two calls; it hurts nobody to do so everywhere. */
const gapMs = 1_000;
/** A first reading comes soon, but not all at once. */
const firstWithinMs = 5_000;

export type Trouble = {
  readonly url: string;
  readonly services: readonly string[];
  readonly reason: string;
};

export type FeedsParts = {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: () => number;
  /** The last report of each service, so that a restart knows what is news. */
  readonly table?: FeedTable;
  /** A report differs from the one before it. */
  readonly onChange: (service: string, changes: readonly FeedChange[], report: FeedReport) => void;
  /** A feed cannot be read any more, or has another form than expected: said once until it is well. */
  readonly onTrouble: (trouble: Trouble) => void;
  /** Something failed that should not have. */
  readonly onBug: (error: unknown) => void;
};

export type FeedTable = {
  get(service: string): Promise<FeedReport | undefined>;
  set(service: string, report: FeedReport): Promise<void>;
};

export type Feeds = {
  /** Begins to read the feed of a service that has one; a second call changes nothing. */
  follow(service: Service): Promise<void>;
  leave(service: string): void;
  /** What the page says now, for whoever asks about a service that nobody follows; undefined without a feed. */
  once(service: Service): Promise<FeedReport | undefined>;
  /** Undefined for a service that is not followed; *unknown* before the first reading. */
  report(service: string): FeedReport | undefined;
  readonly troubles: readonly Trouble[];
  stop(): Promise<void>;
};

type Follower = {
  readonly service: string;
  readonly feed: Feed;
  report: FeedReport;
  /** The last one that could be read; news is what differs from it. */
  baseline?: FeedReport;
};

type Place = {
  readonly source: Source;
  readonly followers: Map<string, Follower>;
  trouble?: string | undefined;
  cancel: () => void;
};

export function createFeeds(parts: FeedsParts): Feeds {
  const { fetch, clock, random } = parts;
  const places = new Map<string, Place>();
  const lines = createLines(() => pause(gapMs));
  let isStopped = false;

  async function follow({ id, feed }: Service): Promise<void> {
    if (feed === undefined || isStopped || find(id)) return;
    const first = unread(feed, clock.now());
    const follower: Follower = { service: id, feed, report: first };
    const place = placeOf(feed.url);
    place.followers.set(id, follower);
    const known = await parts.table?.get(id);
    if (known && known.status !== 'unknown') follower.baseline = known;
    const again = place.source.again(feed, clock.now());
    if (again) take(follower, { report: again });
    else place.source.forget();
    if (place.followers.size === 1) wait(place, random() * firstWithinMs);
  }

  function placeOf(url: string): Place {
    const known = places.get(url);
    if (known) return known;
    const place: Place = {
      source: createSource(url, fetch, clock.now),
      followers: new Map(),
      cancel: () => {},
    };
    places.set(url, place);
    return place;
  }

  function wait(place: Place, ms: number): void {
    place.cancel();
    if (isStopped || place.followers.size === 0) return;
    place.cancel = clock.after(ms, () => void round(place).catch(parts.onBug));
  }

  async function round(place: Place): Promise<void> {
    await lines.stand(hostOf(place.source.url), () => ask(place));
    const followers = [...place.followers.values()];
    const everyMs = place.source.waitMs(
      followers.map(({ feed }) => feed),
      followers.map(({ report }) => report),
    );
    wait(place, everyMs * (1 + random() * 0.1));
  }

  function pause(ms: number): Promise<void> {
    return isStopped ? Promise.resolve() : new Promise((resolve) => clock.after(ms, resolve));
  }

  async function ask(place: Place): Promise<void> {
    if (isStopped) return;
    const followers = [...place.followers.values()];
    const feeds = followers.map(({ feed }) => feed);
    const isFirst = followers.some(({ baseline, report }) => baseline && report.reason === notRead);
    const reading = await place.source.ask(feeds, isFirst);
    const now = [...place.followers.values()];
    if (reading) for (const follower of now) take(follower, reading(follower.feed));
    else for (const follower of now) keep(follower, place);
    judge(place, reading);
  }

  function take(follower: Follower, { report: read, past }: ReturnType<Reading>): void {
    const { service, baseline, report: last } = follower;
    if (read.status === 'unknown') {
      turn(follower, silent(read, last), []);
      return;
    }
    const whole = past ? withHistory(read, past) : read;
    const { report, changes } = settle(baseline, whole);
    follower.baseline = report;
    turn(follower, report, changes);
    const isNew = changes.length > 0 || baseline?.status !== report.status;
    if (isNew) parts.table?.set(service, report).catch(parts.onBug);
  }

  /** Nothing new came: what was read last holds, for a while. */
  function keep(follower: Follower, place: Place): void {
    const failure = place.source.failure(clock.now());
    if (failure === undefined) {
      const { report } = follower;
      follower.report = { ...report, at: clock.now() };
      if (follower.baseline) follower.baseline = { ...follower.baseline, at: clock.now() };
    } else if (failure.isStale) {
      // The whole document is wanted when it can be read again, also if it is the same.
      place.source.forget();
      const said = { ...unclear(`cannot be read: ${failure.reason}`), at: clock.now() };
      turn(follower, silent({ format: follower.feed.format, ...said }, follower.report), []);
    }
  }

  function turn(follower: Follower, report: FeedReport, changes: readonly FeedChange[]): void {
    const before = follower.report;
    follower.report = report;
    if (changes.length === 0 && before.status === report.status) return;
    parts.onChange(follower.service, changes, report);
  }

  /** Tells the operator when a feed stops to be of use, and forgets it when it is again. */
  function judge(place: Place, reading: Reading | undefined): void {
    const [first] = place.followers.values();
    if (first === undefined) return;
    const failure = place.source.failure(clock.now());
    if (failure && !failure.isStale) return;
    const reason = failure ? `cannot be read: ${failure.reason}` : complaint(place, reading);
    if (reason !== undefined && place.trouble === undefined) {
      parts.onTrouble({ url: place.source.url, services: [...place.followers.keys()], reason });
    }
    place.trouble = reason;
  }

  function complaint(place: Place, reading: Reading | undefined): string | undefined {
    if (reading === undefined) return place.trouble;
    for (const { feed, report } of place.followers.values()) {
      if (report.status === 'unknown') return report.reason;
      if (report.format !== feed.format) {
        return `has become ${report.format}; it was expected as ${feed.format}`;
      }
    }
    return undefined;
  }

  /** Through the same line as everybody who asks that host, and from what was read when somebody follows it. */
  async function once({ id, feed }: Service): Promise<FeedReport | undefined> {
    if (feed === undefined || isStopped) return undefined;
    const followed = find(id);
    if (followed) return followed.report;
    const source = places.get(feed.url)?.source ?? createSource(feed.url, fetch, clock.now);
    const known = source.again(feed, clock.now());
    if (known) return known;
    const reading = await lines.stand(hostOf(feed.url), () => source.ask([feed], false));
    const failure = source.failure(clock.now());
    const reason = failure ? `cannot be read: ${failure.reason}` : notRead;
    return reading?.(feed).report ?? { ...unread(feed, clock.now()), reason };
  }

  function find(service: string): Follower | undefined {
    for (const { followers } of places.values()) {
      const follower = followers.get(service);
      if (follower) return follower;
    }
    return undefined;
  }

  return {
    follow,
    leave(service) {
      for (const [url, place] of places) {
        if (!place.followers.delete(service) || place.followers.size > 0) continue;
        place.cancel();
        places.delete(url);
      }
    },
    report: (service) => find(service)?.report,
    once,
    get troubles() {
      return [...places.values()].flatMap(({ source: { url }, followers, trouble }) =>
        trouble === undefined ? [] : [{ url, services: [...followers.keys()], reason: trouble }],
      );
    },
    async stop() {
      isStopped = true;
      for (const { cancel } of places.values()) cancel();
      places.clear();
    },
  };
}

const notRead = 'has not been read yet';

function unread({ format }: Feed, at: number): FeedReport {
  return { format, ...unclear(notRead), at, since: at };
}

/** A silence began with its first moment. */
function silent(report: FeedReport, last: FeedReport): FeedReport {
  const since = last.status === 'unknown' ? (last.since ?? last.at) : report.at;
  return { ...report, since };
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
