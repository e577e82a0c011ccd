/** Zendesk: `/api/incidents/active` (https://developer.zendesk.com/api-reference/status_api); an empty list is the healthy sign. */
import { z } from 'zod';
import type { FeedIncident } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, shown } from './reading/shape.ts';
import { raised } from './reading/status.ts';

const incident = z.object({
  id: key,
  type: z.literal('incident'),
  attributes: z.object({
    title: z.string(),
    status: shown,
    outage: z.boolean().optional().catch(undefined),
    startedAt: shown.nullable(),
    resolvedAt: shown.nullable(),
  }),
});

export const zendesk = jsonFormat({
  name: 'zendesk',
  // Ten requests a minute are allowed for all of it.
  everyMs: 300_000,
  isTelling: false,
  shape: z.object({ data: z.array(incident), included: z.array(z.unknown()).optional() }),
  say({ data }) {
    const incidents = data.map(toIncident);
    return {
      status: raised('operational', incidents),
      components: [],
      incidents,
      maintenance: [],
    };
  },
});

function toIncident({ id, attributes }: z.output<typeof incident>): FeedIncident {
  const startedAt = instantOf(attributes.startedAt);
  const endedAt = instantOf(attributes.resolvedAt);
  return {
    id,
    title: plainText(attributes.title, 300),
    stage: endedAt === undefined ? 'investigating' : 'resolved',
    impact: attributes.outage ? 'major' : 'degraded',
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    updates: [],
    components: [],
  };
}
