/** PagerDuty's status pages: `/api/services`. Undocumented and seen by one source only, so it is read narrowly. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  operational: 'operational',
  minor: 'degraded',
  degraded: 'degraded',
  major: 'major',
  outage: 'major',
  maintenance: 'maintenance',
};

const service = z.object({ id: key, name: z.string(), status: z.string() });

export const pagerduty = jsonFormat({
  name: 'pagerduty',
  shape: z.object({ services: z.array(service).min(1) }),
  say({ services }) {
    const components = services.map(({ id, name, status }) => ({
      ...{ id, name },
      status: meaning(words, status),
    }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'a service has a status that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});
