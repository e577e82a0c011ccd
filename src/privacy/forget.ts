/** Forgets a workspace while the bot runs: nobody there hears anything any more, and nothing is kept. */
import type { Rooms } from '../asking/rooms.ts';
import type { OwnServices } from '../catalogue/own.ts';
import type { History } from '../history/history.ts';
import type { Log } from '../log.ts';
import type { Channel } from '../model.ts';
import type { Store } from '../store/store.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';
import type { Telling } from '../telling/telling.ts';
import type { Places } from './places.ts';
import { type Forgotten, forgetRows, whoseRows } from './rows.ts';

export type ForgetParts = {
  readonly store: Pick<Store, 'table'>;
  readonly subscriptions: Subscriptions;
  readonly own: OwnServices;
  readonly rooms: Pick<Rooms, 'set'>;
  readonly places: Places;
  readonly telling: Pick<Telling, 'wake'>;
  readonly history: Pick<History, 'forget'>;
  readonly warnings?: { forget(service: string): Promise<void> };
  /** A service has gone. */
  readonly followUp: (service: string) => Promise<void>;
  readonly log: Log;
};

/** Resolves when it is durable; rejects when the store fails. `channels` are those that its name does not say. */
export type Forget = (workspace: string, channels?: readonly Channel[]) => Promise<Forgotten>;

export function createForget(parts: ForgetParts): Forget {
  const { store, subscriptions, own, rooms, places, telling, history, warnings, log } = parts;

  async function leave(channel: Channel): Promise<void> {
    for (const { service } of subscriptions.ofChannel(channel)) {
      await subscriptions.remove(channel, service);
      telling.wake(channel, service);
    }
    await rooms.set(channel, {});
  }

  async function dropService(workspace: string, id: string): Promise<void> {
    for (const { channel } of subscriptions.ofService(id)) await subscriptions.remove(channel, id);
    await history.forget(id);
    await warnings?.forget(id);
    await own.remove(workspace, id);
    await parts.followUp(id);
  }

  return async (workspace, channels = []) => {
    // Before anything goes, as it is found out by what is there.
    const whose = await whoseRows(store, [workspace, ...channels]);
    const known = [...subscriptions.all()].map(({ channel }) => channel);
    const theirs = new Set([...channels, ...known.filter(whose.isTheirs)]);
    for (const channel of theirs) await leave(channel);
    for (const { id } of own.of(workspace)) await dropService(workspace, id);
    // Walking through all of the past takes minutes; that of their services is gone already.
    const rows = await forgetRows(store, whose, ['history']);
    places.forget([...theirs, ...places.of(workspace)]);
    log('info', 'forgotten', { workspace, channels: theirs.size, rows });
    return rows;
  };
}
