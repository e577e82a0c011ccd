/** StatusCast: `/status.json` with one word, `/components.json` with one per part. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key, shown } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  available: 'operational',
  monitoring: 'degraded',
  degraded: 'degraded',
  partialoutage: 'partial',
  unavailable: 'major',
  maintenance: 'maintenance',
};

const page = z.object({ Status: z.string(), StatusText: z.string() });
const component = z.object({ id: key, text: shown, CurrentStatus: z.string() });

export const statuscast = jsonFormat({
  name: 'statuscast',
  shape: z.union([page, z.array(component).min(1)]),
  say(document) {
    if (!Array.isArray(document)) {
      const status = meaning(words, document.Status);
      const reason = status === 'unknown' && { reason: `says "${document.Status}" of itself` };
      return { status, ...reason, components: [], incidents: [], maintenance: [] };
    }
    const components = document.map(({ id, text = id, CurrentStatus }) => ({
      ...{ id, name: text },
      status: meaning(words, CurrentStatus),
    }));
    const status = whole(components.map((one) => one.status));
    const reason = status === 'unknown' && { reason: 'a part has a status that we do not know' };
    return { status, ...reason, components, incidents: [], maintenance: [] };
  },
});
