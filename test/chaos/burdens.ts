/**
 * What lasts in a story over the wire until it is mended: a network refuses the bot, or one of its servers is down.
 * A bot that is refused at its start is started again by whoever runs it, once that is mended.
 */
import type { Dice } from '../../src/simulation/random.ts';
import type { Chat } from './chat.ts';

export type Burdens = {
  /** It begins, or ends. */
  weigh(chat: Chat): void;
  relieve(chat: Chat): void;
  /** The network did not let the bot start. False when there was no reason for that. */
  isExplained(chat: Chat): boolean;
  /** How many there have been. */
  count(): number;
};

export type BurdensParts = {
  readonly dice: Dice;
  readonly say: (text: string) => void;
  readonly restart: () => void;
};

export function createBurdens({ dice, say, restart }: BurdensParts): Burdens {
  /** By what is borne. */
  const present = new Map<Chat, string>();
  const past = new Set<Chat>();
  /** Whoever keeps the bot out. */
  const closed = new Set<Chat>();
  let count = 0;

  function relieve(chat: Chat): void {
    const borne = present.get(chat);
    if (!present.delete(chat)) return;
    say(`${chat.name} is relieved`);
    chat.relieve();
    if (isClosing(borne)) past.add(chat);
    if (closed.delete(chat)) restart();
  }

  return {
    relieve,
    weigh(chat) {
      if (present.has(chat)) return relieve(chat);
      const borne = chat.burden(dice);
      present.set(chat, borne);
      count += 1;
      say(`${chat.name} bears ${borne}`);
    },
    isExplained(chat) {
      if (isClosing(present.get(chat))) closed.add(chat);
      // Said before it was mended, heard after it.
      else if (past.has(chat)) restart();
      return closed.has(chat) || past.has(chat);
    },
    count: () => count,
  };
}

/** Is it a reason not to let the bot start? */
function isClosing(borne: string | undefined): boolean {
  return borne === 'revoked' || borne === 'removal';
}
