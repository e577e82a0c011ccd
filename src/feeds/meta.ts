/**
 * Meta's outage events (https://metastatus.com): RSS of what is open now. A channel without items is
 * the healthy sign, so the title must be one of Meta's; items name no severity.
 */
import type { FeedIncident } from '../model.ts';
import type { Format } from './feed.ts';
import { type Entry, logOf, stagesIn } from './reading/log.ts';
import { plainText } from './reading/plain.ts';
import { raised } from './reading/status.ts';

const title =
  /^(WhatsApp|Facebook|Messenger|Instagram|Meta|Graph API|Ads|Marketing|Audience|Catalog|Workplace)\b.*\bStatus$/i;

export const meta: Format = {
  name: 'meta-rss',
  everyMs: 300_000,
  read({ text }) {
    const log = logOf(text);
    if (log === undefined || !title.test(log.title)) return undefined;
    const incidents = log.entries.map(toIncident);
    return {
      status: raised('operational', incidents),
      components: [],
      incidents,
      maintenance: [],
    };
  },
};

function toIncident(entry: Entry): FeedIncident {
  const { id, title, html, url, publishedAt, updatedAt } = entry;
  const [stage = 'investigating'] = stagesIn(entry);
  return {
    id: id || title,
    title,
    stage,
    impact: 'degraded',
    ...(publishedAt !== undefined && { startedAt: publishedAt }),
    ...(stage === 'resolved' && updatedAt !== undefined && { endedAt: updatedAt }),
    updates: updatedAt === undefined ? [] : [{ at: updatedAt, text: plainText(html), stage }],
    components: [],
    ...(url !== undefined && { url }),
  };
}
