/**
 * Many unrelated services that begin to fail at once: what they have in common is our way to them.
 * It is only a suspicion. A provider behind half the web looks the same, so when it lasts while
 * something else does answer us, the failures are believed.
 */
import { type Failure, isMassFailure } from '../detection/network.ts';

/** What fails within a minute fails at once. */
const windowMs = 60_000;
/** Long enough for a router to come back, short enough for a great outage to be told in time. */
const doubtedForMs = 3 * 60_000;
/** A crowd that has been believed is over when nothing has joined it for so long. */
const overAfterMs = 5 * 60_000;

export type Crowd = {
  /** A service failed at a network, at a monotonic instant. Is it one of too many to be true? */
  isDoubtful(failure: Failure, services: number): boolean;
  /** Something answered us. */
  noteAnswer(at: number): void;
};

export function createCrowd(): Crowd {
  /** The newest failure of each service in the last minute. */
  const failures = new Map<string, Failure>();
  let begunAt: number | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  let answeredAt = Number.NEGATIVE_INFINITY;

  return {
    isDoubtful(failure, services) {
      const { at } = failure;
      failures.delete(failure.check);
      failures.set(failure.check, failure);
      // The oldest stand first.
      for (const [service, one] of failures) {
        if (at - one.at <= windowMs) break;
        failures.delete(service);
      }
      if (at - lastAt > overAfterMs) begunAt = undefined;
      if (!isMassFailure(failures, services)) return false;
      begunAt ??= at;
      lastAt = at;
      return at - begunAt < doubtedForMs || at - answeredAt > windowMs;
    },
    noteAnswer(at) {
      answeredAt = at;
    },
  };
}
