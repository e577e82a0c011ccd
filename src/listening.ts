/** Who hears of everything that is watched without having asked: the terminal, and other tools through webhooks. */
import type { Known } from './catalogue/known.ts';
import type { Config } from './config.ts';
import type { Subscription } from './model.ts';
import { terminalChannel } from './platforms/console.ts';
import { hookChannels } from './platforms/webhook.ts';
import { forgetListeners, listenTo } from './telling/listeners.ts';
import type { Subscriptions } from './telling/subscriptions.ts';

/** Who subscribed what webhooks hear. */
const listener = 'webhook';

/** Follows along with others: nothing is watched for its sake. */
export function isListening({ by }: Subscription): boolean {
  return by === listener;
}

export type ListeningParts = {
  readonly config: Config;
  readonly known: Known;
  readonly subscriptions: Subscriptions;
  readonly hasTerminal: boolean;
  readonly now: () => number;
};

export type Listening = {
  /** Makes them follow what is watched now, and no more. Durable when it resolves. */
  follow(): Promise<void>;
  /** Other tools hear of what people follow, and no more; who sits at the terminal says so there. */
  followPeople(): Promise<void>;
  /** All that anybody follows, and all that is watched anyway. */
  readonly wanted: readonly string[];
};

export function createListening(parts: ListeningParts): Listening {
  const { config, known, subscriptions, now } = parts;
  const { language, timeZone } = config;
  const facts = () => ({ language, timeZone, since: now() });
  let last = Promise.resolve();

  function wanted(isMeant: (one: Subscription) => boolean = () => true): readonly string[] {
    const followed = [...subscriptions.all()].filter(isMeant);
    return [...new Set([...known.always, ...followed.map(({ service }) => service)])];
  }

  async function followInTerminal(): Promise<void> {
    const mine = { ...facts(), channel: terminalChannel, by: 'terminal' };
    for (const service of wanted()) {
      const isNew = subscriptions.get(terminalChannel, service) === undefined;
      if (isNew) await subscriptions.add({ ...mine, service });
    }
  }

  /** Without a terminal to talk to, nothing is watched for its sake. */
  async function forgetTerminal(): Promise<void> {
    for (const { service } of subscriptions.ofChannel(terminalChannel)) {
      await subscriptions.remove(terminalChannel, service);
    }
  }

  /** What is watched for the sake of others; what was added from chat belongs to its workspace. */
  async function followInWebhooks(): Promise<void> {
    const hooks = (config.webhooks?.hooks ?? []).map(({ name }) => hookChannels(name));
    await forgetListeners(subscriptions, 'webhook:', hooks);
    const services = wanted((one) => !isListening(one)).filter((id) => !known.own.get(id));
    for (const channels of hooks) {
      await listenTo(subscriptions, services, { ...facts(), by: listener, channels });
    }
  }

  /** One after the other: what one has begun to follow the next must see. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    last = last.then(task, task);
    return last;
  }

  async function followAll(): Promise<void> {
    await (parts.hasTerminal ? followInTerminal() : forgetTerminal());
    await followInWebhooks();
  }

  return {
    follow: () => inTurn(followAll),
    followPeople: () => (config.webhooks ? inTurn(followInWebhooks) : last),
    get wanted() {
      return wanted();
    },
  };
}
