/**
 * When slow is bad enough to be called degraded: for three quarters of an hour in a row it takes clearly
 * longer than usual, and people feel it (p95 over a second and over three times the usual) or looks fail.
 * Pure.
 */
import type { Quarter } from './quarter.ts';

export const quartersNeeded = 3;
const clearlyTimes = 1.5;
const feltTimes = 3;
const feltMs = 1_000;

/** A quarter of an hour beside the median of its hour of the week, as it was known before. */
export type Compared = Quarter & { readonly usual?: number };

/**
 * `quarters` are the newest ones of a series, oldest first. Answers since when it is degraded; undefined
 * when it is not, or when nobody knows the usual.
 */
export function degradedSince(quarters: readonly Compared[]): number | undefined {
  const newest = quarters.slice(-quartersNeeded);
  // What lasts soon looks usual; the lowest was known before it began.
  const usualMs = Math.min(...newest.map(({ usual }) => usual ?? Number.POSITIVE_INFINITY));
  if (newest.length < quartersNeeded) return undefined;
  const isHeld = newest.every(({ median }) => median > clearlyTimes * usualMs);
  const isFelt = newest.every(({ p95 }) => p95 > feltTimes * usualMs && p95 > feltMs);
  const hasErrors = newest.some(({ failed }) => failed > 0);
  return isHeld && (isFelt || hasErrors) ? newest[0]?.at : undefined;
}
