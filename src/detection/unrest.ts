/**
 * Going up and down too often. Each outage adds one, each shorter row of failures a little less,
 * and half of it is forgotten every half hour.
 */
import type { Unrest } from './state.ts';

export const SHORT_TROUBLE = 0.75;
export const OUTAGE = 1;
const HALF_LIFE_MS = 1_800_000;
/** Two outages within 22 minutes, or three short troubles within about half an hour. */
const UNSTABLE_WEIGHT = 1.6;
const STABLE_AFTER_MS = 1_200_000;
/** Trouble that is all but forgotten is not where the present unrest began. */
const FORGOTTEN_WEIGHT = 0.5;

/** Trouble of some worth, begun at `since`; the same doubt is counted once, at its highest worth. */
export function noteTrouble(
  unrest: Unrest | undefined,
  trouble: { readonly at: number; readonly since: number; readonly worth: number },
): Unrest {
  const counted = unrest?.counted ?? 0;
  if (unrest && trouble.worth <= counted) return unrest;
  const before = unrest ? faded(unrest, trouble.at) : 0;
  const isNew = !unrest || (before < FORGOTTEN_WEIGHT && counted === 0);
  return {
    since: isNew ? trouble.since : unrest.since,
    at: trouble.at,
    weight: before + trouble.worth - counted,
    counted: trouble.worth,
  };
}

/** The doubt is over, and what it added stays. */
export function settle({ isTipped, ...unrest }: Unrest): Unrest {
  return { ...unrest, counted: 0 };
}

/** The doubt proved nothing: without what it added; undefined when that was all. */
export function takeBack(unrest: Unrest): Unrest | undefined {
  const weight = unrest.weight - unrest.counted;
  return weight > 0 ? { ...settle(unrest), weight } : undefined;
}

function faded(unrest: Unrest, at: number): number {
  return unrest.weight * 2 ** (-Math.max(0, at - unrest.at) / HALF_LIFE_MS);
}

export function isRestless(unrest: Unrest): boolean {
  return unrest.weight >= UNSTABLE_WEIGHT;
}

export function isStableAgain(lastFailureAt: number, at: number): boolean {
  return at - lastFailureAt >= STABLE_AFTER_MS;
}
