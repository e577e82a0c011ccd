/** One life of the bot in a story over the wire: the real telling and the real clients, until it dies. */
import type { Log } from '../../src/log.ts';
import type { Subscription } from '../../src/model.ts';
import { type Ears, PlatformRefused } from '../../src/platforms/platform.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling, type Telling } from '../../src/telling/telling.ts';
import type { Clock } from '../../src/time/clock.ts';
import type { Chat } from './chat.ts';
import { type DoubtKeeper, doubting } from './doubts.ts';
import { mortal, mortalClock } from './mortal.ts';
import type { Outages } from './outages.ts';
import type { createQuestions } from './questions.ts';
import { commands } from './questions.ts';
import { createMortalStore, type MortalStore } from './store.ts';
import { words } from './words.ts';

export type Life = { readonly telling: Telling; readonly store: MortalStore; end(): void };

export type LifeParts = {
  readonly base: Store;
  readonly durable: Map<string, unknown>;
  readonly clock: Clock;
  readonly chats: readonly Chat[];
  readonly outages: Outages;
  readonly doubts: DoubtKeeper;
  readonly questions: ReturnType<typeof createQuestions>;
  /** What telling says. */
  readonly log: Log;
  /** What the client of a network says. */
  readonly overhear: (chat: Chat, ...said: Parameters<Log>) => void;
  readonly onDeath: () => void;
  /** A network does not let the bot start. */
  readonly onRefused: (chat: Chat, reason: string) => void;
  /** Nobody foresaw this. */
  readonly onSurprise: (text: string) => void;
  /** What ends with it takes a while. */
  readonly ends: Promise<unknown>[];
};

export async function beginLife(parts: LifeParts): Promise<Life> {
  const { base, chats, outages } = parts;
  let isAlive = true;
  const store = createMortalStore(base, parts.durable, () => {
    if (isAlive) parts.onDeath();
  });
  const clock = mortalClock(parts.clock, () => isAlive);
  const platforms = chats.map((chat) =>
    chat.platform(clock, (...said) => parts.overhear(chat, ...said)),
  );
  const subscriptions = await createSubscriptions(base.table<Subscription>('subs'), () => {});
  const alive = platforms.map((one) => mortal(one, () => isAlive));
  const telling = await createTelling({
    platforms: new Map(alive.map((one) => [one.name, doubting(one, parts.doubts.doubt)])),
    ...{ store, subscriptions, clock, incidentsOf: outages.of, ...words },
    log: (...said) => {
      if (isAlive) parts.log(...said);
    },
  });

  /** The dead hear nothing, and answer nobody. */
  function earsOf(chat: Chat): Ears {
    const never = new Promise<never>(() => {});
    async function hear(text: string) {
      if (!isAlive) return never;
      const isAway = () => chat.proxy.isAway || chat.isMute();
      const answer = await parts.questions.hear(text, isAway);
      return isAlive ? answer : never;
    }
    return {
      commands,
      answer: ({ line, options }) => hear(line ?? JSON.stringify(options)),
      async complete(_ask, _option, typed) {
        await hear(typed);
        return [{ name: typed, value: typed }];
      },
      noticeChannel(channel, change) {
        if (isAlive && change === 'back') void telling.resume(channel);
      },
    };
  }

  for (const [n, chat] of chats.entries()) {
    platforms[n]?.start(earsOf(chat)).catch((error) => {
      if (!(error instanceof PlatformRefused)) parts.onSurprise(String(error));
      else if (isAlive) parts.onRefused(chat, error.message);
    });
  }
  telling.wakeAll();
  return {
    ...{ telling, store },
    end() {
      isAlive = false;
      store.kill();
      // What waits for an answer of a dead store waits for ever.
      void telling.stop();
      parts.ends.push(...platforms.map((one) => one.stop()));
    },
  };
}
