/**
 * The decision to tell: what *is* against what was *told*, one step at a time, always with its reason.
 * Pure. Doing the step and deciding again until `nothing` brings a channel into step,
 * whatever happened meanwhile: a crash, a rate limit, hours without the network.
 */
import { type Incident, type Subscription, severity } from '../model.ts';
import { type Announcement, nothingTold, type Sending, type Told } from './told.ts';

/** An outage that nobody was told of and that ended this long ago is history, not news. */
export const expiresAfterMs = 24 * 60 * 60_000;

export type Step =
  | { readonly do: 'nothing'; readonly why: 'in-step' | 'paused'; readonly wakeAt?: number }
  | {
      /** Says something that people notice: a card of its own, or a reply to the card. */
      readonly do: 'announce';
      readonly what: Announcement;
      readonly why: 'first' | 'coalesced' | 'escalated' | 'recovered' | 'reopened' | 'card-lost';
      readonly incident: Incident;
    }
  | { readonly do: 'edit'; readonly why: 'changed'; readonly incident: Incident }
  | {
      /** A message may or may not have arrived: send the same again. */
      readonly do: 'repeat';
      readonly why: 'same-nonce' | 'once-more';
      readonly sending: Sending;
      readonly incident: Incident;
    }
  | {
      /** Only the note changes: nothing is sent. */
      readonly do: 'note';
      readonly why: 'before-subscription' | 'expired' | 'assumed-sent' | 'incident-gone';
      readonly told: Told;
    };

export type Situation = {
  /** The service's incidents, oldest first. */
  readonly incidents: readonly Incident[];
  readonly told: Told | undefined;
  readonly subscription: Subscription;
  /** How long the network itself drops a repeat with the same nonce. */
  readonly repeatsAreSafeForMs: number;
  readonly now: number;
};

/** The next step for one subscription. */
export function decide(situation: Situation): Step {
  const told = situation.told ?? nothingTold;
  if (told.problem && situation.now < told.problem.retryAt) {
    return { do: 'nothing', why: 'paused', wakeAt: told.problem.retryAt };
  }
  if (told.sending) return settle(told, told.sending, situation);
  const current = situation.incidents.find((incident) => incident.id === told.incident);
  return (current && catchUp(current, told)) ?? next(told, situation);
}

/** Ends the doubt about a message that was on its way when we stopped knowing. */
function settle(told: Told, sending: Sending, situation: Situation): Step {
  const incident = situation.incidents.find((one) => one.id === sending.incident);
  if (!incident) return { do: 'note', why: 'incident-gone', told: withoutSending(told) };
  if (situation.now - sending.at < situation.repeatsAreSafeForMs) {
    return { do: 'repeat', why: 'same-nonce', sending, incident };
  }
  // A missed outage notice is worse than a doubled one, but twice is enough.
  if (isWorthRepeating(sending.what) && sending.attempts < 2) {
    return { do: 'repeat', why: 'once-more', sending, incident };
  }
  return { do: 'note', why: 'assumed-sent', told: delivered(told, sending, undefined) };
}

function isWorthRepeating(what: Announcement): boolean {
  return what !== 'escalation' && what !== 'card';
}

/** Brings the incident that people were told of up to date. */
function catchUp(incident: Incident, told: Told): Step | undefined {
  const isOpen = incident.endedAt === undefined;
  if (told.believes === 'down' && !isOpen) return announce('recovery', 'recovered', incident);
  if (told.believes === 'up' && isOpen) {
    return told.severity === 0
      ? announce('outage', 'first', incident)
      : announce('again', 'reopened', incident);
  }
  if (isOpen && severity(incident.status) > told.severity) {
    return announce('escalation', 'escalated', incident);
  }
  if (incident.revision <= told.revision) return undefined;
  if (told.card !== undefined) return { do: 'edit', why: 'changed', incident };
  if (isOpen) return announce('card', 'card-lost', incident);
  return { do: 'note', why: 'assumed-sent', told: { ...told, revision: incident.revision } };
}

/** The oldest incident that was not spoken of yet. */
function next(told: Told, { incidents, subscription, now }: Situation): Step {
  const incident = incidents.find((one) => one.openedAt > told.openedAt);
  if (!incident) return { do: 'nothing', why: 'in-step' };
  if (incident.endedAt === undefined) return announce('outage', 'first', incident);
  if (incident.endedAt <= subscription.since) return skip('before-subscription', told, incident);
  if (now - incident.endedAt > expiresAfterMs) return skip('expired', told, incident);
  return announce('missed', 'coalesced', incident);
}

type Announce = Extract<Step, { do: 'announce' }>;

function announce(what: Announcement, why: Announce['why'], incident: Incident): Announce {
  return { do: 'announce', what, why, incident };
}

function skip(why: 'before-subscription' | 'expired', told: Told, incident: Incident): Step {
  const { card: _, ...rest } = told;
  const { id, openedAt, revision } = incident;
  const skipped = {
    ...rest,
    incident: id,
    openedAt,
    revision,
    severity: 0,
    believes: 'up' as const,
  };
  return { do: 'note', why, told: skipped };
}

/** What a channel has been told once an announcement arrived as `card` or as a reply to it. */
export function delivered(told: Told, sending: Sending, messageId: string | undefined): Told {
  const { problem: _, ...rest } = withoutSending(told);
  const { incident, openedAt, what } = sending;
  const isNew = incident !== told.incident;
  const isCard = isNew || what === 'card' || told.card === undefined;
  const { card: oldCard, ...bare } = rest;
  const card = isCard ? messageId : oldCard;
  return {
    ...bare,
    incident,
    openedAt,
    believes: what === 'recovery' || what === 'missed' ? 'up' : 'down',
    severity:
      what === 'again' || isNew ? sending.severity : Math.max(sending.severity, told.severity),
    revision: isCard ? sending.revision : told.revision,
    ...(card === undefined ? {} : { card }),
  };
}

/** The note after an edit arrived. */
export function edited(told: Told, revision: number): Told {
  const { problem: _, ...rest } = told;
  return { ...rest, revision };
}

/** The note after the card was found deleted: while the incident lasts a new one takes its place. */
export function cardLost(told: Told): Told {
  const { card: _, ...rest } = told;
  return rest;
}

export function withoutSending(told: Told): Told {
  const { sending: _, ...rest } = told;
  return rest;
}

export function withoutProblem(told: Told): Told {
  const { problem: _, ...rest } = told;
  return rest;
}
