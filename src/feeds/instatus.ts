/** Instatus: `/summary.json` (https://instatus.com/help/api). Its dates are ISO or JavaScript's own text. */
import { z } from 'zod';
import type { FeedIncident, FeedMaintenance, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { jsonFormat, key, list, shown } from './reading/shape.ts';
import { meaning, raised } from './reading/status.ts';
import { stageOf } from './reading/words.ts';

const overall: Readonly<Record<string, Status>> = {
  up: 'operational',
  hasissues: 'degraded',
  undermaintenance: 'maintenance',
};

const impacts: Readonly<Record<string, Status>> = {
  operational: 'degraded',
  degradedperformance: 'degraded',
  partialoutage: 'partial',
  minoroutage: 'partial',
  majoroutage: 'major',
  undermaintenance: 'maintenance',
};

const componentWords = { ...impacts, operational: 'operational' as const };

const incident = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  impact: z.string(),
  started: shown,
  url: shown,
});

const maintenance = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  start: shown,
  duration: z.coerce.number().optional().catch(undefined),
  url: shown,
});

const component = z.object({
  id: key,
  name: z.string(),
  status: z.string(),
  isParent: z.boolean().optional().catch(undefined),
});

export const instatus = jsonFormat({
  name: 'instatus',
  shape: z.object({
    page: z.object({ name: z.string(), status: z.string().regex(/^[A-Z]+$/) }),
    activeIncidents: list(incident),
    activeMaintenances: list(maintenance),
    components: list(component),
  }),
  say(document) {
    const incidents = document.activeIncidents.map(toIncident);
    const status = raised(meaning(overall, document.page.status), incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${document.page.status}" of itself` }),
      components: document.components
        .filter(({ isParent }) => !isParent)
        .map(({ id, name, status }) => ({ id, name, status: meaning(componentWords, status) })),
      incidents,
      maintenance: document.activeMaintenances.map(toMaintenance),
    };
  },
});

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const stage = stageOf(written.status);
  const startedAt = instantOf(written.started);
  return {
    id: written.id || (written.url ?? written.name),
    title: written.name,
    stage: stage ?? 'investigating',
    impact: stage === undefined ? 'unknown' : meaning(impacts, written.impact),
    ...(startedAt !== undefined && { startedAt }),
    updates: [],
    components: [],
    ...(written.url !== undefined && { url: written.url }),
  };
}

const maintenanceStages: Readonly<Record<string, FeedMaintenance['stage']>> = {
  NOTSTARTEDYET: 'planned',
  INPROGRESS: 'under-way',
  COMPLETED: 'over',
};

function toMaintenance(written: z.output<typeof maintenance>): FeedMaintenance {
  const startsAt = instantOf(written.start);
  const { duration = 0 } = written;
  return {
    id: written.id || (written.url ?? written.name),
    title: written.name,
    stage: maintenanceStages[written.status] ?? 'planned',
    ...(startsAt !== undefined && { startsAt }),
    ...(startsAt !== undefined && duration > 0 && { endsAt: startsAt + duration * 60_000 }),
    components: [],
    ...(written.url !== undefined && { url: written.url }),
  };
}
