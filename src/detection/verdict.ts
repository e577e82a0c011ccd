/** What the state of a check means to people. */
import type { Cause } from '../model.ts';
import type { CheckState } from './state.ts';

export type CheckVerdict = {
  readonly status: CheckState['status'];
  /** A failure is being confirmed: shown when asked, never told. */
  readonly isSuspect: boolean;
  /** When it happened: the first failure, or the first success after an outage. */
  readonly since?: number;
  readonly cause?: Cause;
  /** It goes up and down; the status stays `degraded` except in a long outage. */
  readonly isUnstable?: boolean;
};

/** So many looks without evidence in a row make a check unknown. */
const UNSEEN_LOOKS = 3;
/** While unstable, an outage shorter than this is part of the instability. */
const LONG_OUTAGE_MS = 180_000;

/** What is known now; `since` is missing only where nothing has been seen yet. */
export function checkVerdict(state: CheckState): CheckVerdict {
  const { unseen } = state;
  const isFresh = state.countedAt === undefined;
  // Where nothing else is known or suspected, it is the only thing to say.
  const isAll = state.status === 'unknown' && !state.doubt;
  if (unseen && (isAll || unseen.looks >= UNSEEN_LOOKS)) {
    return { status: 'unknown', isSuspect: false, since: unseen.since, cause: unseen.cause };
  }
  if (state.unstableSince !== undefined) return unstable(state, state.unstableSince);
  const isBad = state.status === 'down' || state.status === 'degraded';
  const isSuspect = !isBad && isInDoubt(state);
  return {
    status: state.status,
    isSuspect,
    ...(isFresh ? {} : { since: state.since }),
    ...(state.cause && (isBad || isSuspect) ? { cause: state.cause } : {}),
  };
}

function isInDoubt({ doubt }: CheckState): boolean {
  return doubt !== undefined && (!doubt.working || doubt.belief.up < 0.9);
}

function unstable(state: CheckState, unstableSince: number): CheckVerdict {
  const failedMs = (state.lastFailureAt ?? state.since) - state.since;
  const isLong = state.status === 'down' && failedMs >= LONG_OUTAGE_MS;
  return {
    status: isLong ? 'down' : 'degraded',
    isSuspect: false,
    since: isLong ? state.since : unstableSince,
    isUnstable: true,
    ...(state.cause ? { cause: state.cause } : {}),
  };
}
