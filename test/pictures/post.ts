/** One message in a channel, as a picture needs to know it. */
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
};

/** Some posts that belong together. */
export type Scene = { readonly id: string; readonly name: string; readonly posts: readonly Post[] };

export type Network = 'slack' | 'discord';
