/** All that can be asked of the API. One more is one more entry here. */
import { z } from 'zod';
import type { Service } from '../../model.ts';
import type { Asked } from '../answer.ts';
import type { WebParts } from '../door.ts';
import { createLatency } from '../latency.ts';
import { windowNames, windowOf, windows } from '../windows.ts';
import { lang, noQuery, type Operation, operation } from './operation.ts';
import * as shapes from './shapes.ts';
import {
  iso,
  shapeIncident,
  shapeService,
  shapeSummary,
  shapeUptime,
  shapeWork,
} from './shaping.ts';

const limit = (usual: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe('How many at most.');
const after = z.string().max(300).optional().describe('`next` of the page before.');
const serviceName = z.string().max(200).optional().describe('A service, by any of its names.');

export function operationsOf(parts: WebParts): readonly Operation[] {
  return [...aboutServices(parts), ...aboutIncidents, ...aboutThePast(parts), ...aboutUs(parts)];
}

function named({ view, param }: Asked): Service | undefined {
  return view.called(param('service'));
}

function aboutServices({ history }: WebParts): readonly Operation[] {
  return [
    operation({
      id: 'listServices',
      path: '/services',
      summary: 'What is watched, and how it stands',
      query: z.object({
        status: z.enum([...shapes.statuses, 'failing']).optional(),
        category: z.string().max(40).optional(),
        limit: limit(200, 1_000),
        after,
      }),
      answer: shapes.services,
      tell(asked, { status, category, limit, after }) {
        const isMeant = (service: Service) => {
          const is = asked.view.verdict(service)?.status ?? 'unknown';
          const isFailing = ['degraded', 'partial', 'major'].includes(is);
          return status === undefined || (status === 'failing' ? isFailing : status === is);
        };
        const all = asked.view
          .services()
          .filter((one) => category === undefined || one.category === category)
          .filter(isMeant);
        const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
        const page = all.slice(from, from + limit);
        const next = from + limit < all.length ? (page.at(-1)?.id ?? null) : null;
        return { services: page.map((one) => shapeSummary(one, asked)), next };
      },
    }),
    operation({
      id: 'getService',
      path: '/services/{service}',
      summary: 'One service: its parts, the evidence, what the provider says, what is planned',
      query: z.object({ lang }),
      answer: shapes.service,
      tell(asked) {
        const service = named(asked);
        const uptimeIn = (ms: number) => service && history.uptime(service.id, ms);
        return service && shapeService(service, asked, shapeUptime(windows, uptimeIn));
      },
    }),
  ];
}

const aboutIncidents: readonly Operation[] = [
  operation({
    id: 'listIncidents',
    path: '/incidents',
    summary: 'Outages, newest first',
    query: z.object({
      service: serviceName,
      state: z.enum(['open', 'ended', 'all']).default('all'),
      limit: limit(50, 100),
      after,
      lang,
    }),
    answer: shapes.incidents,
    tell(asked, { service, state, limit, after }) {
      const one = service === undefined ? undefined : asked.view.called(service);
      if (service !== undefined && !one) return undefined;
      return pageOf(asked, one ? [one] : asked.view.services(), { state, limit, after });
    },
  }),
  operation({
    id: 'getIncident',
    path: '/incidents/{incident}',
    summary: 'One outage',
    query: z.object({ lang }),
    answer: shapes.incident,
    tell(asked) {
      const found = asked.view.incident(asked.param('incident'));
      return found && shapeIncident(found.incident, found.service, asked);
    },
  }),
];

type Page = {
  readonly state: 'open' | 'ended' | 'all';
  readonly limit: number;
  readonly after: string | undefined;
};

function pageOf(asked: Asked, services: readonly Service[], { state, limit, after }: Page) {
  const { view } = asked;
  // One more than asked for says whether there are more.
  const found = view.latest(services, {
    limit: limit + 1,
    after,
    isMeant: ({ endedAt }) => state === 'all' || (state === 'open') === (endedAt === undefined),
  });
  const page = found.slice(0, limit);
  return {
    incidents: page.flatMap((incident) => {
      const service = view.get(incident.service);
      return service ? [shapeIncident(incident, service, asked)] : [];
    }),
    next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

function aboutThePast(parts: WebParts): readonly Operation[] {
  const { history } = parts;
  const latencyOf = createLatency(parts);
  return [
    operation({
      id: 'getUptime',
      path: '/services/{service}/uptime',
      summary: 'How much of the time a service and its parts worked',
      query: noQuery,
      answer: shapes.uptime,
      forSeconds: 60,
      tell(asked) {
        const service = named(asked);
        return (
          service && {
            service: service.id,
            windows: shapeUptime(windows, (ms) => history.uptime(service.id, ms)),
            parts: service.components.map(({ id }) => ({
              id,
              windows: shapeUptime(windows, (ms) => history.uptime(service.id, ms, id)),
            })),
          }
        );
      },
    }),
    operation({
      id: 'getLatency',
      path: '/services/{service}/latency',
      summary: 'How long answers took, in stretches of equal length, oldest first',
      query: z.object({
        window: z.enum(windowNames).default('24h'),
        part: z.string().max(100).optional().describe('The id of one of its parts.'),
      }),
      answer: shapes.latency,
      forSeconds: 60,
      async tell(asked, { window, part }) {
        const service = named(asked);
        const isThere = part === undefined || service?.components.some(({ id }) => id === part);
        if (!service || !isThere) return undefined;
        const known = await latencyOf(service.id, asked.now, windowOf(window) ?? 0, part);
        return {
          ...{ service: service.id, part: part ?? null },
          ...{ from: iso(known.from), to: iso(known.to) },
          stretches: known.stretches.map(({ at, lengthMs, known, failed, medianMs, p95Ms }) => ({
            ...{ at: iso(at), seconds: lengthMs / 1000, seen: known, failed },
            ...{ medianMs: medianMs ?? null, p95Ms: p95Ms ?? null },
          })),
        };
      },
    }),
  ];
}

function aboutUs({ health }: WebParts): readonly Operation[] {
  return [
    operation({
      id: 'listMaintenance',
      path: '/maintenance',
      summary: 'Planned work that lasts now or is to come, soonest first',
      query: z.object({ service: serviceName }),
      answer: shapes.maintenance,
      tell({ view, now }, { service }) {
        const one = service === undefined ? undefined : view.called(service);
        if (service !== undefined && !one) return undefined;
        return { maintenance: view.maintenance(one).map((planned) => shapeWork(planned, now)) };
      },
    }),
    operation({
      id: 'listBlindPeriods',
      path: '/blind',
      summary: 'When we could not see, newest first',
      query: noQuery,
      answer: shapes.blind,
      tell: ({ view }) => ({
        periods: view
          .blind()
          .toReversed()
          .map(({ from, until, why, services }) => ({
            ...{ from: iso(from), until: until === undefined ? null : iso(until) },
            ...{ why, services: [...services] },
          })),
      }),
    }),
    operation({
      id: 'getHealth',
      path: '/health',
      summary: 'Whether this Tocsin works',
      query: noQuery,
      answer: shapes.health,
      forSeconds: 5,
      tell({ view }) {
        const parts = Object.entries(health());
        const isWorking = parts.every(([, part]) => part.isWorking);
        if (!view.reader.seesAll) return { isWorking, parts: null };
        const shown = parts.map(([name, one]) => {
          return [name, { isWorking: one.isWorking, reason: one.reason ?? null }] as const;
        });
        return { isWorking, parts: Object.fromEntries(shown) };
      },
    }),
  ];
}
