/** A time of blindness, and how it is told. Pure. */
import type { Notice } from '../model.ts';

/**
 * network, names: canaries do not answer · crowd: too many fail at once · stall: we were too slow ·
 * clock: the machine slept or its clock was set · store: we could not remember.
 */
export type Why = 'network' | 'names' | 'crowd' | 'stall' | 'clock' | 'store';

/** A time of blindness; it lasts while `until` is absent. */
export type Period = {
  readonly from: number;
  readonly until?: number;
  readonly why: Why;
  /** Whose looks were lost, at most fifty; empty when it was everybody. */
  readonly services: readonly string[];
};

const announcedForMs = 86_400_000;

const reasons: Readonly<Record<Why, string>> = {
  network: 'our own network does not reach places that never sleep',
  names: 'our resolver does not answer',
  crowd: 'too many unrelated services fail at once',
  stall: 'this process was too slow to see',
  clock: 'the machine slept or its clock was set',
  store: 'the store fails',
};

/** What people read of it afterwards. */
export function noticeOf({ from, until = from, why, services }: Period, at: number): Notice {
  return {
    id: `blind:${from}`,
    kind: 'blind',
    ...(services.length > 0 && { services }),
    at,
    expiresAt: at + announcedForMs,
    facts: { from, until, why },
  };
}

/** In words for an operator. */
export function reasonOf({ from, why }: Period): string {
  return `Blind since ${new Date(from).toISOString()} (${reasons[why]}).`;
}
