/** The life of an incident: what a verdict makes of the last one. Pure; `now` comes in. */
import {
  type ComponentVerdict,
  type Incident,
  type Status,
  severity,
  type Verdict,
} from '../model.ts';
import { withStep } from './steps.ts';

const minute = 60_000;

/** A service that fails again so soon after it came back has never really been back. */
export const reopenWithinMs = 15 * minute;
/** Damping as routers do it (RFC 2439): a penalty for each outage, halved in this time. */
const unrestHalvesInMs = 30 * minute;
/** Three outages in quick succession. */
const flapsFrom = 2.3;
/** A restless service is believed when it has worked for so long. */
export const calmForMs = 20 * minute;

/** What became of an incident, and why. Only a move with an incident is stored and told. */
export type Move =
  | {
      readonly why: 'opened' | 'reopened' | 'worse' | 'better' | 'changed' | 'closed';
      readonly incident: Incident;
    }
  | { readonly why: 'healthy' | 'unchanged' | 'cannot-tell'; readonly incident?: undefined };

/**
 * Compares the last incident of a service, open or ended, with what the readings mean now.
 * Not knowing changes nothing: blindness neither opens nor ends an outage.
 */
export function advance(last: Incident | undefined, verdict: Verdict, now: number): Move {
  if (verdict.status === 'unknown' || verdict.status === 'maintenance') {
    return { why: 'cannot-tell' };
  }
  const open = last !== undefined && last.endedAt === undefined ? last : undefined;
  if (severity(verdict.status) === 0) {
    if (!open) return { why: 'healthy' };
    return open.isFlapping ? calmDown(open, verdict, now) : close(open, verdict.since ?? now, now);
  }
  if (open) return change(open, verdict, now);
  const restless = restlessness(last, now);
  if (last?.endedAt !== undefined && now - last.endedAt <= reopenWithinMs) {
    return { why: 'reopened', incident: { ...reopen(last, verdict, now), ...restless } };
  }
  return { why: 'opened', incident: { ...openNew(verdict, now), ...restless } };
}

function openNew(verdict: Verdict, now: number): Incident {
  return {
    id: `${verdict.service}.${now.toString(36)}`,
    service: verdict.service,
    revision: 1,
    status: verdict.status,
    worst: verdict.status,
    startedAt: Math.min(verdict.since ?? now, now),
    openedAt: now,
    changedAt: now,
    parts: failing(verdict),
    steps: withStep([], {
      at: Math.min(verdict.since ?? now, now),
      status: verdict.status,
      parts: failing(verdict),
    }),
  };
}

function restlessness(
  last: Incident | undefined,
  now: number,
): Pick<Incident, 'unrest' | 'isFlapping'> {
  const { penalty, at } = last?.unrest ?? { penalty: 0, at: now };
  const unrest = {
    penalty: 1 + penalty * 0.5 ** (Math.max(0, now - at) / unrestHalvesInMs),
    at: now,
  };
  return unrest.penalty >= flapsFrom ? { unrest, isFlapping: true } : { unrest };
}

function change(open: Incident, verdict: Verdict, now: number): Move {
  const { calmSince, ...restless } = open;
  const parts = failing(verdict);
  const step = severity(verdict.status) - severity(open.status);
  const isSame = step === 0 && signature(parts) === signature(open.parts);
  if (isSame && calmSince === undefined) return { why: 'unchanged' };
  return {
    why: step > 0 ? 'worse' : step < 0 ? 'better' : 'changed',
    incident: {
      ...revised(restless, verdict.status, parts, now),
      steps: withStep(open.steps, { at: now, status: verdict.status, parts }),
    },
  };
}

/** A flapping service works just now: it is shown, and believed only when it lasts. */
function calmDown(open: Incident, verdict: Verdict, now: number): Move {
  const since = Math.min(open.calmSince ?? verdict.since ?? now, now);
  if (now - since >= calmForMs) return close(open, since, now);
  if (open.calmSince !== undefined) return { why: 'unchanged' };
  const calm = revised(open, open.status, open.parts, now);
  const steps = withStep(open.steps, working(since));
  return { why: 'changed', incident: { ...calm, calmSince: since, steps } };
}

function reopen(last: Incident, verdict: Verdict, now: number): Incident {
  const { endedAt = now, calmSince: _, ...ongoing } = last;
  const reopenedAt = Math.min(Math.max(verdict.since ?? now, endedAt), now);
  const downMs = (last.downMs ?? 0) + endedAt - (last.reopenedAt ?? last.startedAt);
  const parts = failing(verdict);
  const again = revised(ongoing, verdict.status, parts, now);
  const step = { at: reopenedAt, status: verdict.status, parts };
  const steps = withStep(withStep(last.steps, working(endedAt)), step);
  return { ...again, reopenedAt, downMs, steps };
}

function working(at: number): Parameters<typeof withStep>[1] {
  return { at, status: 'operational', parts: [] };
}

/** Keeps the parts that failed, so that the recovery can name them. */
function close({ calmSince, ...open }: Incident, since: number, now: number): Move {
  const from = open.reopenedAt ?? open.startedAt;
  // What has worked since before the outage says nothing about its end: others saw it, or it was slow.
  const endedAt = since > from ? Math.min(since, now) : now;
  return { why: 'closed', incident: { ...revised(open, open.status, open.parts, now), endedAt } };
}

function revised(
  incident: Incident,
  status: Status,
  parts: readonly ComponentVerdict[],
  now: number,
): Incident {
  const worst = severity(status) > severity(incident.worst) ? status : incident.worst;
  return { ...incident, revision: incident.revision + 1, status, worst, parts, changedAt: now };
}

function failing(verdict: Verdict): readonly ComponentVerdict[] {
  return verdict.components.filter((component) => severity(component.status) > 0);
}

/** Two verdicts with the same signature read the same; counters and instants do not matter. */
function signature(parts: readonly ComponentVerdict[]): string {
  return parts.map((part) => `${part.component}:${part.status}`).join(' ');
}
