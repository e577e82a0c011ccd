/** What one channel has been told about one service: the other half of every decision to tell. */
import type { Channel, Incident } from '../model.ts';

/** The kinds of message that people notice. */
export type Announcement =
  | 'outage'
  | 'escalation'
  | 'recovery'
  | 'again'
  | 'missed'
  | 'card'
  | 'reminder';

/** An incident as one announcement speaks of it. */
export type Spoken = {
  readonly service: string;
  readonly incident: string;
  readonly openedAt: number;
  readonly revision: number;
  readonly severity: number;
};

/** A message on its way: stored before the call, so that a crash leaves a trace of the doubt. */
export type Sending = {
  readonly what: Announcement;
  /** What it speaks of; more than one where outages belong together. Never empty. */
  readonly members: readonly Spoken[];
  readonly nonce: string;
  readonly at: number;
  readonly attempts: number;
  /** Worth reading, not worth a sound. */
  readonly isQuiet?: true;
  /** The network refused our form of it, so this time only the plain sentence goes. */
  readonly isPlain?: boolean;
};

export type Told = {
  /** The incident last spoken of, and when it was opened (later ones are still untold). */
  readonly incident?: string;
  readonly openedAt: number;
  /** What people believe now. */
  readonly believes: 'up' | 'down';
  /** The most severe status that was announced of this incident. */
  readonly severity: number;
  /** The revision that the card shows. */
  readonly revision: number;
  /** The message that is the card; absent when it was deleted or its id is not known. Told together, services share it. */
  readonly card?: string;
  readonly sending?: Sending;
  /** When an announcement was last made, which is what reminders count from. */
  readonly spokenAt?: number;
  /** The last successful delivery. */
  readonly deliveredAt?: number;
  /** What was done about this service and why: one line for each trace, oldest first. Written with every note, read when somebody asks. */
  readonly trail?: string;
};

/** One step: `what` was done, in one word, and `why`. */
export type Trace = { readonly at: number; readonly what: string; readonly why: string };

/** The story of one outage, and the one before. */
const tracesPerService = 8;

/** The note with one more step in its trail. */
export function traced(told: Told, { at, what, why }: Trace): Told {
  const line = `${at} ${what} ${why}`;
  if (told.trail === undefined) return { ...told, trail: line };
  return { ...told, trail: `${newestLines(told.trail, tracesPerService - 1)}\n${line}` };
}

function newestLines(text: string, count: number): string {
  let start = text.length;
  for (let left = count; left > 0 && start > 0; left--) start = text.lastIndexOf('\n', start - 1);
  return text.slice(start + 1);
}

/** Oldest first. */
export function tracesIn({ trail }: Told): readonly Trace[] {
  const lines = trail?.split('\n') ?? [];
  return lines.map((line) => {
    const [at, what = '', ...why] = line.split(' ');
    return { at: Number(at), what, why: why.join(' ') };
  });
}

export const nothingTold: Told = { openedAt: 0, believes: 'up', severity: 0, revision: 0 };

/** The key of a subscription and of what it was told. Ids of services have no bar. */
export function toldKey(channel: Channel, service: string): string {
  return `${channel}|${service}`;
}

/** What a service's channel has been told once an announcement of it, made at `at`, arrived as `messageId`. */
export function delivered(
  told: Told,
  what: Announcement,
  spoken: Spoken,
  { messageId, at }: { readonly messageId: string | undefined; readonly at: number },
): Told {
  const { sending: _, card: oldCard, ...rest } = told;
  // It says nothing new: an escalation that is still untold stays so.
  if (what === 'reminder') return { ...withoutSending(told), spokenAt: at };
  const isNew = spoken.incident !== told.incident;
  const isCard = isNew || what === 'card' || oldCard === undefined;
  const card = isCard ? messageId : oldCard;
  return {
    ...rest,
    incident: spoken.incident,
    openedAt: spoken.openedAt,
    believes: what === 'recovery' || what === 'missed' ? 'up' : 'down',
    severity:
      what === 'again' || isNew ? spoken.severity : Math.max(spoken.severity, told.severity),
    revision: isCard ? spoken.revision : told.revision,
    spokenAt: at,
    ...(card === undefined ? {} : { card }),
  };
}

/** The note after an edit arrived. */
export function edited(told: Told, revision: number): Told {
  return { ...told, revision };
}

/** The note after the card was found deleted: while the incident lasts a new one takes its place. */
export function cardLost(told: Told): Told {
  const { card: _, ...rest } = told;
  return rest;
}

/** The note after an attempt that certainly failed: an earlier one of the same message may still have arrived. */
export function failed(told: Told, sending: Sending): Told {
  const { attempts } = sending;
  if (attempts <= 1) return withoutSending(told);
  return { ...told, sending: { ...sending, attempts: attempts - 1 } };
}

/** The note when nothing more is to be said of an incident, whatever was said: its card stays as it is. */
export function settled(told: Told, { id, openedAt, revision }: Incident): Told {
  const { card: _card, sending: _sending, ...rest } = told;
  return { ...rest, incident: id, openedAt, revision, severity: 0, believes: 'up' };
}

export function withoutSending(told: Told): Told {
  const { sending: _, ...rest } = told;
  return rest;
}
