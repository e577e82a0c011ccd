/** What a channel follows, and what it has chosen for itself. */
import type { Desk, Followed } from '../../../commands/command.ts';
import type { TrailStep } from '../../telling/trail.ts';
import type { DeskParts } from '../desk.ts';

type Parts = Pick<DeskParts, 'rooms' | 'subscriptions' | 'telling' | 'onRoom'>;

type FollowingDesk = Pick<
  Desk,
  | 'room'
  | 'settle'
  | 'change'
  | 'post'
  | 'followed'
  | 'subscribe'
  | 'unsubscribe'
  | 'unsubscribeAll'
>;

export function createFollowing({ rooms, subscriptions, telling, onRoom }: Parts): FollowingDesk {
  return {
    room: rooms.get,
    post: telling.say,
    async settle(channel, room) {
      await rooms.set(channel, room);
      await onRoom?.(channel);
      for (const { service } of subscriptions.ofChannel(channel)) telling.wake(channel, service);
    },
    async change(channel, service, edit) {
      const changed = await subscriptions.change(channel, service, (known) => ({
        ...known,
        filters: edit(known.filters ?? {}),
      }));
      if (changed) telling.wake(channel, service);
      return changed !== undefined;
    },
    followed(channel) {
      const traces = telling.tracesOf(channel);
      return subscriptions.ofChannel(channel).map((subscription) => {
        const { service } = subscription;
        const deliveredAt = telling.deliveredAt(channel, service);
        const missed = traces.flatMap(missedIn(service)).at(-1);
        return {
          ...{ subscription, health: telling.health(channel) },
          ...(deliveredAt === undefined ? {} : { deliveredAt }),
          ...(missed ? { missed } : {}),
        };
      });
    },
    async subscribe(subscription, confirmation) {
      const { channel, service } = subscription;
      if (subscriptions.get(channel, service)) return { result: 'already' };
      const fitted = rooms.fitted(subscription);
      if ((await subscriptions.add(fitted)) === 'full') return { result: 'full' };
      const sent = await telling.say(channel, confirmation);
      if (sent.result === 'ok' || sent.result === 'unsure') {
        telling.wake(channel, service);
        return { result: 'done' };
      }
      await subscriptions.remove(channel, service);
      return { result: 'undeliverable', reason: sent.reason };
    },
    async unsubscribe(channel, service, farewell) {
      const isEnded = await subscriptions.remove(channel, service);
      if (isEnded) {
        telling.wake(channel, service);
        await telling.say(channel, farewell);
      }
      return isEnded;
    },
    async unsubscribeAll(channel, farewell) {
      const all = subscriptions.ofChannel(channel);
      await Promise.all(all.map(({ service }) => subscriptions.remove(channel, service)));
      await telling.say(channel, farewell);
    },
  };
}

type Missed = NonNullable<Followed['missed']>;

function missedIn(service: string): (step: TrailStep) => readonly Missed[] {
  return ({ of, at, why }) =>
    of === service && (why === 'expired' || why === 'assumed-sent') ? [{ at, why }] : [];
}
