/**
 * A hidden-Markov filter over four states of a target, so that three failures within one short
 * disturbance are not mistaken for three independent witnesses.
 */
import type { Belief, Habits } from './state.ts';

/** What a reading says about the far end, after our own troubles are taken out. */
export type Evidence = 'up' | 'soft' | 'hard' | 'light';

/** How likely one observation is in each hidden state. */
type Likelihood = Belief;

const DAY_S = 86_400;
const UP_TO_PARTIAL = 1 / (45 * DAY_S);
const UP_TO_DOWN = 1 / (14 * DAY_S);
const BACK_TO_UP = 1 / 1800;
const PARTIAL_TO_DOWN_AND_BACK = 1 / 7200;
const FLOOR = 1e-7;
/** A longer pause (a suspended machine) is not evidence, so it must not feed the prior. */
const LONGEST_PREDICTION_S = 600;
const STEP_S = 60;

/** Before any failure: certainly up. Time alone lets the other states in. */
export const certain: Belief = { up: 1, glitch: 0, partial: 0, down: 0 };

/** The chance that a look at a working target fails by itself. */
export function lossOf(habits: Habits): number {
  return Math.min(0.15, (1 + habits.singles) / (500 + habits.looks));
}

/** How often per second a disturbance begins, and how many seconds it lasts. */
export function glitchesOf(habits: Habits): { perSecond: number; lengthS: number } {
  const perSecond = (1 + habits.glitches) / (6 * 3600 + habits.watchedMs / 1000);
  const lengthS = (48 + habits.glitchMs / 1000) / (4 + habits.glitches);
  return { perSecond: Math.min(1 / 600, perSecond), lengthS: Math.min(45, Math.max(1, lengthS)) };
}

/** The belief after some time without a look. */
export function predict(belief: Belief, habits: Habits, elapsedMs: number): Belief {
  const seconds = Math.min(LONGEST_PREDICTION_S, Math.max(0, elapsedMs / 1000));
  const steps = Math.ceil(seconds / STEP_S);
  let next = belief;
  for (let step = 0; step < steps; step += 1) next = predictStep(next, habits, seconds / steps);
  return next;
}

/** Slow exchange with partial and down to first order, the fast one between up and glitch exactly. */
function predictStep(belief: Belief, habits: Habits, seconds: number): Belief {
  const { perSecond, lengthS } = glitchesOf(habits);
  const toPartial = belief.up * UP_TO_PARTIAL * seconds;
  const toDown = belief.up * UP_TO_DOWN * seconds;
  const healed = 1 - Math.exp(-BACK_TO_UP * seconds);
  const swapped = (belief.partial - belief.down) * PARTIAL_TO_DOWN_AND_BACK * seconds;
  const partial = belief.partial * (1 - healed) + toPartial - swapped;
  const down = belief.down * (1 - healed) + toDown + swapped;
  const rest = 1 - partial - down;
  const glitchShare = perSecond / (perSecond + 1 / lengthS);
  const settled = Math.exp(-(perSecond + 1 / lengthS) * seconds);
  const glitch = rest * glitchShare + (belief.glitch - rest * glitchShare) * settled;
  return normalise({ up: rest - glitch, glitch, partial, down });
}

/**
 * The belief after an observation. A fault keeps its class, so the class is evidence only when it
 * is seen for the first time in a doubt.
 */
export function weigh(belief: Belief, loss: number, evidence: Evidence, isFirst: boolean): Belief {
  const given = likelihood(loss, evidence, isFirst);
  return normalise({
    up: belief.up * given.up,
    glitch: belief.glitch * given.glitch,
    partial: belief.partial * given.partial,
    down: belief.down * given.down,
  });
}

function likelihood(loss: number, evidence: Evidence, isFirst: boolean): Likelihood {
  if (evidence === 'up') return { up: 1 - loss, glitch: 0.1, partial: 0.55, down: 0.015 };
  if (evidence === 'light') {
    // An answer that is late or says "busy" speaks for trouble and against silence.
    return isFirst
      ? { up: 0.5 * loss, glitch: 0.1, partial: 0.5, down: 0.02 }
      : { up: loss, glitch: 0.5, partial: 0.9, down: 0.05 };
  }
  if (!isFirst) return { up: loss, glitch: 0.9, partial: 0.45, down: 0.985 };
  return evidence === 'soft'
    ? { up: 0.9 * loss, glitch: 0.85, partial: 0.25, down: 0.45 }
    : { up: 0.1 * loss, glitch: 0.05, partial: 0.2, down: 0.535 };
}

/** The floor keeps every state revivable, however long the evidence has spoken against it. */
function normalise(belief: Belief): Belief {
  const up = Math.max(FLOOR, belief.up);
  const glitch = Math.max(FLOOR, belief.glitch);
  const partial = Math.max(FLOOR, belief.partial);
  const down = Math.max(FLOOR, belief.down);
  const sum = up + glitch + partial + down;
  return { up: up / sum, glitch: glitch / sum, partial: partial / sum, down: down / sum };
}
