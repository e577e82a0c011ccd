/**
 * Feels our own pulse: an event loop that lags, a machine that slept and a clock that was set spoil
 * what was seen meanwhile. A look that was cut short by our own pause proves nothing.
 */
import type { Clock } from '../time/clock.ts';

const beatMs = 5_000;
/** Less than the shortest deadline of a look in doubt, so that no such deadline passes unnoticed. */
const lagLimitMs = 4_000;
const jumpLimitMs = 5_000;
/** Connections are made anew, names are looked up anew; a wireless network needs a moment. */
const graceMs = 10_000;

/** A time in which we did not see, by the clock on the wall. */
export type Pause = {
  readonly from: number;
  readonly until: number;
  readonly why: 'stall' | 'clock';
};

export type PulseParts = {
  readonly clock: Clock;
  /** Hears of each pause once; one with `from` after `until` is a clock that was set back. */
  readonly onPause: (pause: Pause) => void;
};

export type Pulse = {
  /** Why what was seen during the last `ms` is no evidence; undefined when we were awake. */
  troubleWithin(ms: number): Pause['why'] | undefined;
  stop(): void;
};

export function createPulse({ clock, onPause }: PulseParts): Pulse {
  const { now, elapsed, after } = clock;
  let beat = { wall: now(), elapsed: elapsed() };
  let trouble: { readonly why: Pause['why']; readonly at: number } | undefined;
  let callOff = after(beatMs, strike);

  function strike(): void {
    feel();
    beat = { wall: now(), elapsed: elapsed() };
    callOff = after(beatMs, strike);
  }

  /** Also asked between two beats: after a stall a look may be judged before the next beat comes. */
  function feel(): void {
    const next = { wall: now(), elapsed: elapsed() };
    const passedMs = next.elapsed - beat.elapsed;
    const jumpMs = next.wall - beat.wall - passedMs;
    const isStalled = passedMs - beatMs > lagLimitMs;
    const isSet = Math.abs(jumpMs) > jumpLimitMs;
    if (!isStalled && !isSet) return;
    const why = isSet ? 'clock' : 'stall';
    onPause({ from: beat.wall, until: next.wall, why });
    trouble = { why, at: next.elapsed };
    beat = next;
  }

  return {
    troubleWithin(ms) {
      feel();
      return trouble && elapsed() - ms - graceMs <= trouble.at ? trouble.why : undefined;
    },
    stop: () => callOff(),
  };
}
