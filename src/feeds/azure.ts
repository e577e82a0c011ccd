/** Azure's RSS: prose about what is open; a channel without items is the healthy sign. */
import type { FeedIncident } from '../model.ts';
import type { Format } from './feed.ts';
import { type Entry, logOf } from './reading/log.ts';
import { plainText } from './reading/plain.ts';
import { raised } from './reading/status.ts';

const longestMs = 14 * 86_400_000;

export const azure: Format = {
  name: 'azure-rss',
  everyMs: 300_000,
  read({ text }, { now }) {
    const log = logOf(text);
    if (log === undefined || !/azure/i.test(log.title)) return undefined;
    const incidents = log.entries
      .filter(({ publishedAt = now }) => now - publishedAt <= longestMs)
      .map(toIncident);
    const status = raised('operational', incidents);
    return { status, components: [], incidents, maintenance: [] };
  },
};

function toIncident({ id, title, html, url, publishedAt, updatedAt }: Entry): FeedIncident {
  const isOver = /^\W*(resolved|mitigated|pir|post incident review)\b/i.test(title);
  return {
    id: id || title,
    title,
    stage: isOver ? 'resolved' : 'investigating',
    impact: /\boutage\b/i.test(title) ? 'major' : 'degraded',
    ...(publishedAt !== undefined && { startedAt: publishedAt }),
    ...(isOver && updatedAt !== undefined && { endedAt: updatedAt }),
    updates: updatedAt === undefined ? [] : [{ at: updatedAt, text: plainText(html) }],
    components: [],
    ...(url !== undefined && { url }),
  };
}
