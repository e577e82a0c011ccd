/** From the verdicts of checks to components, and from components to the service. */
import {
  type Component,
  type ComponentVerdict,
  type Evidence,
  type Service,
  type Status,
  severity,
  type Verdict,
} from '../model.ts';
import { type CheckState, type CheckVerdict, checkVerdict } from './check.ts';

/**
 * A check that has been unknown for so long is left out; until then it may be working. When it is
 * unknown because our own network is down, it may be working for ever.
 */
const LEFT_OUT_MS = 3_600_000;
/** Parts that fell within this time fell together, and the first of them dates the fall. */
const TOGETHER_MS = 300_000;

type Seen = {
  readonly id: string;
  readonly target: string;
  readonly verdict: CheckVerdict;
  readonly doubtedSince: number | undefined;
  readonly isLeftOut: boolean;
};

/** What the states of its checks, by check id, mean for a service. Components are worst first. */
export function judge(
  service: Service,
  states: ReadonlyMap<string, CheckState>,
  now: number,
): Verdict {
  const components = service.components
    .map((component) => judgeComponent(component, states, now))
    .sort((one, other) => severity(other.status) - severity(one.status));
  const status = serviceStatus(components.map((component) => component.status));
  const since = began(sincesBehind(status, components), status);
  const looks = [...newestLooks(service, states)];
  return {
    service: service.id,
    status,
    isSuspect: components.some(({ isSuspect }) => isSuspect),
    ...(since === undefined ? {} : { since }),
    components,
    ...(looks.length === 0 ? {} : { lookedAt: Math.max(...looks) }),
    ...(isUnstable(status, components) ? { isUnstable: true } : {}),
  };
}

function judgeComponent(
  component: Component,
  states: ReadonlyMap<string, CheckState>,
  now: number,
): ComponentVerdict {
  const seen = component.checks.map(({ id, target }) => look(id, target, states.get(id), now));
  const status = componentStatus(component, seen);
  const since = componentSince(component, status, seen);
  const bad = seen.filter(({ verdict }) => isBad(verdict));
  const shown = severity(status) > 0 ? bad : seen.filter((one) => isWorthShowing(one, status));
  return {
    component: component.id,
    status,
    isSuspect: seen.some(({ verdict }) => verdict.isSuspect),
    ...(since === undefined ? {} : { since }),
    evidence: shown.map((one) => evidence(one, now)).sort(bySeverity(bad)),
    working: seen.filter(({ verdict }) => isWorking(verdict)).length,
    checks: seen.length,
    ...(severity(status) > 0 && bad.some(({ verdict }) => verdict.isUnstable)
      ? { isUnstable: true }
      : {}),
  };
}

function look(id: string, target: string, state: CheckState | undefined, now: number): Seen {
  const verdict: CheckVerdict = state
    ? checkVerdict(state)
    : { status: 'unknown', isSuspect: false };
  // Measured by looks, not by the clock: a machine that slept has not seen it unknown for hours.
  const lastedMs = state ? Math.min(now, state.seenAt) - (verdict.since ?? state.since) : 0;
  const isBlind = verdict.cause?.code === 'own-network';
  const isLeftOut = verdict.status === 'unknown' && !isBlind && lastedMs >= LEFT_OUT_MS;
  return { id, target, verdict, doubtedSince: state?.doubt?.since, isLeftOut };
}

/**
 * Too few can still be working: major. Enough are working: operational, or degraded when that takes
 * the badly working ones or all are needed. An unknown check settles nothing.
 */
function componentStatus({ need }: Component, seen: readonly Seen[]): Status {
  const known = seen.filter(({ isLeftOut }) => !isLeftOut);
  const count = (status: CheckVerdict['status']) =>
    known.filter(({ verdict }) => verdict.status === status).length;
  const [well, badly, unknown] = [count('operational'), count('degraded'), count('unknown')];
  if (known.length === unknown) return 'unknown';
  const needed = neededOf(need, known.length);
  if (well + badly + unknown < needed) return 'major';
  if (well >= needed) return 'operational';
  if (well + badly >= needed) return 'degraded';
  if (count('down') > 0) return 'unknown';
  return badly > 0 ? 'degraded' : 'operational';
}

function neededOf(need: Component['need'], checks: number): number {
  if (need === 'all') return checks;
  return need === 'any' ? 1 : Math.min(need, checks);
}

/** A component fell when one check more than it can spare had failed. */
function componentSince(
  { need }: Component,
  status: Status,
  seen: readonly Seen[],
): number | undefined {
  const known = seen.filter(({ isLeftOut }) => !isLeftOut);
  const sinces = (...wanted: CheckVerdict['status'][]) =>
    known
      .filter(({ verdict }) => wanted.includes(verdict.status))
      .flatMap(({ verdict }) => (verdict.since === undefined ? [] : [verdict.since]))
      .sort((one, other) => one - other);
  if (status === 'major') return sinces('down')[known.length - neededOf(need, known.length)];
  if (status === 'degraded') {
    const bad = sinces('down', 'degraded');
    return bad[known.length - neededOf(need, known.length)] ?? bad[0];
  }
  return sinces(status === 'operational' ? 'operational' : 'unknown').at(-1);
}

function serviceStatus(parts: readonly Status[]): Status {
  const major = parts.filter((status) => status === 'major').length;
  if (major > 0) return major === parts.length ? 'major' : 'partial';
  if (parts.includes('degraded')) return 'degraded';
  return parts.includes('operational') ? 'operational' : 'unknown';
}

function sincesBehind(status: Status, components: readonly ComponentVerdict[]): readonly number[] {
  const behind = status === 'partial' ? 'major' : status;
  return components.flatMap((component) =>
    component.status === behind && component.since !== undefined ? [component.since] : [],
  );
}

/**
 * When a status of the service began. Only a full outage needs its last part, and parts fall a
 * little after each other; any other bad status began with its first.
 */
function began(sinces: readonly number[], status: Status): number | undefined {
  const ordered = sinces.toSorted((one, other) => other - one);
  if (severity(status) === 0) return ordered[0];
  if (status !== 'major') return ordered.at(-1);
  return ordered.reduce<number | undefined>(
    (began, since) => (began === undefined || began - since <= TOGETHER_MS ? since : began),
    undefined,
  );
}

function isUnstable(status: Status, components: readonly ComponentVerdict[]): boolean {
  return severity(status) > 0 && components.some((component) => component.isUnstable);
}

function newestLooks(service: Service, states: ReadonlyMap<string, CheckState>): readonly number[] {
  return service.components.flatMap(({ checks }) =>
    checks.flatMap(({ id }) => states.get(id)?.countedAt ?? []),
  );
}

function isBad({ status }: CheckVerdict): boolean {
  return status === 'down' || status === 'degraded';
}

function isWorking({ status }: CheckVerdict): boolean {
  return status === 'operational' || status === 'degraded';
}

/** A part that does not fail may still be asked why it is in doubt or cannot be judged. */
function isWorthShowing({ verdict }: Seen, status: Status): boolean {
  if (isBad(verdict) || verdict.isSuspect) return true;
  return status === 'unknown' && verdict.cause !== undefined;
}

function evidence({ id, target, verdict, doubtedSince }: Seen, now: number): Evidence {
  const since = (verdict.isSuspect ? doubtedSince : verdict.since) ?? now;
  return { check: id, target, since, ...(verdict.cause ? { cause: verdict.cause } : {}) };
}

/** Down before degraded, and the longest first. */
function bySeverity(bad: readonly Seen[]): (one: Evidence, other: Evidence) => number {
  const down = new Set(bad.filter(({ verdict }) => verdict.status === 'down').map(({ id }) => id));
  return (one, other) =>
    Number(down.has(other.check)) - Number(down.has(one.check)) || one.since - other.since;
}
