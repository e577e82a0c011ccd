/** What detection remembers about one check: plain JSON, at most 4 kB, stored and restored as it is. */
import type { Cause } from '../model.ts';

/**
 * How likely each hidden state of a target is; the four add up to one.
 * glitch: a short disturbance on the way that ends by itself · partial: a share of the looks fails.
 */
export type Belief = {
  readonly up: number;
  readonly glitch: number;
  readonly partial: number;
  readonly down: number;
};

/** What this check's own past teaches about its noise; old experience fades. */
export type Habits = {
  readonly looks: number;
  /** Failures that stood alone. */
  readonly singles: number;
  /** Short disturbances on the way, how many and how long in all. */
  readonly glitches: number;
  readonly glitchMs: number;
  readonly watchedMs: number;
  /** How long a working look usually takes. */
  readonly usualMs: number;
};

/** Looks of one kind in a row. */
export type Row = { readonly since: number; readonly looks: number };

/** From a first failure until it is settled. */
export type Doubt = {
  readonly belief: Belief;
  /** The first failure. */
  readonly since: number;
  readonly looks: number;
  readonly failures: number;
  readonly lastFailureAt: number;
  /** The failures in a row that end with the newest look. */
  readonly failing?: Row;
  /** The successes in a row that end with the newest look. */
  readonly working?: Row;
  /** Answers of any quality since a target that was down first answered again. */
  readonly answering?: Row;
  readonly hasSoft: boolean;
  readonly hasHard: boolean;
  readonly hasLight: boolean;
  /** What the habits will learn when this turns out to have been noise. */
  readonly singles: number;
  readonly glitches: number;
  readonly glitchMs: number;
};

/**
 * A decaying count of recent trouble. `counted` is how much the present doubt has added, `isTipped`
 * that this has made the check unstable.
 */
export type Unrest = {
  readonly since: number;
  readonly at: number;
  readonly weight: number;
  readonly counted: number;
  readonly isTipped?: true;
};

export type CheckState = {
  /** The last confirmed status, and when it happened. */
  readonly status: 'operational' | 'degraded' | 'down' | 'unknown';
  readonly since: number;
  /** The instant of the newest reading that was taken in. */
  readonly seenAt: number;
  /** The instant of the newest reading that was evidence. */
  readonly countedAt?: number;
  readonly lastFailureAt?: number;
  /** Why the newest failure failed. */
  readonly cause?: Cause;
  readonly doubt?: Doubt;
  /** Looks in a row that say nothing about the far end. */
  readonly unseen?: Row & { readonly cause: Cause };
  readonly unrest?: Unrest;
  /** Present while the check goes up and down too often to be told each time. */
  readonly unstableSince?: number;
  /** Until then we look more often, though nothing is in doubt. */
  readonly watchfulUntil?: number;
  readonly habits: Habits;
};
