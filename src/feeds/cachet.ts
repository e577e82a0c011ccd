/** Cachet (https://docs.cachethq.io): `/api/v1/components` or `/api/components`, versions 1 to 3. */
import { z } from 'zod';
import type { Status } from '../model.ts';
import { jsonFormat, key, shown } from './reading/shape.ts';
import { meaning, whole } from './reading/status.ts';

/** 5 is "unknown" in version 3 and maintenance to some clients: it says nothing. */
const codes: Readonly<Record<string, Status>> = {
  1: 'operational',
  2: 'degraded',
  3: 'partial',
  4: 'major',
  6: 'maintenance',
};

const code = z.union([
  z.number(),
  z.string().regex(/^\d$/),
  z.object({ value: z.number() }).transform(({ value }) => value),
]);

const component = z
  .union([
    z.object({ id: key, name: z.string(), status: code, enabled: z.boolean().optional() }),
    // Version 3 speaks JSON:API.
    z
      .object({
        id: key,
        attributes: z.object({
          name: z.string(),
          status: code,
          enabled: z.boolean().optional(),
        }),
      })
      .transform(({ id, attributes }) => ({ id, ...attributes })),
  ])
  .transform((one) => ({ ...one, isShown: one.enabled !== false }));

export const cachet = jsonFormat({
  name: 'cachet',
  shape: z.object({
    data: z.array(component).min(1),
    meta: z.object({ pagination: z.unknown().optional() }).optional().catch(undefined),
    links: shown,
  }),
  say({ data }) {
    const components = data
      .filter(({ isShown }) => isShown)
      .map(({ id, name, status }) => ({ id, name, status: meaning(codes, status) }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'a component has a code that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});
