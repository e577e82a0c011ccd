/** Senders that are broken on purpose: whoever judges the stories must see it. */
import type { Message } from '../../src/message.ts';
import type { Delivery, Platform, Sent } from '../../src/platforms/platform.ts';
import type { Store } from '../../src/store/store.ts';
import type { Told } from '../../src/telling/told.ts';
import type { Flaw } from './story.ts';

/** One post in so many goes wrong. */
const everyNth = 8;

type Post = (network: Platform, ...given: [string, Message, Delivery]) => Promise<Sent>;

function withPost(broken: Post): Flaw {
  let count = 0;
  return {
    platform: (network) => ({
      ...network,
      post: (...given) => {
        count += 1;
        return count % everyNth === 0 ? broken(network, ...given) : network.post(...given);
      },
    }),
  };
}

export const losing = withPost(async () => ({ result: 'ok', id: 'm0' }));

export const doubling = withPost(async (network, channel, message, delivery) => {
  await network.post(channel, message, delivery);
  return network.post(channel, message, { ...delivery, nonce: `${delivery.nonce}-again` });
});

export const repeating = withPost(async (network, channel, message, delivery) => {
  await network.post(channel, message, delivery);
  return network.post(channel, message, delivery);
});

/** A message is kept back until the channel's next one is there. */
export function reordering(): Flaw {
  const kept = new Map<string, [Message, Delivery]>();
  let count = 0;
  return {
    platform: (network) => ({
      ...network,
      async post(channel, message, delivery) {
        count += 1;
        if (count % everyNth === 0 && !kept.has(channel)) {
          kept.set(channel, [message, delivery]);
          return { result: 'ok', id: 'm0' };
        }
        const sent = await network.post(channel, message, delivery);
        const late = kept.get(channel);
        kept.delete(channel);
        if (late) await network.post(channel, ...late);
        return sent;
      },
    }),
  };
}

export const stale: Flaw = {
  platform(network) {
    const last = new Map<string, Message>();
    return {
      ...network,
      /** Each card shows what it should have shown one change ago. */
      edit(channel, id, message) {
        const shown = last.get(id) ?? message;
        last.set(id, message);
        return network.edit(channel, id, shown);
      },
    };
  },
};

export const impatient: Flaw = {
  platform: (network) => ({
    ...network,
    async post(...given) {
      const sent = await network.post(...given);
      return sent.result === 'wait' ? { ...sent, retryAt: sent.retryAt - 2_000 } : sent;
    },
  }),
};

/** What is about to be sent is not stored before the call. */
export const forgetful: Flaw = {
  store: (store: Pick<Store, 'table'>) => ({
    table(name) {
      const table = store.table<never>(name);
      if (name !== 'told') return table;
      const set = (key: string, told: Told) =>
        told.sending ? Promise.resolve() : table.set(key, told as never);
      return { ...table, set } as never;
    },
  }),
};
