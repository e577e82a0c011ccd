/** Stripe: `https://status.stripe.com/current`, and `/current/full` with its parts. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key, list } from './reading/shape.ts';
import { meaning, whole, worse } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  up: 'operational',
  degraded: 'degraded',
  down: 'major',
};

const row = z.object({ key, title: z.string(), warning: z.unknown() });

export const stripe = jsonFormat({
  name: 'stripe-current',
  shape: z
    .object({
      largestatus: z.string().optional(),
      UptimeStatus: z.string().optional(),
      statuses: z.record(z.string(), z.string()).optional(),
      uptimeData: list(row),
      message: z.string(),
    })
    .refine(({ largestatus, UptimeStatus }) => Boolean(largestatus ?? UptimeStatus)),
  say({ largestatus, UptimeStatus, statuses = {}, uptimeData }) {
    const word = largestatus ?? UptimeStatus;
    const named = Object.entries(statuses).map(([id, status]) => ({
      ...{ id, name: id },
      status: meaning(words, status),
    }));
    const rows = uptimeData.map(({ key: id, title: name, warning }) => ({
      ...{ id, name },
      status: warning === null ? ('operational' as const) : ('degraded' as const),
    }));
    const said = meaning(words, word);
    const parts = whole(named.map(({ status }) => status));
    const status = said === 'unknown' ? said : worse(said, parts);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${word}" of itself` }),
      components: [...named, ...rows],
      incidents: [],
      maintenance: [],
    };
  },
});
