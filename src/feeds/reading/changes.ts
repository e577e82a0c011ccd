/**
 * What is new between two reports of one feed. Pure.
 *
 * Providers rewrite their entries: texts and times are edited long after the end, titles change,
 * incidents are merged, dated back and opened again. So an incident is its id, and news is a change
 * of its stage or impact, or an update that was not there before; all of it since the last look is
 * one change. What began and ended in between is told once, as one that *was*.
 */
import {
  type FeedIncident,
  type FeedMaintenance,
  type FeedReport,
  type FeedUpdate,
  severity,
} from '../../model.ts';
import { isOpen } from './status.ts';

export type IncidentChange = {
  readonly what:
    | 'opened'
    | 'updated'
    | 'worse'
    | 'better'
    | 'ended'
    | 'reopened'
    | 'was'
    | 'merged';
  readonly incident: FeedIncident;
  /** Updates that were not there before, newest first. */
  readonly news: readonly FeedUpdate[];
};

export type MaintenanceChange = {
  readonly what: 'planned' | 'moved' | 'begun' | 'over' | 'cancelled';
  readonly maintenance: FeedMaintenance;
};

export type FeedChange = IncidentChange | MaintenanceChange;

/** A page may come from a cache that is a little older than what it answers to others. */
const lateMs = 5 * 60_000;
/** What is dated back further is history. */
const datedBackMs = 24 * 3_600_000;

/**
 * `before` is the last report that could be read; without one only what is open now is new. A
 * report that cannot be read changes nothing.
 */
export function changesOf(
  before: FeedReport | undefined,
  after: FeedReport,
): readonly FeedChange[] {
  if (after.status === 'unknown') return [];
  return [...incidentChanges(before, after), ...maintenanceChanges(before, after)];
}

// ---------------------------------------------------------------- incidents

function incidentChanges(
  before: FeedReport | undefined,
  after: FeedReport,
): readonly IncidentChange[] {
  const seen = new Set<FeedIncident>();
  const changes = after.incidents.flatMap((incident) => {
    const old = before?.incidents.find((one) => isSame(one, incident));
    if (old) seen.add(old);
    return (old ? developed(old, incident, after.at) : appeared(incident, before)) ?? [];
  });
  const gone = before?.incidents.filter((one) => isOpen(one) && !seen.has(one)) ?? [];
  return [...changes, ...gone.map((incident) => vanished(incident, after))];
}

/** Some pages give an entry a new id when they rewrite it, or the other way round. */
function isSame(one: FeedIncident, other: FeedIncident): boolean {
  if (one.id === other.id) return true;
  if (one.url !== undefined && one.url === other.url) return true;
  return (
    one.title === other.title && one.startedAt !== undefined && one.startedAt === other.startedAt
  );
}

function developed(old: FeedIncident, now: FeedIncident, at: number): IncidentChange | undefined {
  const last = lastWord(old);
  const news = now.updates.filter((update) => update.at > last);
  if (!isOpen(now)) {
    // Edits of what is over are no news.
    if (!isOpen(old)) return undefined;
    const endedAt = now.endedAt ?? news[0]?.at ?? at;
    return { what: 'ended', incident: { ...now, endedAt }, news };
  }
  if (!isOpen(old)) return { what: 'reopened', incident: now, news };
  const step = severity(now.impact) - severity(old.impact);
  if (step !== 0) return { what: step > 0 ? 'worse' : 'better', incident: now, news };
  const isNews = news.length > 0 || now.stage !== old.stage || now.title !== old.title;
  return isNews ? { what: 'updated', incident: now, news } : undefined;
}

function appeared(
  incident: FeedIncident,
  before: FeedReport | undefined,
): IncidentChange | undefined {
  if (isOpen(incident)) return { what: 'opened', incident, news: incident.updates };
  if (before === undefined || severity(incident.impact) === 0) return undefined;
  const endedAt = incident.endedAt ?? lastWord(incident);
  const isNew = Math.max(lastWord(incident), endedAt) > before.at - lateMs;
  if (!isNew || endedAt < before.at - datedBackMs) return undefined;
  return { what: 'was', incident: { ...incident, endedAt }, news: incident.updates };
}

/** It left the page while it was open: it went into another one, or is over. */
function vanished(incident: FeedIncident, after: FeedReport): IncidentChange {
  const isElsewhere = after.incidents.some((one) => isOpen(one) && severity(one.impact) > 0);
  if (isElsewhere) return { what: 'merged', incident, news: [] };
  return {
    what: 'ended',
    incident: { ...incident, stage: 'resolved', endedAt: after.at },
    news: [],
  };
}

function lastWord({ updates, endedAt = 0, startedAt = 0 }: FeedIncident): number {
  return updates[0]?.at ?? Math.max(endedAt, startedAt);
}

// ---------------------------------------------------------------- planned work

function maintenanceChanges(
  before: FeedReport | undefined,
  after: FeedReport,
): readonly MaintenanceChange[] {
  const changes = after.maintenance.flatMap((now): readonly MaintenanceChange[] => {
    const old = before?.maintenance.find(({ id }) => id === now.id);
    const what = old ? step(old, now) : arrived(now);
    return what === undefined ? [] : [{ what, maintenance: now }];
  });
  const ids = new Set(after.maintenance.map(({ id }) => id));
  const gone =
    before?.maintenance.filter(({ id, stage }) => !ids.has(id) && stage !== 'over') ?? [];
  return [
    ...changes,
    ...gone.map((maintenance): MaintenanceChange => {
      const isEarly = maintenance.stage === 'planned' && (maintenance.startsAt ?? 0) > after.at;
      return { what: isEarly ? 'cancelled' : 'over', maintenance };
    }),
  ];
}

function arrived({ stage }: FeedMaintenance): MaintenanceChange['what'] | undefined {
  if (stage === 'over') return undefined;
  return stage === 'planned' ? 'planned' : 'begun';
}

function step(old: FeedMaintenance, now: FeedMaintenance): MaintenanceChange['what'] | undefined {
  if (old.stage !== now.stage) return now.stage === 'under-way' ? 'begun' : ended(now);
  const isMoved = old.startsAt !== now.startsAt || old.endsAt !== now.endsAt;
  return isMoved && now.stage !== 'over' ? 'moved' : undefined;
}

function ended({ stage }: FeedMaintenance): MaintenanceChange['what'] {
  return stage === 'over' ? 'over' : 'planned';
}

/** A page whose list of what is over stands elsewhere, with that list. */
export function withHistory(report: FeedReport, history: FeedReport): FeedReport {
  const ids = new Set(report.incidents.map(({ id }) => id));
  const over = history.incidents.filter((one) => !isOpen(one) && !ids.has(one.id));
  return { ...report, incidents: [...report.incidents, ...over] };
}

const mostRemembered = 200;

/**
 * The new report as the next one is to be compared with, and what has changed. Incidents that have
 * ended stay in it when they leave the page, so that they are not new when they come back.
 */
export function settle(
  before: FeedReport | undefined,
  after: FeedReport,
): { readonly report: FeedReport; readonly changes: readonly FeedChange[] } {
  const since = before?.status === after.status ? (before.since ?? before.at) : after.at;
  const changes = changesOf(before, after);
  const left = changes.flatMap((change) =>
    'incident' in change && !isOpenAfter(change, after)
      ? [
          {
            ...change.incident,
            stage: 'resolved' as const,
            endedAt: change.incident.endedAt ?? after.at,
          },
        ]
      : [],
  );
  const gone = withHistory({ ...after, since }, { ...after, incidents: left });
  const report = before ? withHistory(gone, before) : gone;
  return { report: { ...report, incidents: report.incidents.slice(0, mostRemembered) }, changes };
}

function isOpenAfter({ incident }: IncidentChange, after: FeedReport): boolean {
  return after.incidents.some(({ id }) => id === incident.id);
}
