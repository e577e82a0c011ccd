/** How an announcement is sent: its nonce, as a reply or not, loud or quiet, naming whom. Pure. */
import type { Mention, Subscription } from '../model.ts';
import type { Delivery } from '../platforms/platform.ts';
import { type Step, spokenOf } from './decision.ts';
import { isWithin } from './hours.ts';
import type { Row } from './need.ts';
import { nonceOf } from './nonce.ts';
import type { Announcement, Sending } from './told.ts';

/** How an announcement goes out: as a reply when it is about the card, and loud unless it is no news. */
export function deliveryOf(sending: Sending, row: Row, now: number): Delivery {
  const { subscription, told } = row;
  const { what, nonce } = sending;
  const isReply =
    what !== 'card' && subscription.filters?.mode !== 'plain' && isAbout(row, sending);
  const isQuiet = sending.isQuiet === true || what === 'card' || what === 'reminder';
  const mention = isQuiet ? undefined : mentionFor(what, subscription, now);
  return {
    nonce,
    isQuiet,
    ...(isReply && told.card !== undefined ? { replyTo: told.card } : {}),
    ...(mention ? { mention } : {}),
  };
}

/** Whom the channel wants to be named with this news, now. */
function mentionFor(
  what: Announcement,
  { filters, timeZone }: Subscription,
  now: number,
): Mention | undefined {
  const { mention } = filters ?? {};
  if (!mention) return undefined;
  const { who, id, on, hours } = mention;
  const news = what === 'recovery' || what === 'missed' ? 'recovery' : 'outage';
  if (!on.includes(news) || (hours && !isWithin(hours, timeZone, now))) return undefined;
  return { who, id };
}

function isAbout({ told }: Row, { members }: Sending): boolean {
  return members.some(({ incident }) => incident === told.incident);
}

export function newSending(
  { what, members, isQuiet }: Extract<Step, { do: 'announce' }>,
  { subscription: { channel }, told }: Row,
  at: number,
): Sending {
  const spoken = members.map(({ incident }) => spokenOf(incident));
  const facts = spoken.flatMap(({ incident, revision }) => [incident, revision]);
  // One revision may be spoken of more than once: reminders, and parts that come and go.
  const nonce = nonceOf([channel, what, told.spokenAt ?? 0, ...facts]);
  const quiet = isQuiet ? { isQuiet } : {};
  return { what, members: spoken, nonce, at, attempts: 1, ...quiet };
}

/**
 * The same message as one sentence; a nonce of its own, so that it is not taken for the refused one. The
 * refused attempt has certainly not arrived.
 */
export function plainSending(sending: Sending): Sending {
  const nonce = nonceOf([sending.nonce, 'plain']);
  return { ...sending, isPlain: true, nonce, attempts: sending.attempts - 1 };
}
