/** Slack's own status (https://docs.slack.dev, API v2.0.0): `current`, or `history` as a bare list. */
import { z } from 'zod';
import type { FeedIncident, FeedStage, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, names, shown, updates } from './reading/shape.ts';
import { meaning, raised } from './reading/status.ts';

const overall: Readonly<Record<string, Status>> = {
  ok: 'operational',
  active: 'operational',
  // Of the API before this one.
  broken: 'degraded',
};

const types: Readonly<Record<string, Status>> = {
  outage: 'major',
  incident: 'degraded',
  notice: 'operational',
  maintenance: 'maintenance',
};

const stages: Readonly<Record<string, FeedStage>> = {
  active: 'investigating',
  resolved: 'resolved',
  completed: 'resolved',
  cancelled: 'resolved',
};

const incident = z.object({
  id: key,
  title: z.string(),
  type: z.string(),
  status: z.string(),
  url: shown,
  services: names,
  date_created: shown,
  date_updated: shown,
  notes: updates(z.object({ date_created: shown, body: shown })),
});

export const slack = jsonFormat({
  name: 'slack-v2',
  everyMs: 60_000,
  shape: z.object({
    status: z.string(),
    date_created: z.string(),
    active_incidents: z.array(incident),
  }),
  say({ status: word, active_incidents }) {
    const works = active_incidents.filter(isWork);
    const incidents = active_incidents.filter((one) => !isWork(one)).map(toIncident);
    // "active" names no degree: that is with its incidents, and without any it means nothing.
    const isEmpty = word === 'active' && active_incidents.length === 0;
    const status = isEmpty ? 'unknown' : raised(meaning(overall, word), incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${word}" in words that we do not know` }),
      components: [],
      incidents,
      maintenance: works.map((one) => ({
        id: one.id,
        title: one.title,
        stage: one.status === 'scheduled' ? ('planned' as const) : ('under-way' as const),
        components: one.services,
        ...(one.url !== undefined && { url: one.url }),
      })),
    };
  },
});

function isWork({ type, status }: z.output<typeof incident>): boolean {
  return type === 'maintenance' || status === 'scheduled';
}

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const stage = stages[written.status];
  const startedAt = instantOf(written.date_created);
  const endedAt = stage === 'resolved' ? instantOf(written.date_updated) : undefined;
  const updates = written.notes.flatMap(({ date_created, body }) => {
    const at = instantOf(date_created);
    return at === undefined ? [] : [{ at, text: plainText(body ?? '') }];
  });
  return {
    id: written.id,
    title: written.title,
    stage: stage ?? 'investigating',
    impact: stage === undefined ? 'unknown' : meaning(types, written.type),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    updates: updates.sort((one, other) => other.at - one.at),
    components: written.services,
    ...(written.url !== undefined && { url: written.url }),
  };
}
