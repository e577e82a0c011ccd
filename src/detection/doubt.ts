/** From a first failure until it is settled: what is counted, and when it is enough for a verdict. */
import type { Preset } from '../model.ts';
import { certain, type Evidence, lossOf, predict, weigh } from './belief.ts';
import type { Doubt, Habits, Row } from './state.ts';

/** How much is asked for before a verdict. */
type Patience = {
  readonly sustainMs: number;
  readonly belief: number;
  readonly longestMs: number;
  /** What was down for less than three minutes may be going up and down and has to prove itself. */
  readonly shortRecoveryMs: number;
};

const patience: Readonly<Record<Preset, Patience>> = {
  calm: { sustainMs: 60_000, belief: 0.98, longestMs: 180_000, shortRecoveryMs: 60_000 },
  default: { sustainMs: 30_000, belief: 0.98, longestMs: 120_000, shortRecoveryMs: 60_000 },
  eager: { sustainMs: 30_000, belief: 0.9, longestMs: 120_000, shortRecoveryMs: 25_000 },
};

const DOWN_FAILURES = 3;
const PARTIAL_FAILURES = 4;
const PARTIAL_MS = 60_000;
const RECOVERY_SUCCESSES = 3;
const RECOVERY_MS = 25_000;
const SHORT_OUTAGE_MS = 180_000;
/** A few more looks after a lone failure find half-broken targets much sooner and cost little. */
const SETTLING_SUCCESSES = 5;

export function newDoubt(at: number): Doubt {
  return {
    belief: certain,
    since: at,
    looks: 0,
    failures: 0,
    lastFailureAt: at,
    hasSoft: false,
    hasHard: false,
    hasLight: false,
    singles: 0,
    glitches: 0,
    glitchMs: 0,
  };
}

/** One more look, `elapsedMs` after the one before. */
export function lookAgain(
  doubt: Doubt,
  habits: Habits,
  look: { readonly evidence: Evidence; readonly at: number; readonly elapsedMs: number },
): Doubt {
  const { evidence, at } = look;
  const predicted = predict(doubt.belief, habits, look.elapsedMs);
  const belief = weigh(predicted, lossOf(habits), evidence, isFirstOfItsClass(doubt, evidence));
  const seen = { ...doubt, belief, looks: doubt.looks + 1 };
  if (evidence === 'up') return answered(endOfFailing(seen), at, true);
  const failed = { ...seen, failures: doubt.failures + 1, lastFailureAt: at };
  if (evidence === 'light') return answered(endOfFailing({ ...failed, hasLight: true }), at);
  return failedAgain(failed, evidence, at);
}

function isFirstOfItsClass(doubt: Doubt, evidence: Evidence): boolean {
  if (evidence === 'light') return !doubt.hasLight;
  return evidence === 'soft' ? !doubt.hasSoft : evidence === 'hard' && !doubt.hasHard;
}

function failedAgain(doubt: Doubt, evidence: 'soft' | 'hard', at: number): Doubt {
  const { working, answering, ...rest } = doubt;
  const failing = longer(doubt.failing, at);
  const isSilentAgain = failing.looks >= DOWN_FAILURES;
  return {
    ...rest,
    ...(answering && !isSilentAgain ? { answering } : {}),
    failing,
    hasSoft: doubt.hasSoft || evidence === 'soft',
    hasHard: doubt.hasHard || evidence === 'hard',
  };
}

function answered(doubt: Doubt, at: number, isWorking = false): Doubt {
  const { working, ...rest } = doubt;
  const answering = longer(doubt.answering, at);
  return isWorking ? { ...rest, answering, working: longer(working, at) } : { ...rest, answering };
}

/** An answer ends a row of failures, which is then one lost look or one disturbance of some length. */
function endOfFailing(doubt: Doubt): Doubt {
  const { failing, ...rest } = doubt;
  if (!failing) return doubt;
  // Up to the last failure only: the looks are further apart than most disturbances are long.
  if (failing.looks === 1) return { ...rest, singles: doubt.singles + 1 };
  const glitchMs = doubt.glitchMs + doubt.lastFailureAt - failing.since;
  return { ...rest, glitches: doubt.glitches + 1, glitchMs };
}

function longer(row: Row | undefined, at: number): Row {
  return row ? { since: row.since, looks: row.looks + 1 } : { since: at, looks: 1 };
}

/** After a pause in which nobody looked, what came before it no longer counts as unbroken. */
export function unbrokenNoMore(doubt: Doubt): Doubt {
  const { failing, working, answering, ...rest } = doubt;
  return rest;
}

/** The failures that make it down: enough of them, unbroken for long enough, and not a disturbance. */
export function downRow(doubt: Doubt, until: number, preset: Preset): Row | undefined {
  const { sustainMs, belief, longestMs } = patience[preset];
  const { failing } = doubt;
  if (!failing || failing.looks < DOWN_FAILURES) return undefined;
  const lastedMs = until - failing.since;
  if (lastedMs < sustainMs) return undefined;
  return doubt.belief.down >= belief || lastedMs >= longestMs ? failing : undefined;
}

/**
 * A share of the looks fails, and others are answered. Without an answer among them it is left to
 * become down, so that a full outage is told once.
 */
export function isPartial(doubt: Doubt, at: number, preset: Preset): boolean {
  if (doubt.failures < PARTIAL_FAILURES || at - doubt.since < PARTIAL_MS) return false;
  const isBelieved = doubt.belief.partial + doubt.belief.down >= patience[preset].belief;
  return doubt.answering !== undefined && isBelieved;
}

/** It was down and now answers, but not well. */
export function isHalfBack(doubt: Doubt, at: number): boolean {
  const { answering, belief } = doubt;
  if (!answering || answering.looks < RECOVERY_SUCCESSES) return false;
  return at - answering.since >= PARTIAL_MS && belief.partial >= 0.9;
}

/** The successes that end an outage begun at `since`, dated by the first of them. */
export function recoveryRow(
  doubt: Doubt,
  outage: { readonly at: number; readonly since: number; readonly preset: Preset },
): Row | undefined {
  const { working, belief } = doubt;
  if (!working || working.looks < RECOVERY_SUCCESSES) return undefined;
  const isShort = working.since - outage.since < SHORT_OUTAGE_MS;
  const neededMs = isShort ? patience[outage.preset].shortRecoveryMs : RECOVERY_MS;
  const isProven = outage.at - working.since >= neededMs;
  return isProven && belief.partial + belief.down <= 0.05 ? working : undefined;
}

/** It was nothing. */
export function isOver(doubt: Doubt): boolean {
  const { working, belief } = doubt;
  if (!working || working.looks < SETTLING_SUCCESSES) return false;
  return belief.partial + belief.down < 0.02 && belief.up > 0.9;
}

/** Did more happen than one lost packet? Then it is worth a closer watch for a while. */
export function isRemarkable(doubt: Doubt): boolean {
  return doubt.hasHard || doubt.glitches > 0;
}
