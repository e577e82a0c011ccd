/** One message in a channel, as a picture needs to know it. */
import type { types } from '@slack/bolt';
import type { Message } from '../../src/message.ts';

export type Post = {
  readonly at: number;
  readonly message: Message;
  /** What a person typed to get it. */
  readonly asked?: string;
  /** Only the asker reads it. */
  readonly isPrivate?: boolean;
  /** The card that it answers. */
  readonly replyTo?: Message;
  readonly isEdited?: boolean;
  /** Its chart as a picture, as an address that holds all of it. */
  readonly picture?: string;
};

/** Some posts that belong together, or a form over a channel. */
export type Scene = {
  readonly id: string;
  readonly name: string;
  readonly posts: readonly Post[];
  readonly form?: types.ModalView;
};

export type Network = 'slack' | 'discord';
