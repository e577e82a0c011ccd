/**
 * Never more calls in a second than a network takes, as the network counts them: by arrival. A call that
 * was slow on its way arrived late, so whoever follows a second after it was sent comes too early. How
 * late it can have been is known from its answer: as much as that was slower than the fastest one.
 */
import type { Window } from '../platforms/platform.ts';

/** Waiting longer for an answer than this would make one slow call the pace of all. */
const lateAtMostMs = 500;
/** Who arrives after exactly one second may be counted within it: the fractions of two clocks differ. */
const marginMs = 1;
/** The fastest way may have become a slower one: forgotten by this much with each call, so by less than the margin in 200. */
const forgottenMs = 0.005;

/** `tookMs` is absent until it was answered. */
export type Call = { readonly at: number; tookMs?: number };

export type Calls = {
  /** When the next call may be made. */
  mayAt(): number;
  begin(now: number): Call;
  /** The call was answered; when it was not made after all, its place is free again. */
  end(call: Call, now: number, isMade: boolean): void;
};

/** Remembers the last calls, at most as many as fit into `window`; without one there is no limit. */
export function createCalls(window: Window | undefined): Calls {
  const last: Call[] = [];
  /** Known long before it is needed. */
  let fastestMs = Number.POSITIVE_INFINITY;

  return {
    mayAt() {
      const oldest = last[0];
      if (!window || !oldest || last.length < window.calls) return 0;
      const lateMs = (oldest.tookMs ?? Number.POSITIVE_INFINITY) - fastestMs;
      return oldest.at + window.ms + marginMs + Math.min(Math.max(lateMs, 0), lateAtMostMs);
    },
    begin(now) {
      const call: Call = { at: now };
      if (window) last.push(call);
      if (window && last.length > window.calls) last.shift();
      return call;
    },
    end(call, now, isMade) {
      if (!isMade) {
        if (last.includes(call)) last.splice(last.indexOf(call), 1);
        return;
      }
      call.tookMs = now - call.at;
      fastestMs = Math.min(call.tookMs, fastestMs + forgottenMs);
    },
  };
}
