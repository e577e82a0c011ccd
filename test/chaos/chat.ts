/**
 * A chat network as the stories over the wire see it: our stand-in behind a faulty proxy, the real client before
 * it, and what people read, kept by the proxy. Times that people see are those of the story's fast clock.
 */
import type { Log } from '../../src/log.ts';
import type { Channel } from '../../src/model.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { type Clock, createClock } from '../../src/time/clock.ts';
import { titleIn } from './judge.ts';
import type { Happening } from './network.ts';
import type { Patience } from './patience.ts';
import type { FaultyWay, WireFault } from './proxy.ts';
import type { Asked, Asking } from './questions.ts';

/** Time in a story runs so much faster than the machine's. */
export const speed = 40;
/** From the first byte of a call to the last of its answer. */
export const callLimitMs = 400;

/** The clock of a story that began at this moment of the machine: the same one in every process. */
export function clockSince(beganAt: number): Clock {
  const clock = createClock(speed);
  const aheadMs = (Date.now() - beganAt) * (speed - 1);
  return { ...clock, now: () => clock.now() + aheadMs };
}

export type Chat = {
  readonly name: 'discord' | 'slack';
  readonly channels: readonly Channel[];
  readonly proxy: FaultyWay;
  readonly patience: Patience;
  readonly happenings: Happening[];
  /** The real client, as a process that has just started makes it. */
  platform(clock: Clock, log: Log): Platform;
  /** What another process needs to be told to make it. */
  readonly environment: Readonly<Record<string, string>>;
  fault(dice: Dice): WireFault;
  /** How an answer to a person is lost. */
  answerFault(dice: Dice): WireFault;
  /** Something happens to the connection over which people ask. */
  trouble(dice: Dice): void;
  /** Something befalls the bot's place there that lasts until `relieve`; the answer is its name. */
  burden(dice: Dice): string;
  relieve(): void;
  /** Which kinds of questions can be asked now. */
  kinds(): readonly Asking['kind'][];
  /** And which of them always, when nothing is wrong. */
  readonly plainKinds: readonly Asking['kind'][];
  ask(asking: Asking): Asked;
  /** Questions that were answered more than once, or too late. */
  wrongAnswers(): readonly string[];
  /** How often the network has refused a request (401, 403, 429), for which it shuts out whoever does not stop. */
  refusals(): number;
  /** What is said to people now arrives nowhere. */
  isMute(): boolean;
  setGone(channel: Channel, isGone: boolean): void;
  close(): Promise<void>;
};

export type ChatParts = {
  readonly clock: Clock;
  /** Slack calls the bot, in place of a socket that the bot keeps open. */
  readonly isCalled?: boolean;
  /** The bot is another process. */
  readonly isOutside?: boolean;
  /** A request that answers a person met a fault. */
  readonly onAnswerLost?: (chat: string, path: string, body: string) => void;
  /** The network has refused the bot itself. */
  readonly onRefused?: (chat: string) => void;
};

/** The bot is dead: nothing that is under way comes back, and only what it noted of pauses is known. */
export function bury(
  { name, proxy, patience }: Chat,
  { durable, now }: { readonly durable: ReadonlyMap<string, unknown>; readonly now: number },
): void {
  proxy.cut();
  patience.forget((channel, isEverywhere) => {
    const workspace = name === 'discord' ? name : channel.slice(0, channel.indexOf('/'));
    const place = isEverywhere ? `${workspace} post` : channel;
    return Number(durable.get(`holds|${place}`) ?? 0) > now;
  });
}

/** What people read; an edit has no nonce. */
export function happening(
  at: number,
  channel: Channel,
  { text, nonce }: { readonly text: string; readonly nonce: string },
): Happening {
  const title = titleIn(text);
  const post = { id: '', channel, nonce, at, isQuiet: false, wasRead: [], isDeleted: false };
  return { at, post, title, isEdit: nonce === '' };
}

/** One of the list. */
export function pick<T>(dice: Dice, list: readonly T[]): T {
  return list[Math.floor(dice.next() * list.length)] as T;
}

/** What can happen to a call to any network; `busy` is how this one says "too many", `refused` how "not so". */
export function anyFault(dice: Dice, busy: WireFault, refused: WireFault): WireFault {
  const isDone = dice.next() < 0.5;
  return pick<WireFault>(dice, [
    busy,
    busy,
    { kind: 'cut', isDone },
    { kind: 'frozen', isDone },
    { kind: 'half', isFrozen: isDone },
    { kind: 'error', status: pick(dice, [500, 502, 503, 504]), isDone },
    { kind: 'page', isDone },
    { kind: 'slow', ms: Math.floor(dice.next() * callLimitMs * 1.5) },
    refused,
  ]);
}

/** What can happen to an answer that the bot can make up for. */
export function anyAnswerFault(dice: Dice, busy: WireFault): WireFault {
  const isDone = dice.next() < 0.5;
  return pick<WireFault>(dice, [
    busy,
    { kind: 'cut', isDone },
    { kind: 'half', isFrozen: false },
    { kind: 'error', status: pick(dice, [500, 502, 503, 504]), isDone },
    { kind: 'slow', ms: Math.floor(dice.next() * 300) },
  ]);
}
