/** Azure DevOps: `_apis/status/health` (https://learn.microsoft.com/rest/api/azure/devops/status/health). */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key } from './reading/shape.ts';
import { meaning } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  healthy: 'operational',
  advisory: 'degraded',
  degraded: 'degraded',
  unhealthy: 'major',
};

const geography = z.object({ id: key, name: z.string(), health: z.string() });

export const azureDevops = jsonFormat({
  name: 'azure-devops',
  shape: z.object({
    status: z.object({ health: z.string() }),
    services: z.array(z.object({ id: z.string(), geographies: z.array(geography) })),
  }),
  say({ status: { health }, services }) {
    const status = meaning(words, health);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${health}" of itself` }),
      components: services.flatMap(({ id, geographies }) =>
        geographies.map((one) => ({
          id: `${id}/${one.id}`,
          name: `${one.name} / ${id}`,
          status: meaning(words, one.health),
        })),
      ),
      incidents: [],
      maintenance: [],
    };
  },
});
