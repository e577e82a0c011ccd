/** Readers who hear of everything that is watched, as webhooks do: what they follow is kept in step with that. */
import type { Channel, Subscription } from '../model.ts';
import { type Subscriptions, subscriptionsPerChannel } from './subscriptions.ts';

export type Listener = Pick<Subscription, 'language' | 'timeZone' | 'since' | 'by'> & {
  /** What all its channels begin with; a number follows, as one channel follows only so much. */
  readonly channels: string;
};

/** Makes it follow exactly these services. Durable when it resolves; what is followed already stays as it is. */
export async function listenTo(
  subscriptions: Subscriptions,
  services: readonly string[],
  { channels, ...facts }: Listener,
): Promise<void> {
  const wanted = new Set(services);
  for (const { channel, service } of followedIn(subscriptions, channels)) {
    if (!wanted.delete(service)) await subscriptions.remove(channel, service);
  }
  let page = 1;
  for (const service of wanted) {
    const isFull = () =>
      subscriptions.ofChannel(`${channels}${page}`).length >= subscriptionsPerChannel;
    while (isFull()) page += 1;
    await subscriptions.add({ ...facts, channel: `${channels}${page}`, service });
  }
}

/** What is left of listeners that are no more: channels that begin so, but with none of these. */
export async function forgetListeners(
  subscriptions: Subscriptions,
  beginning: string,
  present: readonly string[],
): Promise<void> {
  const isGone = (channel: Channel) => !present.some((one) => channel.startsWith(one));
  for (const { channel, service } of followedIn(subscriptions, beginning)) {
    if (isGone(channel)) await subscriptions.remove(channel, service);
  }
}

function followedIn(subscriptions: Subscriptions, beginning: string): readonly Subscription[] {
  return [...subscriptions.all()].filter(({ channel }) => channel.startsWith(beginning));
}
