/** UptimeRobot's public pages: `/api/getMonitorList/<page>`. Undocumented. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';

const classes: Readonly<Record<string, Status>> = {
  success: 'operational',
  warning: 'degraded',
  danger: 'major',
};

const monitor = z.object({ monitorId: key, name: z.string(), statusClass: z.string() });

export const uptimerobot = jsonFormat({
  name: 'uptimerobot',
  shape: z.object({ psp: z.object({ monitors: z.array(monitor).min(1) }) }),
  say({ psp }) {
    const components = psp.monitors
      .filter(({ statusClass }) => statusClass !== 'black')
      .map(({ monitorId, name, statusClass }) => ({
        ...{ id: monitorId, name },
        status: meaning(classes, statusClass),
      }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'no monitor says how it is' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});
