/** How soon to look again: every few seconds in doubt, at the check's own pace otherwise. */
import type { CheckState } from './state.ts';

const JITTER = 0.2;
/** So that a trouble with a period of its own, such as a job every two minutes, is not missed for ever. */
const CALM_JITTER = 0.1;
const DOUBT_MS = 5_000;
const EAGER_LOOKS = 20;
const LATER_DOUBT_MS = 10_000;
const BUSY_MS = 20_000;
const BUSY_LOOKS = 5;
const WATCHFUL_SHARE = 3;
const DOWN_MS = 30_000;
const LONG_DEGRADED_LOOKS = 120;
/** Maintenance pages ask for an hour as a matter of course; people want to hear sooner that it is over. */
const LONGEST_RETRY_MS = 900_000;
const LONGEST_BUSY_MS = 900_000;
/** A target that is looked at this seldom is to be spared also while it is down. */
const POLITE_MS = 300_000;
/** A look in doubt need not wait as long as a regular one, unless the target is slow by habit. */
const DOUBT_TIMEOUT_MS = 5_000;
const USUAL_TIMES = 4;
const PATIENT_LOOK = 4;

/** Milliseconds until the next look; `random` (0 to 1) spreads the looks of many checks. */
export function nextLookMs(
  state: CheckState,
  check: { readonly everyMs: number },
  random: number,
): number {
  const paceMs = pace(state, check.everyMs);
  const jitter = paceMs === check.everyMs ? CALM_JITTER : JITTER;
  return Math.max(askedMs(state), Math.round(paceMs * (1 - jitter + 2 * jitter * random)));
}

/** How long an overloaded target asked us to stay away. */
function askedMs({ doubt, cause }: CheckState): number {
  const isAsked = doubt !== undefined && doubt.working === undefined && cause?.kind === 'busy';
  return isAsked ? Math.min(LONGEST_RETRY_MS, cause.retryAfterMs ?? 0) : 0;
}

function pace(state: CheckState, everyMs: number): number {
  const { doubt, unseen } = state;
  if (unseen && !doubt) return unseenPace(unseen, everyMs);
  if (!doubt) return state.watchfulUntil === undefined ? everyMs : everyMs / WATCHFUL_SHARE;
  if (doubt.working) return Math.min(everyMs, workingPace(state));
  if (state.cause?.kind === 'busy') return busyPace(doubt.failures, everyMs);
  if (state.status === 'down') return everyMs >= POLITE_MS ? everyMs : Math.min(everyMs, DOWN_MS);
  return Math.min(everyMs, doubtPace(state));
}

/** Blindness is soon over or lasts long; who refuses us is not to be asked more often. */
function unseenPace({ looks, cause }: NonNullable<CheckState['unseen']>, everyMs: number): number {
  const isSoonOver = cause.kind !== 'policy' && looks <= EAGER_LOOKS;
  return isSoonOver ? Math.min(everyMs, LATER_DOUBT_MS) : everyMs;
}

function workingPace(state: CheckState): number {
  return state.status === 'operational' ? doubtPace(state) : LATER_DOUBT_MS;
}

function doubtPace(state: CheckState): number {
  const looks = state.doubt?.looks ?? 0;
  if (state.status === 'degraded') return looks > LONG_DEGRADED_LOOKS ? DOWN_MS : LATER_DOUBT_MS;
  return looks <= EAGER_LOOKS ? DOUBT_MS : LATER_DOUBT_MS;
}

/** Asking an overloaded target more often makes it worse. */
function busyPace(failures: number, everyMs: number): number {
  return Math.min(everyMs, failures < BUSY_LOOKS ? BUSY_MS : LONGEST_BUSY_MS);
}

/**
 * The longest the next look may take. Now and then a look in doubt gets all its time, so that a
 * target which has only become slow is found to be slow.
 */
export function lookTimeoutMs(state: CheckState, check: { readonly timeoutMs: number }): number {
  const looks = state.doubt?.looks ?? 0;
  if (looks % PATIENT_LOOK === 0) return check.timeoutMs;
  const usualMs = USUAL_TIMES * state.habits.usualMs;
  return Math.min(check.timeoutMs, Math.max(DOUBT_TIMEOUT_MS, usualMs));
}
