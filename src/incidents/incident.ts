/** The life of an incident: what a verdict makes of the last one. Pure; `now` comes in. */
import {
  type ComponentVerdict,
  type Incident,
  type Status,
  severity,
  type Verdict,
} from '../model.ts';

/** A service that fails again so soon after it came back has never really been back. */
export const reopenWithinMs = 15 * 60_000;

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
    return open ? { why: 'closed', incident: close(open, verdict, now) } : { why: 'healthy' };
  }
  if (open) return change(open, verdict, now);
  if (last?.endedAt !== undefined && now - last.endedAt <= reopenWithinMs) {
    return { why: 'reopened', incident: reopen(last, verdict, now) };
  }
  return { why: 'opened', incident: openNew(verdict, now) };
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
  };
}

function change(open: Incident, verdict: Verdict, now: number): Move {
  const parts = failing(verdict);
  const step = severity(verdict.status) - severity(open.status);
  if (step === 0 && signature(parts) === signature(open.parts)) return { why: 'unchanged' };
  return {
    why: step > 0 ? 'worse' : step < 0 ? 'better' : 'changed',
    incident: revised(open, verdict.status, parts, now),
  };
}

function reopen(last: Incident, verdict: Verdict, now: number): Incident {
  const { endedAt: _, ...ongoing } = revised(last, verdict.status, failing(verdict), now);
  return ongoing;
}

/** Keeps the parts that failed, so that the recovery can name them. */
function close(open: Incident, verdict: Verdict, now: number): Incident {
  const endedAt = Math.min(Math.max(verdict.since ?? now, open.startedAt), now);
  return { ...revised(open, open.status, open.parts, now), endedAt };
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
