/**
 * What one row needs, looked at alone: what its service is against what its channel was told, and
 * what the channel wants to hear. Pure.
 */
import { type Incident, type Subscription, severity } from '../model.ts';
import { endOf, isWithin } from './hours.ts';
import type { Told } from './told.ts';
import { seen } from './view.ts';

/** An outage that nobody was told of and that ended this long ago is history, not news. */
export const expiresAfterMs = 24 * 60 * 60_000;

const hourMs = 60 * 60_000;
/** When people are reminded that it still lasts. */
export const reminders = [hourMs, 4 * hourMs, 24 * hourMs];

/** One service that a channel follows. */
export type Row = {
  readonly subscription: Subscription;
  readonly told: Told;
  /** Oldest first. */
  readonly incidents: readonly Incident[];
};

export type Need =
  | {
      readonly what: 'nothing';
      readonly why: 'in-step' | 'delay' | 'quiet-hours' | 'muted' | 'filtered';
      /** When that may change by itself. */
      readonly wakeAt?: number;
    }
  | News
  | { readonly what: 'edit'; readonly incident: Incident }
  | {
      /** Nothing to say about it any more: only the note goes on. */
      readonly what: 'skip';
      readonly why: SkipReason;
      readonly told: Told;
    };

/** What people would notice. */
export type News =
  | { readonly what: 'outage' | 'missed' | 'recovery'; readonly incident: Incident }
  | {
      readonly what: 'escalation' | 'again' | 'card' | 'reminder';
      readonly why: 'escalated' | 'reopened' | 'card-lost' | 'still';
      readonly incident: Incident;
    };

export type SkipReason =
  | 'before-subscription'
  | 'expired'
  | 'card-lost'
  | 'plain'
  | 'filtered'
  | 'too-short'
  | 'quiet-hours'
  | 'muted';

type Skip = Extract<Need, { what: 'skip' }>;

/** The incidents of a row as its subscription sees them. */
export function visible({ subscription, told, incidents }: Row): readonly Incident[] {
  if (!subscription.filters) return incidents;
  return incidents.flatMap((incident) => seen(incident, subscription, told) ?? []);
}

export function needOf(row: Row, now: number): Need {
  const { told, subscription, incidents } = row;
  const raw = incidents.find((incident) => incident.id === told.incident);
  const current = raw && seen(raw, subscription, told);
  const need = (current && catchUp(current, row, now)) ?? next(row, now);
  if (need.what === 'nothing') {
    return current && need.why === 'in-step' ? remind(current, row, now) : need;
  }
  if (need.what === 'skip' || need.what === 'edit') return need;
  return permitted(need, row, now);
}

/** Brings the incident that people were told of up to date. */
function catchUp(incident: Incident, { told, subscription }: Row, now: number): Need | undefined {
  const isOpen = incident.endedAt === undefined;
  if (told.believes === 'down' && !isOpen) {
    // It joined a card and ended before the card showed it: nobody has read of it yet.
    return { what: told.revision === 0 ? 'missed' : 'recovery', incident };
  }
  if (told.believes === 'up' && isOpen) {
    // Severity 0: it was skipped, so to these readers it is new.
    if (told.severity === 0) return { what: 'outage', incident };
    return { what: 'again', why: 'reopened', incident };
  }
  // It joined a card that does not show it yet, and that may be gone by now.
  if (isOpen && told.revision === 0) {
    return { what: told.card === undefined ? 'outage' : 'edit', incident };
  }
  if (isOpen && severity(incident.status) > told.severity) {
    return { what: 'escalation', why: 'escalated', incident };
  }
  if (incident.revision <= told.revision) return undefined;
  const upToDate = { ...told, revision: incident.revision };
  if (subscription.filters?.mode === 'plain') return { what: 'skip', why: 'plain', told: upToDate };
  if (told.card !== undefined) return { what: 'edit', incident };
  if (isOpen && !isMuted(incident, subscription, now)) {
    return { what: 'card', why: 'card-lost', incident };
  }
  return { what: 'skip', why: 'card-lost', told: upToDate };
}

/** The oldest incident that was not spoken of yet. */
function next({ told, incidents, subscription }: Row, now: number): Need {
  const raw = incidents.find((one) => one.openedAt > told.openedAt);
  if (!raw) return { what: 'nothing', why: 'in-step' };
  const incident = seen(raw, subscription, told);
  if (raw.endedAt === undefined) {
    return incident ? { what: 'outage', incident } : { what: 'nothing', why: 'filtered' };
  }
  const skip = (why: SkipReason): Skip => ({ what: 'skip', why, told: skipped(told, raw) });
  if (raw.endedAt <= subscription.since) return skip('before-subscription');
  if (now - raw.endedAt > expiresAfterMs) return skip('expired');
  if (!incident) return skip('filtered');
  const { filters } = subscription;
  if (raw.endedAt - raw.startedAt < (filters?.delayMs ?? 0)) return skip('too-short');
  if (isMuted(raw, subscription, raw.endedAt)) return skip('muted');
  if (filters?.quiet?.afterwards === 'forget' && isQuiet(incident, subscription, raw.endedAt)) {
    return skip('quiet-hours');
  }
  return { what: 'missed', incident };
}

function skipped(told: Told, { id, openedAt, revision }: Incident): Told {
  const { card: _, ...rest } = told;
  return { ...rest, incident: id, openedAt, revision, severity: 0, believes: 'up' };
}

/** It lasts, and people were last told before an hour, four or a day of it had passed. */
function remind(incident: Incident, row: Row, now: number): Need {
  const { told, subscription } = row;
  const inStep = { what: 'nothing', why: 'in-step' } as const;
  const isWanted = subscription.filters?.hasReminders ?? true;
  if (!isWanted || incident.endedAt !== undefined || told.believes === 'up') return inStep;
  const spokenAt = told.spokenAt ?? now;
  const times = reminders.map((ms) => incident.startedAt + ms).filter((at) => at > spokenAt);
  if (times.some((at) => at <= now)) {
    return permitted({ what: 'reminder', why: 'still', incident }, row, now);
  }
  const [wakeAt] = times;
  return wakeAt === undefined ? inStep : { ...inStep, wakeAt };
}

/** What the channel's filters make of news: now, later, or never. */
function permitted(news: News, row: Row, now: number): Need {
  const { subscription, told } = row;
  const { incident } = news;
  const { filters } = subscription;
  if (!filters) return news;
  if (isMuted(incident, subscription, now)) return muted(news, row);
  const lastsLongAt = incident.startedAt + (filters.delayMs ?? 0);
  if (news.what === 'outage' && now < lastsLongAt) {
    return { what: 'nothing', why: 'delay', wakeAt: lastsLongAt };
  }
  if (filters.quiet && isQuiet(incident, subscription, now)) {
    const wakeAt = endOf(filters.quiet.hours, subscription.timeZone, now);
    return shownMeanwhile(news, told) ?? { what: 'nothing', why: 'quiet-hours', wakeAt };
  }
  return news;
}

/** Held news still shows on the card, which notifies nobody. */
function shownMeanwhile({ what, incident }: News, told: Told): Need | undefined {
  const isNew = incident.id === told.incident && incident.revision > told.revision;
  if (!isNew || told.card === undefined || what === 'outage') return undefined;
  return { what: 'edit', incident };
}

/** Nothing is said, now or later; the card goes on showing what is. */
function muted({ what, incident }: News, { told, subscription }: Row): Need {
  const { mutedUntil } = subscription.filters ?? {};
  if (what === 'missed') return { what: 'skip', why: 'muted', told: skipped(told, incident) };
  if (what === 'outage' || what === 'reminder') {
    const silent = { what: 'nothing', why: 'muted' } as const;
    return mutedUntil === undefined ? silent : { ...silent, wakeAt: mutedUntil };
  }
  const believes = incident.endedAt === undefined ? 'down' : 'up';
  const worst = Math.max(told.severity, severity(incident.status));
  return { what: 'skip', why: 'muted', told: { ...told, believes, severity: worst } };
}

function isMuted(incident: Incident, { filters }: Subscription, at: number): boolean {
  return filters?.mutedIncident === incident.id || at < (filters?.mutedUntil ?? 0);
}

function isQuiet(incident: Incident, { filters, timeZone }: Subscription, at: number): boolean {
  const { quiet } = filters ?? {};
  if (!quiet || !isWithin(quiet.hours, timeZone, at)) return false;
  const limit = quiet.unless === undefined ? Number.POSITIVE_INFINITY : severity(quiet.unless);
  const shown = incident.endedAt === undefined ? incident.status : incident.worst;
  return severity(shown) < limit;
}
