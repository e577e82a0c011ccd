/** status.io: `https://api.status.io/1.0/status/<page>` (https://kb.status.io/developers/public-status-api). */
import { z } from 'zod';
import type { FeedIncident, FeedMaintenance, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, list, names, shown, updates } from './reading/shape.ts';
import { meaning, raised, worse } from './reading/status.ts';

const codes: Readonly<Record<string, Status>> = {
  100: 'operational',
  200: 'maintenance',
  300: 'degraded',
  400: 'partial',
  500: 'major',
  // A security event.
  600: 'major',
};

const code = z.union([z.number(), z.string()]);
const message = z.object({ details: shown, datetime: shown, status: code.optional() });

const incident = z.object({
  _id: key,
  name: z.string(),
  datetime_open: shown,
  datetime_close: shown.nullable(),
  messages: updates(message),
  components_affected: names,
});

const maintenance = z.object({
  _id: key,
  name: z.string(),
  datetime_planned_start: shown,
  datetime_planned_end: shown,
  components_affected: names,
});

export const statusio = jsonFormat({
  name: 'statusio',
  shape: z.object({
    result: z.object({
      status_overall: z.object({ status: shown, status_code: code }),
      status: list(z.object({ id: key, name: z.string(), status_code: code })),
      incidents: list(incident),
      maintenance: z
        .object({ active: list(maintenance), upcoming: list(maintenance) })
        .catch({ active: [], upcoming: [] }),
    }),
  }),
  say({ result }) {
    const incidents = result.incidents.map(toIncident);
    const status = raised(meaning(codes, result.status_overall.status_code), incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: `has code ${result.status_overall.status_code}` }),
      components: result.status.map(({ id, name, status_code }) => ({
        ...{ id, name },
        status: meaning(codes, status_code),
      })),
      incidents,
      maintenance: [
        ...result.maintenance.active.map((one) => toMaintenance(one, 'under-way')),
        ...result.maintenance.upcoming.map((one) => toMaintenance(one, 'planned')),
      ],
    };
  },
});

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const startedAt = instantOf(written.datetime_open);
  const endedAt = instantOf(written.datetime_close);
  // Each message says how bad it was then; one that says nothing worse than "fine" is still about trouble.
  const worst = written.messages
    .map(({ status }) => meaning(codes, status))
    .reduce(worse, 'degraded');
  const updates = written.messages.flatMap(({ details, datetime }) => {
    const at = instantOf(datetime);
    return at === undefined ? [] : [{ at, text: plainText(details ?? '') }];
  });
  return {
    id: written._id,
    title: written.name,
    stage: endedAt === undefined ? 'investigating' : 'resolved',
    impact: worst,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    updates: updates.sort((one, other) => other.at - one.at),
    components: written.components_affected,
  };
}

function toMaintenance(
  written: z.output<typeof maintenance>,
  stage: FeedMaintenance['stage'],
): FeedMaintenance {
  const startsAt = instantOf(written.datetime_planned_start);
  const endsAt = instantOf(written.datetime_planned_end);
  return {
    id: written._id,
    title: written.name,
    stage,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    components: written.components_affected,
  };
}
