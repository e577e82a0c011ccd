/** incident.io: its own widget summary (`/api/v1/summary`), and the copy of Statuspage that it serves under `/api/v2`. */
import { z } from 'zod';
import type { FeedIncident, FeedMaintenance, Status } from '../model.ts';
import type { Format } from './feed.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, shown } from './reading/shape.ts';
import { meaning, raised } from './reading/status.ts';
import { componentWords, stageOf } from './reading/words.ts';
import { statuspage } from './statuspage.ts';

const part = z.object({ id: key, name: z.string(), group_name: shown, current_status: shown });
const parts = z.array(part).catch([]);

const incident = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  url: shown,
  created_at: shown,
  last_update_at: shown,
  last_update_message: shown,
  current_worst_impact: z.string(),
  affected_components: parts,
});

const maintenance = z.object({
  id: key,
  name: z.string(),
  url: shown,
  started_at: shown,
  scheduled_end_at: shown,
  starts_at: shown,
  ends_at: shown,
  affected_components: parts,
});

const summary = jsonFormat({
  name: 'incident-io',
  shape: z.object({
    page_title: z.string(),
    page_url: shown,
    // There is no overall word: three lists that are there and empty are the healthy sign.
    ongoing_incidents: z.array(incident),
    in_progress_maintenances: z.array(maintenance),
    scheduled_maintenances: z.array(maintenance),
  }),
  say(document) {
    const incidents = document.ongoing_incidents.map(toIncident);
    const status = raised('operational', incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: 'an incident of it has words that we do not know' }),
      components: componentsOf(document.ongoing_incidents),
      incidents,
      maintenance: [
        ...document.in_progress_maintenances.map((one) => toMaintenance(one, 'under-way')),
        ...document.scheduled_maintenances.map((one) => toMaintenance(one, 'planned')),
      ],
    };
  },
});

export const incidentIo: Format = {
  ...summary,
  read: (page, question) => summary.read(page, question) ?? statuspage.read(page, question),
  history: (url) => statuspage.history?.(url),
};

function nameOf({ name, group_name }: z.output<typeof part>): string {
  return group_name ? `${group_name} / ${name}` : name;
}

/** The summary names only the parts that are not well. */
function componentsOf(incidents: readonly z.output<typeof incident>[]) {
  return incidents
    .flatMap(({ affected_components }) => affected_components)
    .map((one) => ({
      id: one.id,
      name: nameOf(one),
      status: meaning(componentWords, one.current_status) as Status,
    }));
}

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const stage = stageOf(written.status);
  const at = instantOf(written.last_update_at);
  const startedAt = instantOf(written.created_at);
  const text = plainText(written.last_update_message ?? '');
  const impact = meaning(componentWords, written.current_worst_impact);
  return {
    id: written.id,
    title: written.name,
    stage: stage ?? 'investigating',
    impact: stage === undefined ? 'unknown' : impact === 'operational' ? 'degraded' : impact,
    ...(startedAt !== undefined && { startedAt }),
    updates: at === undefined ? [] : [{ at, text, ...(stage && { stage }) }],
    components: written.affected_components.map(nameOf),
    ...(written.url !== undefined && { url: written.url }),
  };
}

function toMaintenance(
  written: z.output<typeof maintenance>,
  stage: FeedMaintenance['stage'],
): FeedMaintenance {
  const startsAt = instantOf(written.started_at ?? written.starts_at);
  const endsAt = instantOf(written.scheduled_end_at ?? written.ends_at);
  return {
    id: written.id,
    title: written.name,
    stage,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    components: written.affected_components.map(nameOf),
    ...(written.url !== undefined && { url: written.url }),
  };
}
