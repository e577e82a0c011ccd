/** What a message is to say, before it has words. */
import type { Incident, Subscription } from '../model.ts';
import type { Member } from './decision.ts';
import type { Announcement } from './told.ts';

/** What a message is to say: `members` are the outages it speaks of, the first one asked for it. */
export type Speech = {
  /** `edit` asks for the card as it should look now. */
  readonly what: Announcement | 'edit';
  readonly subscription: Subscription;
  readonly incidents: readonly Incident[];
};

export function speech(what: Speech['what'], members: readonly Member[]): Speech {
  const [first] = members;
  if (!first) throw new Error('A message speaks of something.');
  const incidents = members.map(({ incident }) => incident);
  return { what, subscription: first.row.subscription, incidents };
}
