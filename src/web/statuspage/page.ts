/**
 * What a reader may know in the words of Statuspage's public API, version 2
 * (https://metastatuspage.com/api): existing clients read it, and so does another Tocsin as a feed.
 *
 * Statuspage has no word for *unknown*. Its own schema allows an empty status, and that is what we write: no client
 * takes it for good or bad news.
 */
import { whole } from '../../feeds/reading/status.ts';
import type { Planned } from '../../incidents/maintenance.ts';
import type { Incident, Service, Status } from '../../model.ts';
import type { Asked } from '../answer.ts';
import { reportOf, workTitle } from '../report.ts';
import { stageOf, updatesOf } from './updates.ts';

export const componentWords: Readonly<Record<Status, string>> = {
  operational: 'operational',
  degraded: 'degraded_performance',
  partial: 'partial_outage',
  major: 'major_outage',
  maintenance: 'under_maintenance',
  unknown: '',
};

const indicators: Readonly<Record<Status, readonly [indicator: string, description: string]>> = {
  operational: ['none', 'All Systems Operational'],
  degraded: ['minor', 'Minor Service Outage'],
  partial: ['major', 'Partial System Outage'],
  major: ['critical', 'Major Service Outage'],
  maintenance: ['maintenance', 'Service Under Maintenance'],
  unknown: ['', 'Status Unknown'],
};

const impacts: Readonly<Record<Status, string>> = {
  operational: 'none',
  degraded: 'minor',
  partial: 'major',
  major: 'critical',
  maintenance: 'maintenance',
  unknown: 'none',
};

/** A page of all services, each a component; or of one, with its parts as components. */
export type Subject = { readonly services: readonly Service[]; readonly only?: Service };

type Row = {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  /** Since when, or when it was looked at, or now. */
  readonly at: number;
};

export function pageOf({ services, only }: Subject, { view, voice, base, now }: Asked) {
  const path = only ? `/s/${only.id}` : '';
  const changes = services.flatMap((service) => view.verdict(service)?.since ?? []);
  return {
    id: only?.id ?? 'tocsin',
    name: only ? voice.name(only.name) : 'Tocsin',
    url: `${base}${path}`,
    time_zone: 'Etc/UTC',
    updated_at: iso(changes.length === 0 ? now : changes.reduce((a, b) => Math.max(a, b))),
  };
}

export function statusOf(subject: Subject, { view }: Asked) {
  const each = subject.services.map((one) => view.verdict(one)?.status ?? 'unknown');
  const [indicator, description] = indicators[subject.only ? (each[0] ?? 'unknown') : whole(each)];
  return { indicator, description };
}

function rowsOf(subject: Subject, { view, voice, now }: Asked): readonly Row[] {
  const { only, services } = subject;
  if (!only) {
    return services.map((service) => {
      const { status = 'unknown', since, lookedAt } = view.verdict(service) ?? {};
      return {
        id: service.id,
        name: voice.name(service.name),
        status,
        at: since ?? lookedAt ?? now,
      };
    });
  }
  const verdict = view.verdict(only);
  return only.components.map(({ id, name }) => {
    const part = verdict?.components.find(({ component }) => component === id);
    const at = part?.since ?? verdict?.lookedAt ?? now;
    return { id, name: voice.name(name), status: part?.status ?? 'unknown', at };
  });
}

export function componentsOf(subject: Subject, asked: Asked) {
  const page = subject.only?.id ?? 'tocsin';
  return rowsOf(subject, asked).map((row, index) => component(row, index, page));
}

function component({ id, name, status, at }: Row, index: number, page: string) {
  return {
    ...{ id, name, status: componentWords[status], created_at: iso(at), updated_at: iso(at) },
    ...{ position: index + 1, description: null, showcase: false, start_date: null },
    ...{ group_id: null, page_id: page, group: false, only_show_if_degraded: false },
  };
}

const mostIncidents = 50;

export function incidentsOf(subject: Subject, asked: Asked, isMeant?: (one: Incident) => boolean) {
  const { view } = asked;
  const choice = { limit: mostIncidents, ...(isMeant && { isMeant }) };
  const rows = rowsOf(subject, asked);
  return view.latest(subject.services, choice).flatMap((incident) => {
    const service = view.get(incident.service);
    return service ? [incidentOf(incident, service, { subject, rows, asked })] : [];
  });
}

type Around = { readonly subject: Subject; readonly rows: readonly Row[]; readonly asked: Asked };

function incidentOf(incident: Incident, service: Service, { subject, rows, asked }: Around) {
  const { id, startedAt, openedAt, changedAt, endedAt, calmSince, worst } = incident;
  const touched = subject.only
    ? (row: Row) => incident.parts.some(({ component }) => component === row.id)
    : (row: Row) => row.id === service.id;
  const page = subject.only?.id ?? 'tocsin';
  return {
    ...{ id, name: reportOf(incident, service, asked.voice).title, status: stageOf(incident) },
    ...{ created_at: iso(openedAt), updated_at: iso(changedAt), started_at: iso(startedAt) },
    monitoring_at: calmSince === undefined ? null : iso(calmSince),
    resolved_at: endedAt === undefined ? null : iso(endedAt),
    ...{ impact: impacts[worst], shortlink: `${asked.base}/s/${service.id}`, page_id: page },
    incident_updates: updatesOf(incident, service, asked.voice),
    components: rows.flatMap((row, index) => (touched(row) ? [component(row, index, page)] : [])),
  };
}

export function worksOf(subject: Subject, asked: Asked, isMeant?: (one: Planned) => boolean) {
  const page = subject.only?.id ?? 'tocsin';
  const rows = rowsOf(subject, asked);
  return asked.view
    .maintenance(subject.only)
    .filter((planned) => isMeant?.(planned) ?? true)
    .slice(0, mostIncidents)
    .map(({ window, from, until }) => ({
      id: `${window.id}-${from}`,
      name: workTitle({ window, from, until }, asked.view, asked.voice),
      status: from <= asked.now ? 'in_progress' : 'scheduled',
      ...{ created_at: iso(from), updated_at: iso(from), started_at: iso(from) },
      ...{ monitoring_at: null, resolved_at: null, impact: 'maintenance', page_id: page },
      ...{ shortlink: `${asked.base}${subject.only ? `/s/${page}` : '/'}`, incident_updates: [] },
      components: rows
        .map((row, index) => ({ row, shown: component(row, index, page) }))
        .filter(({ row }) => subject.only || (window.services?.includes(row.id) ?? true))
        .map(({ shown }) => shown),
      ...{ scheduled_for: iso(from), scheduled_until: iso(until) },
    }));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
