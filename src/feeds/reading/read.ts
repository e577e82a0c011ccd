/** A document and what it was expected to be, as a report. Pure. */
import type { Feed, FeedIncident, FeedReport, FeedUpdate } from '../../model.ts';
import { type Document, type Format, type Said, unclear } from '../feed.ts';
import { formats } from '../index.ts';
import { pageOf } from './page.ts';
import { ofProduct } from './product.ts';
import { isOpen } from './status.ts';

const most = { incidents: 100, updates: 50, components: 1_000, maintenance: 50 };
const longestName = 200;

/**
 * What a document says of a feed's service. It is read as the format that is expected, or as the
 * first other one whose form it has: pages change platforms without telling. Never throws.
 */
export function readFeed(document: Document, feed: Feed, now: number): FeedReport {
  const page = pageOf(document);
  if (typeof page === 'string') return report(feed.format, unclear(`is ${page}`), now);
  const question = { product: feed.product, now };
  const expected = formatNamed(feed.format);
  const others = formats.filter((one) => one !== expected && one.isTelling !== false);
  for (const format of expected ? [expected, ...others] : others) {
    const said = format.read(page, question);
    if (said === undefined) continue;
    const picked = format.picksProduct ? said : ofProduct(said, feed.product);
    return report(format.name, picked, now);
  }
  return report(
    feed.format,
    unclear(`has no form that we know, and not that of ${feed.format}`),
    now,
  );
}

export function formatNamed(name: string): Format | undefined {
  return formats.find((one) => one.name === name);
}

/** Nothing foreign is longer than it may be. */
function report(format: string, said: Said, at: number): FeedReport {
  const { status, reason, components, incidents, maintenance } = said;
  return {
    format,
    status,
    ...(status === 'unknown' && { reason: cut(reason ?? 'says nothing clear') }),
    components: components
      .slice(0, most.components)
      .map((one) => ({ ...one, name: cut(one.name) })),
    incidents: sorted(incidents).slice(0, most.incidents).map(tidy),
    maintenance: maintenance.slice(0, most.maintenance).map((one) => ({
      ...one,
      title: cut(one.title),
      components: one.components.slice(0, 50).map((name) => cut(name)),
    })),
    at,
  };
}

function sorted(incidents: readonly FeedIncident[]): readonly FeedIncident[] {
  const recency = ({ startedAt = 0 }: FeedIncident) => startedAt;
  return incidents.toSorted(
    (one, other) => Number(isOpen(other)) - Number(isOpen(one)) || recency(other) - recency(one),
  );
}

function tidy({ url, ...incident }: FeedIncident): FeedIncident {
  const newestFirst = incident.updates.toSorted((one, other) => other.at - one.at);
  return {
    ...incident,
    title: cut(incident.title),
    updates: newestFirst
      .slice(0, most.updates)
      .map((one): FeedUpdate => ({ ...one, text: cut(one.text, 1_000) })),
    components: incident.components.slice(0, 50).map((name) => cut(name)),
    ...(isWebAddress(url) && { url }),
  };
}

function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && url.length <= 500 && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}

function cut(text: string, limit = longestName): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}
