/** Why the services probably fail: what was seen around an outage, kept in memory and put beside its evidence. */

import {
  type Clues,
  type Course,
  failingOf,
  follow,
  nameCause,
  newCourse,
  rampOf,
} from '../detection/likely.ts';
import type { Canaries } from '../detection/network.ts';
import {
  type CauseCode,
  type Check,
  type Incident,
  type Reading,
  type Service,
  severity,
  type Verdict,
} from '../model.ts';
import type { Journal } from './journal.ts';

/** Outages that began further apart have nothing to do with each other. */
const togetherMs = 10 * 60_000;
/** A card whose reason changes at every look helps nobody. */
const reconsideredAfterMs = 60_000;
/** When everything fails at once, some of it shows what there is to see. */
const crowdLookedAt = 50;
/** So many unrelated services with the same trouble make us doubt our own way of looking. */
const crowdFrom = 2;

/** A look, and what the canaries said about it. */
export type Look = {
  readonly check: Check;
  readonly reading: Reading;
  readonly canaries: Canaries;
};

export type Reasons = {
  note(service: string, look: Look): void;
  /** The incident with the cause that its evidence makes likely, or with none. */
  explained(incident: Incident, service: Service): Incident;
  /** A new revision of the open incident when its evidence now speaks for something else. */
  reconsidered(service: Service, verdict: Verdict): Incident | undefined;
  forget(service: string): void;
};

type Known = {
  readonly courses: Map<string, Course>;
  canaries: Canaries;
  /** When a name of it was last found. */
  resolvedAt: number;
  consideredAt: number;
};

/** What is known of a service from elsewhere: its provider, its traffic, the calendar. */
export type Around = Pick<Clues, 'provider' | 'traffic' | 'isBusyPeriod' | 'busyName' | 'changes'>;

export function createReasons(parts: {
  readonly journal: Journal;
  readonly now: () => number;
  readonly around?: ((service: string) => Around) | undefined;
}): Reasons {
  const { journal, now } = parts;
  const known = new Map<string, Known>();

  function knownOf(service: string): Known {
    const found = known.get(service) ?? newlyKnown();
    known.set(service, found);
    return found;
  }

  function note(service: string, { check, reading, canaries }: Look): void {
    const about = knownOf(service);
    const course = about.courses.get(check.id) ?? newCourse();
    about.courses.set(check.id, course);
    follow(course, reading);
    if (canaries !== 'unasked') about.canaries = canaries;
    const isFound = reading.status === 'up' && reading.timings.dns !== undefined;
    if (isFound) about.resolvedAt = reading.at;
  }

  function explained(incident: Incident, service: Service): Incident {
    if (incident.endedAt !== undefined || incident.calmSince !== undefined) return incident;
    const { likely: _, ...rest } = incident;
    const likely = nameCause(cluesOf(incident, service));
    return likely ? { ...rest, likely } : rest;
  }

  function reconsidered(service: Service, verdict: Verdict): Incident | undefined {
    const open = journal.last(service.id);
    const isOver = open === undefined || open.endedAt !== undefined || open.calmSince !== undefined;
    if (isOver || severity(verdict.status) === 0) return undefined;
    const about = knownOf(service.id);
    const last = Math.max(open.changedAt, about.consideredAt);
    if (now() - last < reconsideredAfterMs) return undefined;
    about.consideredAt = now();
    const failing = verdict.components.filter(({ status }) => severity(status) > 0);
    const fresh = explained({ ...open, parts: failing }, service);
    if (same(fresh, open)) return undefined;
    return { ...fresh, revision: open.revision + 1, changedAt: now() };
  }

  function cluesOf(incident: Incident, service: Service): Clues {
    const { courses, canaries } = knownOf(service.id);
    const others = journal.open().filter((other) => other.service !== service.id);
    const around = parts.around?.(service.id) ?? {};
    return {
      ...around,
      failing: failingOf(incident, (check) => courses.get(check)?.address?.value),
      startedAt: incident.startedAt,
      canaries,
      resolves: [...known].some(([id, { resolvedAt }]) => {
        return id !== service.id && resolvedAt >= incident.startedAt;
      }),
      crowd: crowdOf(incident, others),
      answering: checksOf(service)
        .filter(({ id }) => courses.get(id)?.isWorking)
        .flatMap(({ target }) => URL.parse(target)?.hostname || []),
      changes: [
        ...[...courses.values()].flatMap(({ change }) => change ?? []),
        ...(around.changes ?? []),
      ],
      earlier: journal
        .of(service.id)
        .filter(({ id }) => id !== incident.id)
        .map(({ startedAt }) => startedAt),
      parents: (service.dependsOn ?? []).filter((parent) =>
        others.some((one) => one.service === parent),
      ),
      companions: others.filter((other) => isCompanion(incident, other)).length,
      ramps: checksOf(service).flatMap(({ id, target }) => {
        const course = courses.get(id);
        const ramp = course && rampOf(course);
        return ramp ? [{ host: URL.parse(target)?.hostname ?? id, ...ramp }] : [];
      }),
    };
  }

  return { note, explained, reconsidered, forget: (service) => void known.delete(service) };
}

function newlyKnown(): Known {
  const never = Number.NEGATIVE_INFINITY;
  return { courses: new Map(), canaries: 'unasked', resolvedAt: never, consideredAt: never };
}

/** What several unrelated services show since about the same time. */
function crowdOf(incident: Incident, others: readonly Incident[]): readonly CauseCode[] {
  const counts = new Map<CauseCode, number>();
  const unrelated = others.filter((one) => isNear(one, incident) && !isGrouped(incident, one));
  for (const other of unrelated.slice(0, crowdLookedAt)) {
    const codes = new Set(failingOf(other).map(({ cause }) => cause.code));
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= crowdFrom).map(([code]) => code);
}

function isCompanion(incident: Incident, other: Incident): boolean {
  return isGrouped(incident, other) && isNear(incident, other);
}

/** The first of a group has no group of its own. */
function isGrouped(incident: Incident, other: Incident): boolean {
  const group = incident.group ?? incident.id;
  return group === (other.group ?? other.id);
}

function isNear(one: Incident, other: Incident): boolean {
  return Math.abs(one.startedAt - other.startedAt) <= togetherMs;
}

function same({ likely: one }: Incident, { likely: other }: Incident): boolean {
  return one?.class === other?.class && one?.code === other?.code;
}

function checksOf(service: Service): readonly Check[] {
  return service.components.flatMap(({ checks }) => checks);
}
