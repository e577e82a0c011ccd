/**
 * How many calls a network takes: the generic cell rate algorithm (ITU-T I.371). Pure. A budget is one
 * number, the instant at which it is whole again, so that a hundred thousand of them cost nothing.
 */
import type { Pace } from '../platforms/platform.ts';

/** When the next call may be made. */
export function earliest(wholeAt: number, pace: Pace | undefined): number {
  return pace ? wholeAt - pace.leewayMs : 0;
}

/** The budget after a call at `now`. */
export function spent(wholeAt: number, pace: Pace | undefined, now: number): number {
  return pace ? Math.max(wholeAt, now) + pace.everyMs : 0;
}
