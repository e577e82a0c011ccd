/** What is known of services and incidents, in the shapes of the API. Pure. */
import type { z } from 'zod';
import type { Planned } from '../../incidents/maintenance.ts';
import type { Voice } from '../../languages/language.ts';
import type {
  ComponentVerdict,
  Evidence,
  Incident,
  Provider,
  Service,
  Uptime,
  Verdict,
} from '../../model.ts';
import { sayCause } from '../../telling/evidence.ts';
import { lastedMs } from '../../telling/period.ts';
import type { Asked } from '../answer.ts';
import { reportOf } from '../report.ts';
import type * as shapes from './shapes.ts';

type Shape<K extends keyof typeof shapes> = (typeof shapes)[K] extends z.ZodType
  ? z.input<(typeof shapes)[K]>
  : never;

export function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at);
}

export function shapeSummary(service: Service, asked: Asked): Shape<'summary'> {
  const verdict = asked.view.verdict(service);
  const open = asked.view.open(service);
  return { ...shared(service, verdict, asked), incident: open?.id ?? null };
}

function shared(service: Service, verdict: Verdict | undefined, { base }: Asked) {
  return {
    id: service.id,
    name: { ...service.name },
    category: service.category,
    isWatched: verdict !== undefined,
    status: verdict?.status ?? ('unknown' as const),
    isSuspect: verdict?.isSuspect ?? false,
    isUnstable: verdict?.isUnstable ?? false,
    since: isoOrNull(verdict?.since),
    lookedAt: isoOrNull(verdict?.lookedAt),
    url: `${base}/s/${service.id}`,
  };
}

export function shapeService(
  service: Service,
  asked: Asked,
  uptime: Shape<'service'>['uptime'],
): Shape<'service'> {
  const { view, voice } = asked;
  const verdict = view.verdict(service);
  const open = view.open(service);
  return {
    ...shared(service, verdict, asked),
    homepage: service.homepage ?? null,
    statusPage: service.statusPage ?? null,
    dependsOn: (service.dependsOn ?? []).filter((id) => view.get(id)),
    parts: (verdict?.components ?? []).map((one) => shapePart(one, service, voice)),
    provider: verdict?.provider ? shapeProvider(verdict.provider) : null,
    accord: verdict?.accord ?? null,
    incident: open ? shapeIncident(open, service, asked) : null,
    uptime,
    maintenance: view.maintenance(service).map((one) => shapeWork(one, asked.now)),
  };
}

export function shapePart(
  { component, evidence, isUnstable = false, since, ...rest }: ComponentVerdict,
  service: Service,
  voice: Voice,
): Shape<'part'> {
  const known = service.components.find(({ id }) => id === component);
  const { status, isSuspect, working, checks } = rest;
  return {
    ...{ id: component, name: { ...(known?.name ?? { en: component }) } },
    ...{ status, isSuspect, isUnstable, since: isoOrNull(since), working, checks },
    evidence: evidence.map((one) => shapeEvidence(one, voice)),
  };
}

function shapeEvidence({ target, since, cause }: Evidence, voice: Voice): Shape<'evidence'> {
  const [scheme = '', place = ''] = target.split(/:(.*)/s);
  return {
    since: iso(since),
    scheme,
    target: place === '' ? null : target,
    cause: cause
      ? {
          ...{ code: cause.code, kind: cause.kind, phase: cause.phase },
          text: sayCause(voice, cause),
          values: { ...cause.values },
          said: cause.evidence ?? null,
        }
      : null,
  };
}

function shapeProvider({ status, since, at, incident, work }: Provider): Shape<'provider'> {
  return {
    status,
    since: isoOrNull(since),
    readAt: iso(at),
    incident: incident
      ? {
          ...{ id: incident.id, title: incident.title, stage: incident.stage },
          ...{ text: incident.text ?? null, url: incident.url ?? null },
        }
      : null,
    work: work ? { title: work.title, url: work.url ?? null } : null,
  };
}

export function shapeIncident(
  incident: Incident,
  service: Service,
  { voice, now, base }: Asked,
): Shape<'incident'> {
  const { id, status, worst, revision, endedAt, likely, provider, accord } = incident;
  const isOpen = endedAt === undefined;
  const { title, lines } = reportOf(incident, service, voice);
  return {
    ...{ id, service: service.id, title, text: [...lines] },
    ...{ status, worst, isOpen, isUnstable: incident.isFlapping ?? false },
    startedAt: iso(incident.startedAt),
    confirmedAt: iso(incident.openedAt),
    changedAt: iso(incident.changedAt),
    endedAt: isoOrNull(endedAt),
    downSeconds: isOpen ? null : Math.round(lastedMs(incident, now) / 1000),
    revision,
    parts: incident.parts.map((one) => shapePart(one, service, voice)),
    likely: likely
      ? {
          ...{ class: likely.class, code: likely.code, confidence: likely.confidence },
          values: { ...likely.values },
        }
      : null,
    provider: provider ? shapeProvider(provider) : null,
    accord: accord ?? null,
    url: `${base}/s/${service.id}`,
  };
}

export function shapeWork({ window, from, until }: Planned, now: number): Shape<'window'> {
  return {
    id: window.id,
    title: window.title ?? null,
    services: window.services ? [...window.services] : null,
    from: iso(from),
    until: iso(until),
    isUnderWay: from <= now,
    isRecurring: !('from' in window.when),
  };
}

export function shapeUptime(
  windows: readonly (readonly [name: string, ms: number])[],
  uptimeIn: (windowMs: number) => Uptime | undefined,
): Shape<'service'>['uptime'] {
  return windows.map(([window, ms]) => {
    const known = uptimeIn(ms);
    return { window, share: known?.share ?? null, since: isoOrNull(known?.since) };
  });
}
