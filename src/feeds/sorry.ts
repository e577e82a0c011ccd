/** Sorry™: `/api/v1/status` (https://docs.sorryapp.com). Sources name different words, so all are taken. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, shown } from './reading/shape.ts';
import { meaning } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  operational: 'operational',
  degraded: 'degraded',
  outage: 'major',
  maintenance: 'maintenance',
  under_maintenance: 'maintenance',
};

export const sorry = jsonFormat({
  name: 'sorry-v1',
  shape: z.object({ page: z.object({ name: shown, state: z.string(), state_text: shown }) }),
  say({ page }) {
    const status = meaning(words, page.state);
    return {
      status,
      ...(status === 'unknown' && { reason: `says "${page.state}" of itself` }),
      components: [],
      incidents: [],
      maintenance: [],
    };
  },
});
