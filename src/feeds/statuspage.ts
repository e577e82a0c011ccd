/**
 * Statuspage v2 (https://support.atlassian.com/statuspage): `summary.json` and its parts. Incidents
 * that are over stand in `incidents.json` only.
 */
import { z } from 'zod';
import type { FeedIncident, FeedMaintenance, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, list, names, shown, updates } from './reading/shape.ts';
import { meaning, raised, whole, worse } from './reading/status.ts';
import { componentWords, stageOf } from './reading/words.ts';

const indicators: Readonly<Record<string, Status>> = {
  none: 'operational',
  minor: 'degraded',
  major: 'partial',
  critical: 'major',
  maintenance: 'maintenance',
};

/** An open incident without an impact is still one. */
const impacts: Readonly<Record<string, Status>> = { ...indicators, none: 'degraded' };

const update = z.object({ status: shown, body: shown, display_at: shown, created_at: shown });

const incident = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  impact: z.string().nullish(),
  shortlink: shown,
  created_at: shown,
  started_at: shown,
  resolved_at: shown,
  incident_updates: updates(update),
  components: names,
});

const maintenance = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  shortlink: shown,
  scheduled_for: shown,
  scheduled_until: shown,
  components: names,
});

const component = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  group: z.boolean().nullish(),
  group_id: shown.nullable(),
});

export const shape = z
  .object({
    page: z.object({ name: shown, url: shown }),
    status: z.object({ indicator: z.string() }).optional(),
    components: z.array(component).optional(),
    incidents: z.array(incident).optional(),
    scheduled_maintenances: list(maintenance),
  })
  .refine(
    ({ page, status, components, incidents }) =>
      Boolean(page.name ?? page.url) && Boolean(status ?? components ?? incidents),
  );

export const statuspage = jsonFormat({
  name: 'statuspage-v2',
  shape,
  say(document) {
    const components = componentsOf(document.components ?? []);
    const incidents = (document.incidents ?? []).map(toIncident);
    const parts = components.map(({ status }) => status);
    const said = document.status && meaning(indicators, document.status.indicator);
    // The indicator may stay `none` while a part of the page is not well.
    const word = said === 'operational' && parts.some(isBad) ? 'degraded' : (said ?? whole(parts));
    const status = raised(word, incidents);
    return {
      status,
      ...(status === 'unknown' && {
        reason: `says nothing clear: ${document.status?.indicator ?? 'no overall status'}`,
      }),
      components,
      incidents,
      maintenance: document.scheduled_maintenances.map(toMaintenance),
    };
  },
  history: (url) =>
    /\/api\/v2\/(summary|components|status)\.json$/.test(url)
      ? url.replace(/\w+\.json$/, 'incidents.json')
      : undefined,
});

function isBad(status: Status): boolean {
  return worse('operational', status) !== 'operational';
}

/** Names repeat on big pages, so each has its group before it. */
function componentsOf(rows: readonly z.output<typeof component>[]) {
  const groups = new Map(rows.filter(({ group }) => group).map(({ id, name }) => [id, name]));
  return rows
    .filter(({ group }) => !group)
    .map(({ id, name, status, group_id }) => {
      const group = groups.get(group_id ?? '');
      return {
        id,
        name: group === undefined ? name : `${group} / ${name}`,
        status: meaning(componentWords, status),
      };
    });
}

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const { id, name, status, impact, shortlink, incident_updates, components } = written;
  const stage = stageOf(status);
  const startedAt = instantOf(written.started_at ?? written.created_at);
  const endedAt = stage === 'resolved' ? instantOf(written.resolved_at) : undefined;
  return {
    id,
    title: name,
    // A word that is not known leaves it open, and nobody knows how bad it is.
    stage: stage ?? 'investigating',
    impact: stage === undefined ? 'unknown' : meaning(impacts, impact ?? 'none'),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    updates: incident_updates.flatMap((one) => {
      const at = instantOf(one.display_at ?? one.created_at);
      const stage = stageOf(one.status);
      const text = plainText(one.body ?? '');
      return at === undefined ? [] : [{ at, text, ...(stage && { stage }) }];
    }),
    components,
    ...(shortlink !== undefined && { url: shortlink }),
  };
}

const maintenanceStages: Readonly<Record<string, FeedMaintenance['stage']>> = {
  scheduled: 'planned',
  in_progress: 'under-way',
  verifying: 'under-way',
  completed: 'over',
};

function toMaintenance(written: z.output<typeof maintenance>): FeedMaintenance {
  const startsAt = instantOf(written.scheduled_for);
  const endsAt = instantOf(written.scheduled_until);
  return {
    id: written.id,
    title: written.name,
    stage: maintenanceStages[written.status] ?? 'planned',
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    components: written.components,
    ...(written.shortlink !== undefined && { url: written.shortlink }),
  };
}
