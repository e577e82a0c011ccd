/** The contract of a chat network: it delivers messages to channels and hands over what people ask. */
import type { Message } from '../message.ts';
import type { Channel, Health, Mention } from '../model.ts';

/** One use of a command, in the words of no platform. */
export type Ask = {
  /** What was typed, without the platform's own prefix: `status whatsapp`. */
  readonly line?: string;
  /** Or, where the platform has typed options, the command's name and its options. */
  readonly command?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly channel: Channel;
  /** The Slack workspace or Discord server, where the channel does not say. */
  readonly workspace?: string;
  /** `id` is the platform's; `mention` is how the platform writes the person in a message. */
  readonly person: { readonly id: string; readonly name: string };
  /** May this person change what the channel hears? */
  readonly mayManage: boolean;
  /** Who may, where the operator has narrowed it; else whoever the platform usually lets. */
  readonly managers?: 'admins';
  /** What stands before a command's name where it was asked: `/tocsin ` on Slack; `/` when absent. */
  readonly prefix?: string;
  /** BCP 47 tag of the person, where the platform knows it. */
  readonly language?: string;
  readonly timeZone?: string;
  /** Whom the words name: `typed` as it stands in the line or in the options. */
  readonly mentions?: readonly { readonly typed: string; readonly mention: Mention }[];
};

/**
 * What we answer, and whether only the asker or the whole channel reads it. `form` names a command that
 * was asked for without saying what: where people can fill in a form, its form may take the answer's place.
 */
export type Answer = {
  readonly message: Message;
  readonly isPrivate: boolean;
  readonly form?: { readonly command: string; readonly language: string };
};

export type Choice = { readonly name: string; readonly value: string };

/** An option of a command as a platform registers it. Text comes translated from the language files. */
export type OptionShape = {
  readonly name: string;
  readonly description: Readonly<Record<string, string>>;
  readonly isRequired: boolean;
  /** Completed while typing. */
  readonly isCompleted: boolean;
  /** Given or not; a platform with typed options offers yes and no and sends any value for yes. */
  readonly isFlag?: boolean;
  /** In a form several can be chosen; they are sent as one text with commas between them. */
  readonly isSeveral?: boolean;
  /** Names a person or a group. */
  readonly isMention?: boolean;
};

/** The words around a form, per language tag. */
export type FormShape = {
  readonly title: Readonly<Record<string, string>>;
  readonly send: Readonly<Record<string, string>>;
  readonly cancel: Readonly<Record<string, string>>;
};

/** A command as a platform registers it; `description` per language tag, English always there. */
export type CommandShape = {
  readonly name: string;
  readonly description: Readonly<Record<string, string>>;
  readonly options: readonly OptionShape[];
  /** Answers go to the asker alone. */
  readonly isPrivate: boolean;
  /** Changes what a channel hears, so the platform asks for its own permission first. */
  readonly isManaging: boolean;
  /** Its options make a form. */
  readonly form?: FormShape;
};

/** What a platform needs from the rest of the bot. None of these ever throws. */
export type Ears = {
  readonly commands: readonly CommandShape[];
  answer(ask: Ask): Promise<Answer>;
  complete(ask: Ask, option: string, typed: string): Promise<readonly Choice[]>;
  /** A channel is gone, is back, or was renamed. */
  noticeChannel(channel: Channel, change: 'gone' | 'back'): void;
  /** The bot was thrown out of a workspace, for good. `channels` are those that its name does not say. */
  noticeRemoval?(workspace: string, channels: readonly Channel[]): void;
};

/** How a message is to be delivered. */
export type Delivery = {
  /** At most 25 characters; the same for every repeat of the same message. */
  readonly nonce: string;
  /** Should people's devices notify? An update is quiet. */
  readonly isQuiet: boolean;
  /** The card this message belongs to: a thread on Slack, a reply on Discord. */
  readonly replyTo?: string;
  /** The only one whom a message may notify by name. */
  readonly mention?: Mention;
};

/**
 * What became of a delivery.
 * ok: `id` names the message · wait: not sent, not before `retryAt`; with `isEverywhere` this holds
 * for the whole workspace, not for the channel alone ·
 * unsure: it may or may not have been sent · gone: this channel cannot be written to ·
 * missing: the message to edit is not there · malformed: the network refuses our form of it ·
 * refused: the whole platform refuses us (token, workspace).
 */
export type Sent =
  | { readonly result: 'ok'; readonly id: string }
  | {
      readonly result: 'wait';
      readonly retryAt: number;
      readonly reason: string;
      readonly isEverywhere?: boolean;
    }
  | {
      readonly result: 'unsure' | 'gone' | 'missing' | 'malformed' | 'refused';
      readonly reason: string;
    };

/** One call each `everyMs`; a late one may be made up for by being up to `leewayMs` early. */
export type Pace = { readonly everyMs: number; readonly leewayMs: number };

/** Never more `calls` than that in any `ms`, as the network counts them. */
export type Window = { readonly calls: number; readonly ms: number };

/**
 * What the network takes, per workspace: all calls, posts alone, edits alone; and posts per channel.
 * A workspace is what stands before the slash in a channel, or the whole network where there is none.
 */
export type Limits = {
  readonly calls?: Pace;
  readonly window?: Window;
  readonly posts?: Pace;
  readonly edits?: Pace;
  readonly channelPosts?: Pace;
};

export type Platform = {
  /** The part of a channel before the colon. */
  readonly name: string;
  /** Does the network itself drop a repeat with the same nonce, and for how long? */
  readonly repeatsAreSafeForMs: number;
  /** Absent: as many as we like. */
  readonly limits?: Limits;
  /** Connects and begins to listen. Rejects with a `PlatformRefused` when the settings cannot work. */
  start(ears: Ears): Promise<void>;
  /** Stops listening, ends what is under way; resolves within 3 s. */
  stop(): Promise<void>;
  post(channel: Channel, message: Message, delivery: Delivery): Promise<Sent>;
  edit(channel: Channel, id: string, message: Message): Promise<Sent>;
  /**
   * Would a post to this channel be answered now? Asks the way a post would go for something that the
   * network must refuse in its own words (an empty message), so that nothing is posted. Gates the
   * repeat of a message whose fate is unsure.
   */
  isAnswering(channel: Channel): Promise<boolean>;
  /** Where a person can be written to alone; undefined where that cannot be. Never rejects. */
  personal?(channel: Channel, person: string): Promise<Channel | undefined>;
  health(): Health;
};

/** The network refuses these settings (a bad token, a missing scope); the text says what would be right. */
export class PlatformRefused extends Error {
  override readonly name = 'PlatformRefused';
}
