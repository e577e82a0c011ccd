/**
 * The posts behind Microsoft's public status page (`status.cloud.microsoft/api/posts/…`): one
 * object, or a list with one per consumer service. Undocumented.
 */
import { z } from 'zod';
import { type FeedIncident, type Status, severity } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, shown } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';

/** The posts are refreshed about every ten minutes; older ones say nothing about now. */
const stalesAfterMs = 3 * 3_600_000;

const words: Readonly<Record<string, Status>> = {
  available: 'operational',
  operational: 'operational',
  servicerestored: 'operational',
  servicedegradation: 'degraded',
};

const post = z.object({
  Id: z.string(),
  InternalDateTime: z.string(),
  Title: shown,
  Message: shown,
  Status: z.string(),
  ServiceDisplayName: shown.nullable(),
});

type Post = z.output<typeof post>;

export const microsoft = jsonFormat({
  name: 'microsoft-posts',
  everyMs: 600_000,
  shape: z.union([z.array(post).min(1), post.transform((one) => [one])]),
  say(posts, { now }) {
    const components = posts.map((one) => ({
      id: one.Id,
      name: one.ServiceDisplayName ?? '',
      status: statusOf(one, now),
    }));
    const status = whole(components.map((one) => one.status));
    const [{ Status: word } = { Status: '' }] = posts;
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${word}", or has not been refreshed` }),
      components,
      incidents: posts.filter((one) => severity(statusOf(one, now)) > 0).map(toIncident),
      maintenance: [],
    };
  },
});

function statusOf({ Status: word, InternalDateTime }: Post, now: number): Status {
  const refreshedAt = instantOf(InternalDateTime);
  const isStale = refreshedAt === undefined || now - refreshedAt > stalesAfterMs;
  return isStale ? 'unknown' : meaning(words, word);
}

function toIncident(written: Post): FeedIncident {
  const name = written.ServiceDisplayName ?? 'Microsoft';
  const at = instantOf(written.InternalDateTime);
  const text = plainText(written.Message ?? '');
  return {
    id: written.Id,
    title: plainText(written.Title || `${name}: ${written.Status}`, 300),
    stage: 'investigating',
    impact: meaning(words, written.Status),
    updates: at === undefined || text === '' ? [] : [{ at, text }],
    components: [name],
  };
}
