/** Better Stack: `/index.json` in the manner of JSON:API (https://betterstack.com/docs/uptime/status-pages). */
import { z } from 'zod';
import type { FeedIncident, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, list, shown } from './reading/shape.ts';
import { meaning } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  operational: 'operational',
  degraded: 'degraded',
  downtime: 'major',
  maintenance: 'maintenance',
};

const included = z.object({
  id: key,
  type: z.string(),
  attributes: z
    .object({
      public_name: shown,
      status: shown,
      title: shown,
      starts_at: shown,
      ends_at: shown.nullable(),
      report_type: shown,
      aggregate_state: shown,
    })
    .catch({}),
});

type Included = z.output<typeof included>;

export const betterStack = jsonFormat({
  name: 'betterstack-json',
  shape: z.object({
    data: z.object({
      type: z.literal('status_page'),
      attributes: z.object({ company_name: z.string(), aggregate_state: z.string() }),
    }),
    included: list(included),
  }),
  say({ data, included: rows }, { now }) {
    const { aggregate_state: state } = data.attributes;
    const status = meaning(words, state);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${state}" of itself` }),
      components: rows.filter(isWatched).map(({ id, attributes }) => ({
        id,
        name: attributes.public_name ?? '',
        status: meaning(words, attributes.status),
      })),
      incidents: rows.filter(isReport).map((row) => toIncident(row, now)),
      maintenance: [],
    };
  },
});

function isWatched({ type, attributes }: Included): boolean {
  return type === 'status_page_resource' && attributes.status !== 'not_monitored';
}

function isReport({ type, attributes }: Included): boolean {
  return type === 'status_report' && attributes.report_type !== 'maintenance';
}

function toIncident({ id, attributes }: Included, now: number): FeedIncident {
  const startedAt = instantOf(attributes.starts_at);
  const endedAt = instantOf(attributes.ends_at);
  const isOver = endedAt !== undefined && endedAt <= now;
  const impact = meaning(words, attributes.aggregate_state);
  return {
    id,
    title: plainText(attributes.title ?? 'Incident', 300),
    stage: isOver ? 'resolved' : 'investigating',
    // The page's own word says how bad it is.
    impact: impact === 'unknown' || impact === 'operational' ? 'degraded' : impact,
    ...(startedAt !== undefined && { startedAt }),
    ...(isOver && { endedAt }),
    updates: [],
    components: [],
  };
}
