/** Heroku: `/api/v4/current-status` (https://devcenter.heroku.com/articles/heroku-status). */
import { z } from 'zod';
import type { FeedIncident, Status } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, list, shown, updates } from './reading/shape.ts';
import { meaning, raised, whole } from './reading/status.ts';
import { stageOf } from './reading/words.ts';

const colours: Readonly<Record<string, Status>> = {
  green: 'operational',
  yellow: 'degraded',
  red: 'major',
};

const update = z.object({
  contents: shown,
  created_at: shown,
  update_type: shown,
});

const incident = z.object({
  id: key,
  title: z.string(),
  state: shown,
  created_at: shown,
  full_url: shown,
  updates: updates(update),
});

export const heroku = jsonFormat({
  name: 'heroku-v4',
  shape: z.object({
    status: z.array(z.object({ system: z.string(), status: z.string() })).min(1),
    incidents: z.array(incident),
    scheduled: list(incident),
  }),
  say(document) {
    const components = document.status.map(({ system, status }) => ({
      ...{ id: system, name: system },
      status: meaning(colours, status),
    }));
    const incidents = document.incidents.map(toIncident);
    const status = raised(whole(components.map((one) => one.status)), incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: 'has a colour that we do not know' }),
      components,
      incidents,
      maintenance: document.scheduled.map(({ id, title, full_url }) => ({
        ...{ id, title, stage: 'planned' as const, components: [] },
        ...(full_url !== undefined && { url: full_url }),
      })),
    };
  },
});

function toIncident(written: z.output<typeof incident>): FeedIncident {
  const startedAt = instantOf(written.created_at);
  const isOver = stageOf(written.state) === 'resolved';
  const updates = written.updates.flatMap((one) => {
    const at = instantOf(one.created_at);
    return at === undefined ? [] : [{ at, text: plainText(one.contents ?? '') }];
  });
  return {
    id: written.id,
    title: written.title,
    stage: isOver ? 'resolved' : 'investigating',
    impact: 'degraded',
    ...(startedAt !== undefined && { startedAt }),
    updates: updates.sort((one, other) => other.at - one.at),
    components: [],
    ...(written.full_url !== undefined && { url: written.full_url }),
  };
}
