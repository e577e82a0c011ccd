/** The shapes of the API's answers, by the names that its description gives them. */
import { z } from 'zod';

/** Every shape that has a name of its own. */
export const shapes = z.registry<{ id: string }>();

function named<T extends z.ZodType>(id: string, shape: T): T {
  shapes.add(shape, { id });
  return shape;
}

const instant = z.string().meta({ format: 'date-time', examples: ['2026-11-22T14:02:00.000Z'] });
const share = z.number().min(0).max(1);

export const statuses = [
  'operational',
  'degraded',
  'partial',
  'major',
  'maintenance',
  'unknown',
] as const;

export const status = named(
  'Status',
  z.enum(statuses).describe('unknown: we could not measure. It is never an outage.'),
);

const texts = z
  .record(z.string(), z.string())
  .describe('A text by language tag; English is always there.');

export const problem = named(
  'Problem',
  z.object({
    error: z.string().describe('What is wrong, and what would be right.'),
    code: z.enum(['bad-query', 'not-found', 'not-allowed', 'internal']),
    parameter: z.string().optional(),
  }),
);

export const cause = named(
  'Cause',
  z.object({
    code: z.string().meta({ examples: ['timeout', 'http-status', 'certificate-expired'] }),
    kind: z
      .enum(['soft', 'hard', 'busy', 'slow', 'policy', 'ours'])
      .describe('How much it says about the far end; ours: we could not look.'),
    phase: z.string().describe('The step that failed: dns, tcp, tls, greeting, first-byte …'),
    text: z.string().describe('The same in words of the language asked for.'),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    said: z.string().nullable().describe('What the far end said; null for strangers.'),
  }),
);

export const evidence = named(
  'Evidence',
  z.object({
    since: instant,
    scheme: z.string().describe('How it was looked at.'),
    target: z.string().nullable().describe('Where it was looked at; null for strangers.'),
    cause: cause.nullable(),
  }),
);

export const part = named(
  'Part',
  z.object({
    id: z.string(),
    name: texts,
    status,
    isSuspect: z.boolean().describe('A first failure is being confirmed.'),
    isUnstable: z.boolean(),
    since: instant.nullable(),
    working: z.number().int().describe('How many of its checks work.'),
    checks: z.number().int(),
    evidence: z.array(evidence),
  }),
);

export const provider = named(
  'Provider',
  z.object({
    status,
    since: instant.nullable(),
    readAt: instant,
    incident: z
      .object({
        id: z.string(),
        title: z.string(),
        stage: z.string(),
        text: z.string().nullable(),
        url: z.string().nullable(),
      })
      .nullable(),
    work: z.object({ title: z.string(), url: z.string().nullable() }).nullable(),
  }),
);

const accord = z
  .string()
  .nullable()
  .describe('How what we see and what the provider says go together: agreed, only-we, only-they …');

export const incident = named(
  'Incident',
  z.object({
    id: z.string(),
    service: z.string(),
    title: z.string().describe('One sentence, in the language asked for.'),
    text: z.array(z.string()).describe('The reasons, line by line, in the language asked for.'),
    status: status.describe('Now, or when it ended.'),
    worst: status,
    isOpen: z.boolean(),
    isUnstable: z.boolean().describe('It went up and down so often that it is told as one.'),
    startedAt: instant.describe('When it happened.'),
    confirmedAt: instant,
    changedAt: instant,
    endedAt: instant.nullable(),
    downSeconds: z
      .number()
      .int()
      .nullable()
      .describe('How long it lasted, without the times when it worked; null while it lasts.'),
    revision: z.number().int().describe('Grows with each change worth telling.'),
    parts: z.array(part).describe('What fails, or had failed.'),
    likely: z
      .object({
        class: z.string(),
        code: z.string(),
        confidence: share,
        values: z.record(z.string(), z.union([z.string(), z.number()])),
      })
      .nullable()
      .describe('The probable reason, named only on enough evidence.'),
    provider: provider.nullable().describe('What the provider said then.'),
    accord,
    url: z.string(),
  }),
);

const summaryFields = {
  id: z.string(),
  name: texts,
  category: z.string(),
  isWatched: z.boolean().describe('What is not watched is unknown.'),
  status,
  isSuspect: z.boolean().describe('A first failure is being confirmed; nothing is told of it yet.'),
  isUnstable: z.boolean(),
  since: instant.nullable().describe('When this status began.'),
  lookedAt: instant.nullable().describe('The newest look that counted.'),
  incident: z.string().nullable().describe('The id of the incident that lasts now.'),
  url: z.string(),
};

export const summary = named('Summary', z.object(summaryFields));

const uptimeOf = z.object({
  window: z.string().meta({ examples: ['24h', '7d', '30d', '90d'] }),
  share: share.nullable().describe('Of the time in which we looked; null when we did not.'),
  since: instant.nullable().describe('Since when we have looked, within the window.'),
});

export const window = named(
  'PlannedWork',
  z.object({
    id: z.string(),
    title: z.string().nullable(),
    services: z.array(z.string()).nullable().describe('null: everything that is watched.'),
    from: instant,
    until: instant,
    isUnderWay: z.boolean(),
    isRecurring: z.boolean(),
  }),
);

export const service = named(
  'Service',
  z.object({
    ...summaryFields,
    homepage: z.string().nullable(),
    statusPage: z.string().nullable().describe('The provider’s own, for people.'),
    dependsOn: z.array(z.string()),
    parts: z.array(part),
    provider: provider.nullable(),
    accord,
    incident: incident.nullable().describe('The incident that lasts now.'),
    uptime: z.array(uptimeOf),
    maintenance: z.array(window),
  }),
);

export const services = named(
  'Services',
  z.object({ services: z.array(summary), next: z.string().nullable() }),
);

export const incidents = named(
  'Incidents',
  z.object({
    incidents: z.array(incident).describe('Newest first; of each service the last fifty at most.'),
    next: z.string().nullable().describe('The value of `after` for the next page.'),
  }),
);

export const uptime = named(
  'Uptime',
  z.object({
    service: z.string(),
    windows: z.array(uptimeOf),
    parts: z.array(z.object({ id: z.string(), windows: z.array(uptimeOf) })),
  }),
);

export const latency = named(
  'Latency',
  z.object({
    service: z.string(),
    part: z.string().nullable(),
    from: instant,
    to: instant,
    stretches: z.array(
      z.object({
        at: instant,
        seconds: z.number().describe('How long the stretch is.'),
        seen: z.number().describe('Minutes in which we looked.'),
        failed: z.number().describe('Minutes that failed.'),
        medianMs: z.number().nullable(),
        p95Ms: z.number().nullable(),
      }),
    ),
  }),
);

export const maintenance = named('Maintenance', z.object({ maintenance: z.array(window) }));

export const blind = named(
  'Blindness',
  z.object({
    periods: z.array(
      z.object({
        from: instant,
        until: instant.nullable(),
        why: z
          .string()
          .meta({ examples: ['network', 'names', 'crowd', 'stall', 'clock', 'store'] }),
        services: z.array(z.string()).describe('Whose looks were lost; empty: everybody’s.'),
      }),
    ),
  }),
);

export const health = named(
  'Health',
  z.object({
    isWorking: z.boolean(),
    parts: z
      .record(z.string(), z.object({ isWorking: z.boolean(), reason: z.string().nullable() }))
      .nullable()
      .describe('null for strangers.'),
  }),
);
