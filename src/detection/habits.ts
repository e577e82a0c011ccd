/** What a check's own past teaches: how often a look is lost, how often and how long the way is disturbed. */
import type { Doubt, Habits } from './state.ts';

const FADE_AFTER_MS = 28 * 86_400_000;
const FADE_AFTER_LOOKS = 60_000;
/** A pause longer than this was not watching. */
const LONGEST_WATCH_MS = 600_000;
const LONGEST_LOOK_MS = 600_000;
/** An outage that was announced and over so soon was a disturbance after all. */
const SHORT_OUTAGE_MS = 180_000;

export const noHabits: Habits = {
  looks: 0,
  singles: 0,
  glitches: 0,
  glitchMs: 0,
  watchedMs: 0,
  usualMs: 0,
};

/** One more look after a pause. `tookMs` only for a look that found the target working. */
export function learnLook(habits: Habits, pauseMs: number, tookMs?: number): Habits {
  const looks = habits.looks + 1;
  const watchedMs = habits.watchedMs + Math.min(LONGEST_WATCH_MS, pauseMs);
  const usualMs = tookMs === undefined ? habits.usualMs : usual(habits, tookMs);
  const { singles, glitches, glitchMs } = habits;
  const isOld = looks > FADE_AFTER_LOOKS || watchedMs > FADE_AFTER_MS;
  const share = isOld ? 0.5 : 1;
  return {
    looks: looks * share,
    singles: singles * share,
    glitches: glitches * share,
    glitchMs: glitchMs * share,
    watchedMs: watchedMs * share,
    usualMs,
  };
}

function usual(habits: Habits, tookMs: number): number {
  if (!(tookMs > 0 && tookMs <= LONGEST_LOOK_MS)) return habits.usualMs;
  if (habits.usualMs === 0) return tookMs;
  return habits.usualMs + (tookMs - habits.usualMs) / 16;
}

/**
 * A doubt that was noise. Only disturbances that a lost packet can explain are learned: a service
 * that really fails for 40 s must not train us to ignore it.
 */
export function learnNoise(habits: Habits, doubt: Doubt): Habits {
  const singles = habits.singles + doubt.singles;
  if (doubt.hasHard || doubt.hasLight) return { ...habits, singles };
  return {
    ...habits,
    singles,
    glitches: habits.glitches + doubt.glitches,
    glitchMs: habits.glitchMs + doubt.glitchMs,
  };
}

/** An announced outage is over; without the short soft ones the length of glitches is underestimated. */
export function learnOutage(habits: Habits, doubt: Doubt, lengthMs: number): Habits {
  if (doubt.hasHard || doubt.hasLight || lengthMs >= SHORT_OUTAGE_MS) return habits;
  return {
    ...habits,
    glitches: habits.glitches + 1,
    glitchMs: habits.glitchMs + Math.max(0, lengthMs),
  };
}
