/** What one row needs, looked at alone: what its service is against what its channel was told. Pure. */
import { type Incident, type Subscription, severity } from '../model.ts';
import type { Told } from './told.ts';

/** An outage that nobody was told of and that ended this long ago is history, not news. */
export const expiresAfterMs = 24 * 60 * 60_000;

/** One service that a channel follows. */
export type Row = {
  readonly subscription: Subscription;
  readonly told: Told;
  /** Oldest first. */
  readonly incidents: readonly Incident[];
};

export type Need =
  | { readonly what: 'nothing' }
  | {
      readonly what: 'outage' | 'missed' | 'recovery' | 'edit';
      readonly incident: Incident;
    }
  | {
      readonly what: 'escalation' | 'again' | 'card';
      readonly why: 'escalated' | 'reopened' | 'card-lost';
      readonly incident: Incident;
    }
  | {
      /** Nothing to say about it any more: only the note goes on. */
      readonly what: 'skip';
      readonly why: 'before-subscription' | 'expired' | 'card-lost';
      readonly told: Told;
    };

export function needOf(row: Row, now: number): Need {
  const { told, incidents } = row;
  const current = incidents.find((incident) => incident.id === told.incident);
  return (current && catchUp(current, told)) ?? next(row, now);
}

/** Brings the incident that people were told of up to date. */
function catchUp(incident: Incident, told: Told): Need | undefined {
  const isOpen = incident.endedAt === undefined;
  if (told.believes === 'down' && !isOpen) return { what: 'recovery', incident };
  if (told.believes === 'up' && isOpen) {
    // Severity 0: it was skipped, so to these readers it is new.
    if (told.severity === 0) return { what: 'outage', incident };
    return { what: 'again', why: 'reopened', incident };
  }
  if (isOpen && severity(incident.status) > told.severity) {
    return { what: 'escalation', why: 'escalated', incident };
  }
  if (incident.revision <= told.revision) return undefined;
  if (told.card !== undefined) return { what: 'edit', incident };
  if (isOpen) return { what: 'card', why: 'card-lost', incident };
  return { what: 'skip', why: 'card-lost', told: { ...told, revision: incident.revision } };
}

/** The oldest incident that was not spoken of yet. */
function next({ told, incidents, subscription }: Row, now: number): Need {
  const incident = incidents.find((one) => one.openedAt > told.openedAt);
  if (!incident) return { what: 'nothing' };
  if (incident.endedAt === undefined) return { what: 'outage', incident };
  if (incident.endedAt <= subscription.since) {
    return { what: 'skip', why: 'before-subscription', told: skipped(told, incident) };
  }
  if (now - incident.endedAt > expiresAfterMs) {
    return { what: 'skip', why: 'expired', told: skipped(told, incident) };
  }
  return { what: 'missed', incident };
}

function skipped(told: Told, { id, openedAt, revision }: Incident): Told {
  const { card: _, ...rest } = told;
  return { ...rest, incident: id, openedAt, revision, severity: 0, believes: 'up' };
}
