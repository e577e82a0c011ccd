/** Salesforce Trust (https://api.status.salesforce.com/v1/docs): one instance, or all of them; a product is an instance's key. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat } from './reading/shape.ts';
import { whole } from './reading/status.ts';

const instance = z.object({ key: z.string(), status: z.string() });

export const salesforce = jsonFormat({
  name: 'salesforce-trust',
  everyMs: 300_000,
  shape: z.union([z.array(instance).min(1), instance.transform((one) => [one])]),
  say(instances) {
    const components = instances.map(({ key, status }) => ({
      ...{ id: key, name: key },
      status: statusOf(status),
    }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'an instance has a status that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});

/** The second half says whether it is the core of the product. */
function statusOf(word: string): Status {
  if (word === 'OK') return 'operational';
  const [, kind] =
    /^(INFORMATIONAL|MINOR_INCIDENT|MAJOR_INCIDENT|MAINTENANCE)(_|$)/.exec(word) ?? [];
  if (kind === 'INFORMATIONAL') return 'degraded';
  if (kind === 'MINOR_INCIDENT') return 'partial';
  if (kind === 'MAJOR_INCIDENT') return 'major';
  return kind === 'MAINTENANCE' ? 'maintenance' : 'unknown';
}
