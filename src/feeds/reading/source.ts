/** One address that one or more services' feeds are read from: when to ask again, and what was read. */
import { createHash } from 'node:crypto';
import type { Feed, FeedReport } from '../../model.ts';
import type { Document } from '../feed.ts';
import type { Fetch, Fetched } from './fetch.ts';
import { formatNamed, readFeed } from './read.ts';
import { isOpen } from './status.ts';

const usualEveryMs = 120_000;
const busyEveryMs = 60_000;
const longestBackOffMs = 30 * 60_000;
/** Nobody has to be obeyed for longer. */
const longestRetryMs = 24 * 3_600_000;
/** So long nothing could be read, and what was read last says nothing any more. */
export const stalesAfterMs = 30 * 60_000;
/** The list of what is over is asked for at most this often, unless something has left the page. */
const historyEveryMs = 5 * 60_000;
/** Larger documents are not kept for services that join later. */
const mostKeptBytes = 500_000;

export type Source = {
  readonly url: string;
  /** Asks once. Undefined when there is nothing new, otherwise a function from a feed to its report. */
  ask(feeds: readonly Feed[], isMissing: boolean): Promise<Reading | undefined>;
  /** What is still at hand for a service that joins later. */
  again(feed: Feed, now: number): FeedReport | undefined;
  /** How long to wait after the last answer. */
  waitMs(feeds: readonly Feed[], reports: readonly FeedReport[]): number;
  /** Why nothing could be fetched, since when, and whether that has lasted too long. */
  failure(now: number): { readonly reason: string; readonly isStale: boolean } | undefined;
  forget(): void;
};

export type Reading = (feed: Feed) => { readonly report: FeedReport; readonly past?: FeedReport };

export function createSource(url: string, fetch: Fetch, now: () => number): Source {
  let etag: string | undefined;
  let lastModified: string | undefined;
  let kept: Document | undefined;
  let mark: string | undefined;
  let failures = 0;
  let retryAfterMs = 0;
  let reason = '';
  let workedAt = now();
  let historyAt = Number.NEGATIVE_INFINITY;

  function forget(): void {
    etag = undefined;
    lastModified = undefined;
  }

  function note(fetched: Fetched): void {
    retryAfterMs = fetched.is === 'failed' ? (fetched.retryAfterMs ?? 0) : 0;
    if (fetched.is === 'failed') {
      failures += 1;
      reason = fetched.reason;
      return;
    }
    failures = 0;
    workedAt = now();
  }

  async function history(
    feeds: readonly Feed[],
    isMissing: boolean,
  ): Promise<Document | undefined> {
    const format = formatNamed(feeds[0]?.format ?? '');
    const address = format?.history?.(url);
    if (address === undefined || (!isMissing && now() - historyAt < historyEveryMs))
      return undefined;
    historyAt = now();
    const fetched = await fetch({ url: address, mostBytes: format?.mostBytes });
    return fetched.is === 'document' ? fetched.document : undefined;
  }

  return {
    url,
    forget,
    async ask(feeds, isMissing) {
      const format = formatNamed(feeds[0]?.format ?? '');
      const { accept, mostBytes } = format ?? {};
      const fetched = await fetch({ url, accept, mostBytes, etag, lastModified });
      note(fetched);
      if (fetched.is !== 'document') return undefined;
      etag = fetched.etag;
      lastModified = fetched.lastModified;
      const { document } = fetched;
      kept = document.bytes.length <= mostKeptBytes ? document : undefined;
      const at = now();
      const before = mark;
      mark = createHash('sha1').update(document.bytes).digest('base64');
      const isNew = before !== undefined && before !== mark;
      const past = isNew || isMissing ? await history(feeds, isMissing) : undefined;
      return (feed) => ({
        report: readFeed(document, feed, at),
        ...(past && { past: readFeed(past, feed, at) }),
      });
    },
    again: (feed, at) => kept && readFeed(kept, feed, at),
    waitMs(feeds, reports) {
      const own = feeds.flatMap(({ format }) => formatNamed(format)?.everyMs ?? []);
      const isBusy = reports.some(({ incidents }) => incidents.some(isOpen));
      const everyMs = own.length > 0 ? Math.max(...own) : isBusy ? busyEveryMs : usualEveryMs;
      const backOffMs = Math.min(everyMs * 2 ** Math.min(failures, 10), longestBackOffMs);
      return Math.max(everyMs, backOffMs, Math.min(retryAfterMs, longestRetryMs));
    },
    failure: (at) =>
      failures === 0 ? undefined : { reason, isStale: at - workedAt >= stalesAfterMs },
  };
}
