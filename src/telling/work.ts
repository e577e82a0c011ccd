/** The contract between a lane and what is done in it. */
import type { Channel } from '../model.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Kind } from './turns.ts';

/**
 * What came of one piece of work. again: there may be more to do for it at once · called: the same,
 * after the network was called and answered · done · wants: the network has to be called, so come
 * back when it is our turn · waitUntil: the lane rests, and longer with each failure in a row; when
 * `isDoubtful`, nothing goes out before the network answers again; when `isEverywhere`, the whole
 * workspace rests.
 */
export type Outcome = 'again' | 'called' | 'done' | Want | Rest;

export type Rest = {
  readonly waitUntil: number;
  readonly isDoubtful?: boolean;
  readonly isEverywhere?: boolean;
  /** Our own: nothing is known about the network. */
  readonly isFault?: boolean;
};

export type Want = {
  readonly wants: Kind;
  /** Which channel goes first. */
  readonly urgency: number;
  /** When it happened: within a channel the oldest goes first. */
  readonly at: number;
};

/**
 * Does the next step for `key`. Calls the network at most once, and only when given such a turn. What it
 * knows without waiting is no promise: of the looks of one message only one has to wait.
 */
export type Work = (
  place: Place,
  key: string,
  turn: Kind | undefined,
) => Outcome | Promise<Outcome>;

export type Place = { readonly channel: Channel; readonly platform: Platform };
