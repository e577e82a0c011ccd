/** What each channel has chosen for itself: it holds for all its subscriptions, those to come too. */
import type { Channel, Filters, Room, Subscription } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';

export type Rooms = {
  /** Empty for a channel that has chosen nothing. */
  get(channel: Channel): Room;
  all(): Iterable<readonly [Channel, Room]>;
  /** Durable when it resolves, in the channel's subscriptions too. */
  set(channel: Channel, room: Room): Promise<void>;
  /** What a new subscription of the channel is like. */
  fitted(subscription: Subscription): Subscription;
};

export async function createRooms(
  table: Table<Room>,
  subscriptions: Subscriptions,
): Promise<Rooms> {
  const rooms = new Map<Channel, Room>();
  for await (const [channel, room] of table.entries()) rooms.set(channel, room);

  const get = (channel: Channel): Room => rooms.get(channel) ?? {};
  const fitted = (subscription: Subscription) => adapted(subscription, get(subscription.channel));

  return {
    get,
    all: () => rooms.entries(),
    fitted,
    async set(channel, room) {
      await table.set(channel, room);
      rooms.set(channel, room);
      await Promise.all(
        subscriptions
          .ofChannel(channel)
          .map(({ service }) => subscriptions.change(channel, service, fitted)),
      );
    },
  };
}

/** What a subscription has of its own stays: parts, severity, delay, whom to mention. */
function adapted(subscription: Subscription, room: Room): Subscription {
  const { filters: earlier = {} } = subscription;
  const { mode: _mode, hasReminders: _has, hasBusyAhead: _ahead, quiet: _quiet, ...own } = earlier;
  const { language, timeZone, digest: _digest, ...chosen } = room;
  const filters: Filters = { ...own, ...chosen };
  const { filters: _, ...rest } = subscription;
  return {
    ...rest,
    language: language ?? subscription.language,
    timeZone: timeZone ?? subscription.timeZone,
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
  };
}
