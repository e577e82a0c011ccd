/**
 * The decision to tell: what *is* against what was *told*, one step at a time, always with its reason.
 * Pure. Doing the step and deciding again until `nothing` brings a channel into step,
 * whatever happened meanwhile: a crash, a rate limit, hours without the network.
 *
 * Outages that belong together (one cause, or a storm of them) share one card in a channel: one
 * announcement opens it, services that fail later join it, and one announcement ends it.
 */
import { type Incident, severity } from '../model.ts';
import { needOf, type Row, type SkipReason, visible } from './need.ts';
import {
  type Announcement,
  delivered,
  type Sending,
  type Spoken,
  type Told,
  withoutSending,
} from './told.ts';

/** So many untold outages at once in one channel are one story. */
export const stormSize = 5;
/** An outage joins the card of a storm that began at most this long ago. */
const stormLastsMs = 10 * 60_000;
/** A day later people no longer read a card for news. */
const storyIsOldMs = 24 * 60 * 60_000;
/** How long the first message waits for services that are about to fail for the same reason. */
export const gatherMs = 5_000;
/** How long a recovery waits for the rest of its group before it is told alone. */
export const regroupMs = 15 * 60_000;

/** A row and the incident that a step speaks of. */
export type Member = { readonly row: Row; readonly incident: Incident };

export type Reason =
  | 'first'
  | 'coalesced'
  | 'escalated'
  | 'recovered'
  | 'reopened'
  | 'changed'
  | 'joined'
  | 'as-plain-text'
  | 'same-nonce'
  | 'once-more'
  | 'assumed-sent'
  | 'incident-gone'
  | 'still'
  | SkipReason;

export type Step =
  | {
      readonly do: 'nothing';
      readonly why:
        | 'in-step'
        | 'paused'
        | 'waits-for-group'
        | 'gathers'
        | 'delay'
        | 'quiet-hours'
        | 'muted'
        | 'filtered';
      readonly wakeAt?: number;
    }
  | {
      /** Says something that people notice: a card of its own, or a reply to the card. */
      readonly do: 'announce';
      readonly what: Announcement;
      readonly why: Reason;
      /** The first one is the row that was asked about. */
      readonly members: readonly Member[];
      /** Worth reading, not worth a sound. */
      readonly isQuiet?: true;
    }
  | { readonly do: 'edit'; readonly why: Reason; readonly members: readonly Member[] }
  | {
      /** A message may or may not have arrived: send the same again. */
      readonly do: 'repeat';
      readonly why: Reason;
      readonly sending: Sending;
      readonly members: readonly Member[];
    }
  | {
      /** Only the notes change: nothing is sent. */
      readonly do: 'note';
      readonly why: Reason;
      readonly notes: readonly { readonly row: Row; readonly told: Told }[];
    };

export type Situation = {
  readonly row: Row;
  /** The channel's other rows that are down, or that have something untold. */
  readonly others: readonly Row[];
  /** The channel cannot be written to, and is left alone until then. */
  readonly pausedUntil?: number;
  /** How long the network itself drops a repeat with the same nonce. */
  readonly repeatsAreSafeForMs: number;
  /** Are others about to fail for the same reason? */
  readonly isGathering?: ((incident: Incident) => boolean) | undefined;
  readonly now: number;
};

type Announce = Extract<Step, { do: 'announce' }>;

/** The next step for one row. */
export function decide(situation: Situation): Step {
  const { row, now } = situation;
  const { told } = row;
  if (now < (situation.pausedUntil ?? 0)) return { do: 'nothing', why: 'paused' };
  if (told.sending) return settle(row, told.sending, situation);
  const need = needOf(row, now);
  switch (need.what) {
    case 'nothing': {
      const { wakeAt, why } = need;
      return wakeAt === undefined ? { do: 'nothing', why } : { do: 'nothing', why, wakeAt };
    }
    case 'skip':
      return { do: 'note', why: need.why, notes: [{ row, told: need.told }] };
    case 'outage':
      return joinOrOpen({ row, incident: need.incident }, situation);
    case 'missed':
      return announce(
        'missed',
        'coalesced',
        pending('missed', { row, incident: need.incident }, situation),
      );
    case 'card':
      return announce(
        'card',
        'card-lost',
        pending('card', { row, incident: need.incident }, situation),
      );
    case 'recovery':
      return recover({ row, incident: need.incident }, situation);
    case 'edit':
      return edit({ row, incident: need.incident }, situation);
    case 'reminder':
      return announce('reminder', need.why, stillDown({ row, incident: need.incident }, situation));
    default:
      return announce(need.what, need.why, [{ row, incident: need.incident }]);
  }
}

/** Ends the doubt about a message that was on its way when we stopped knowing. */
function settle(row: Row, sending: Sending, situation: Situation): Step {
  const rows = [row, ...situation.others];
  const members = sending.members.flatMap((spoken) => memberOf(spoken, rows));
  if (members.length === 0) {
    return { do: 'note', why: 'incident-gone', notes: [{ row, told: withoutSending(row.told) }] };
  }
  const repeat = { do: 'repeat', sending, members } as const;
  // Refused in its first form, it has certainly not arrived in this one.
  if (sending.attempts < 1) return { ...repeat, why: 'as-plain-text' };
  // A clock that was set back makes nothing safe that is not.
  if (Math.max(0, situation.now - sending.at) < situation.repeatsAreSafeForMs) {
    return { ...repeat, why: 'same-nonce' };
  }
  // A missed outage notice is worse than a doubled one, but twice is enough.
  const isWorthRepeating = !isMinor(sending.what);
  if (isWorthRepeating && sending.attempts < 2) return { ...repeat, why: 'once-more' };
  return { do: 'note', why: 'assumed-sent', notes: notesOf(sending, rows, undefined) };
}

/** The card shows the same, or will. */
function isMinor(what: Announcement): boolean {
  return what === 'escalation' || what === 'card' || what === 'reminder';
}

function memberOf(spoken: Spoken, rows: readonly Row[]): readonly Member[] {
  const row = rows.find(({ subscription }) => subscription.service === spoken.service);
  const incident = row && visible(row).find(({ id }) => id === spoken.incident);
  return row && incident ? [{ row, incident }] : [];
}

/** What to note of every member once an announcement arrived, or must be taken as arrived. */
export function notesOf(
  sending: Sending,
  rows: readonly Row[],
  messageId: string | undefined,
): readonly { readonly row: Row; readonly told: Told }[] {
  return sending.members.flatMap((spoken) => {
    const row = rows.find(({ subscription }) => subscription.service === spoken.service);
    const facts = { messageId, at: sending.at };
    return row ? [{ row, told: delivered(row.told, sending.what, spoken, facts) }] : [];
  });
}

/** A new outage: part of a story that this channel is reading already, or a story of its own. */
function joinOrOpen(member: Member, situation: Situation): Step {
  const card = cardToJoin(member, situation);
  const wakeAt = member.incident.openedAt + gatherMs;
  const mayWait = card === undefined && situation.now < wakeAt;
  if (mayWait && situation.isGathering?.(member.incident)) {
    return { do: 'nothing', why: 'gathers', wakeAt };
  }
  const members = pending('outage', member, situation);
  if (card === undefined) return announce('outage', 'first', members);
  return {
    do: 'note',
    why: 'joined',
    notes: members.map(({ row, incident }) => {
      const facts = { messageId: card, at: situation.now };
      const told = delivered(row.told, 'outage', spokenOf(incident), facts);
      // Revision 0: the card does not show it yet, so an edit follows.
      return { row, told: { ...told, revision: 0 } };
    }),
  };
}

/** In plain mode nothing is edited, so there is nothing to join. */
function cardToJoin({ row, incident }: Member, situation: Situation): string | undefined {
  if (row.subscription.filters?.mode === 'plain') return undefined;
  const { others, now } = situation;
  const down = others.filter(({ told }) => told.believes === 'down' && told.card !== undefined);
  const mate = down.find((row) => groupOf(currentOf(row)) === groupOf(incident));
  if (mate) return mate.told.card;
  return down.find(
    ({ told }) =>
      now - told.openedAt <= stormLastsMs &&
      down.filter((other) => other.told.card === told.card).length >= stormSize,
  )?.told.card;
}

/** The rows whose untold outages belong into the same announcement; all of them in a storm. */
function pending(
  what: 'outage' | 'missed' | 'card',
  member: Member,
  { others, now }: Situation,
): readonly Member[] {
  const waiting = others.flatMap((row): readonly Member[] => {
    const need = needOf(row, now);
    return need.what === what ? [{ row, incident: need.incident }] : [];
  });
  if (waiting.length + 1 >= stormSize) return [member, ...waiting];
  const group = groupOf(member.incident);
  return [member, ...waiting.filter(({ incident }) => groupOf(incident) === group)];
}

/** The end of the story when all of it is over, or when the rest takes too long. */
function recover(member: Member, situation: Situation): Step {
  const { now } = situation;
  const mates = sharing(member, situation);
  const over = mates.filter(
    // Revision 0: the card never showed it, so it is told as missed.
    ({ row: { told }, incident }) =>
      isOver(incident) && told.believes === 'down' && told.revision > 0,
  );
  const firstEnd = Math.min(...over.map(({ incident }) => incident.endedAt ?? now));
  const isWaiting = mates.some(({ incident }) => !isOver(incident));
  if (!isWaiting || now - firstEnd >= regroupMs) {
    const members = [member, ...over.filter((one) => one !== member)];
    const told = announce('recovery', 'recovered', members);
    return isMinorPart(mates, now) ? { ...told, isQuiet: true } : told;
  }
  if (member.incident.revision > member.row.told.revision) return edit(member, situation);
  return { do: 'nothing', why: 'waits-for-group', wakeAt: firstEnd + regroupMs };
}

/** Most of a story still lasts: what is back of it is said quietly, unless the story is old by now. */
function isMinorPart(mates: readonly Member[], now: number): boolean {
  const lasting = mates.filter(({ incident }) => !isOver(incident)).length;
  const startedAt = Math.min(...mates.map(({ incident }) => incident.openedAt));
  return lasting * 2 >= mates.length && now - startedAt < storyIsOldMs;
}

function edit(member: Member, situation: Situation): Step {
  return { do: 'edit', why: 'changed', members: sharing(member, situation) };
}

/** The rows that share the member's card, itself first. */
export function sharing(member: Member, { others }: Pick<Situation, 'others'>): readonly Member[] {
  const { card } = member.row.told;
  if (card === undefined) return [member];
  const mates = others.flatMap((row): readonly Member[] => {
    const incident = currentOf(row);
    return row.told.card === card && incident ? [{ row, incident }] : [];
  });
  return [member, ...mates];
}

/** One reminder is enough for all that share a card. */
function stillDown(member: Member, situation: Situation): readonly Member[] {
  return sharing(member, situation).filter(
    // Revision 0: the card does not show it yet.
    ({ row: { told }, incident }) =>
      !isOver(incident) && told.believes === 'down' && told.revision > 0,
  );
}

function currentOf(row: Row): Incident | undefined {
  return visible(row).find(({ id }) => id === row.told.incident);
}

function groupOf(incident: Incident | undefined): string | undefined {
  return incident?.group ?? incident?.id;
}

function isOver({ endedAt }: Incident): boolean {
  return endedAt !== undefined;
}

function announce(what: Announcement, why: Reason, members: readonly Member[]): Announce {
  return { do: 'announce', what, why, members };
}

export function spokenOf({ service, id, openedAt, revision, status }: Incident): Spoken {
  return { service, incident: id, openedAt, revision, severity: severity(status) };
}
