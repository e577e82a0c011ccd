/** Algolia: `/1/status`, one word per cluster. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';
import { componentWords } from './reading/words.ts';

const words: Readonly<Record<string, Status>> = {
  ...componentWords,
  'degraded-performance': 'degraded',
  'major-outage': 'major',
  'partial-outage': 'partial',
};

export const algolia = jsonFormat({
  name: 'algolia-v1',
  shape: z.object({
    status: z.record(z.string(), z.string()).refine((all) => Object.keys(all).length > 0),
  }),
  say({ status: clusters }) {
    const components = Object.entries(clusters).map(([name, word]) => ({
      ...{ id: name, name },
      status: meaning(words, word),
    }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'a cluster has a status that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});
