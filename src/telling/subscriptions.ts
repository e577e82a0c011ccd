/** Who wants to hear of what: kept in memory for every question, in the store for every restart. */
import type { Channel, Subscription } from '../model.ts';
import type { Table } from '../store/store.ts';
import { toldKey } from './told.ts';

export const subscriptionsPerChannel = 50;

export type Subscriptions = {
  all(): Iterable<Subscription>;
  ofChannel(channel: Channel): readonly Subscription[];
  ofService(service: string): readonly Subscription[];
  get(channel: Channel, service: string): Subscription | undefined;
  /** Durable when it resolves. A second one for the same channel and service replaces the first. */
  add(subscription: Subscription): Promise<'done' | 'full'>;
  /** What `edit` makes of it, durable when it resolves; undefined when there is none. */
  change(
    channel: Channel,
    service: string,
    edit: (known: Subscription) => Subscription,
  ): Promise<Subscription | undefined>;
  /** False when there was none. */
  remove(channel: Channel, service: string): Promise<boolean>;
};

/**
 * Loads all subscriptions. `onChange` is called after a service gained its first one, and after it lost its last one or
 * the last of somebody who asked for it: nothing is watched for the sake of who only listens along.
 */
export async function createSubscriptions(
  table: Table<Subscription>,
  onChange: (service: string) => void,
  isListening: (subscription: Subscription) => boolean = () => false,
): Promise<Subscriptions> {
  const byChannel = new Map<string, Map<string, Subscription>>();
  const byService = new Map<string, Map<string, Subscription>>();

  function remember(subscription: Subscription): void {
    const { channel, service } = subscription;
    shelf(byChannel, channel).set(service, subscription);
    shelf(byService, service).set(channel, subscription);
  }

  function forget({ channel, service }: Subscription): void {
    byChannel.get(channel)?.delete(service);
    byService.get(service)?.delete(channel);
  }

  function get(channel: Channel, service: string): Subscription | undefined {
    return byChannel.get(channel)?.get(service);
  }

  function* all(): Iterable<Subscription> {
    for (const services of byChannel.values()) yield* services.values();
  }

  for await (const [, subscription] of table.entries()) remember(subscription);

  return {
    all,
    ofChannel: (channel) => [...(byChannel.get(channel)?.values() ?? [])],
    ofService: (service) => [...(byService.get(service)?.values() ?? [])],
    get,
    async add(subscription) {
      const { channel, service } = subscription;
      const known = byChannel.get(channel);
      if (!known?.has(service) && (known?.size ?? 0) >= subscriptionsPerChannel) return 'full';
      await table.set(toldKey(channel, service), subscription);
      remember(subscription);
      if (byService.get(service)?.size === 1) onChange(service);
      return 'done';
    },
    async change(channel, service, edit) {
      const known = get(channel, service);
      if (!known) return undefined;
      const changed = { ...edit(known), channel, service };
      await table.set(toldKey(channel, service), changed);
      // It may have been removed meanwhile, and then stays so.
      if (get(channel, service) !== known) return undefined;
      remember(changed);
      return changed;
    },
    async remove(channel, service) {
      const known = get(channel, service);
      if (!known) return false;
      await table.delete(toldKey(channel, service));
      forget(known);
      const isLast = byService.get(service)?.size === 0;
      if (isLast || (!isListening(known) && !isAskedFor(service))) onChange(service);
      return true;
    },
  };

  function isAskedFor(service: string): boolean {
    for (const one of byService.get(service)?.values() ?? []) if (!isListening(one)) return true;
    return false;
  }
}

function shelf<T>(shelves: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = shelves.get(key);
  if (known) return known;
  const made = new Map<string, T>();
  shelves.set(key, made);
  return made;
}
