/**
 * Trouble in the stories of deaths that lasts for a while, whoever dies and is born meanwhile: a network is away, or
 * a channel is gone. It ends by itself.
 */
import type { Channel } from '../../src/model.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { type Chat, pick } from './chat.ts';

/** Of the lives of a network, how many see one. */
const share = 0.4;
/** Of the machine's time: as long as half a life. */
const beginsWithinMs = 400;
const [shortestMs, longestMs] = [50, 800];

export type Spells = {
  /** The dice decide for each network whether one begins. */
  cast(dice: Dice): void;
  isGone(channel: Channel): boolean;
  /** Resolves when none is left. */
  over(): Promise<void>;
  count(): number;
};

export type SpellsParts = {
  readonly chats: readonly Chat[];
  readonly say: (text: string) => void;
  /** As the network tells a bot that listens. */
  readonly onBack: (channel: Channel) => void;
};

export function createSpells({ chats, say, onBack }: SpellsParts): Spells {
  const present = new Map<Chat, Promise<void>>();
  const gone = new Set<Channel>();
  let count = 0;

  /** What begins, and how it ends. */
  function away({ name, proxy }: Chat): () => void {
    say(`${name} is away`);
    proxy.isAway = true;
    return () => {
      say(`${name} is there again`);
      proxy.isAway = false;
    };
  }

  function vanish(chat: Chat): () => void {
    const [channel = ''] = chat.channels;
    say(`${channel} is gone`);
    gone.add(channel);
    chat.setGone(channel, true);
    return () => {
      say(`${channel} is back`);
      gone.delete(channel);
      chat.setGone(channel, false);
      onBack(channel);
    };
  }

  async function last(chat: Chat, dice: Dice): Promise<void> {
    const begin = pick(dice, [away, vanish]);
    const [inMs, forMs] = [dice.next() * beginsWithinMs, dice.next() * (longestMs - shortestMs)];
    await pause(inMs);
    const end = begin(chat);
    await pause(shortestMs + forMs);
    end();
    present.delete(chat);
  }

  return {
    cast(dice) {
      for (const chat of chats) {
        if (dice.next() >= share || present.has(chat)) continue;
        count += 1;
        present.set(chat, last(chat, dice));
      }
    },
    isGone: (channel) => gone.has(channel),
    async over() {
      while (present.size > 0) await Promise.all(present.values());
    },
    count: () => count,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
