/** A clock that is set back: every remembered instant moves with it, so that durations stay true. */
import type { CheckState, Doubt, Row } from './state.ts';

/** The state as it would be had the clock always gone as it goes now. */
export function inStep(state: CheckState, now: number): CheckState {
  if (!Number.isFinite(now) || now >= state.seenAt) return state;
  return moved(state, now - state.seenAt);
}

function moved(state: CheckState, byMs: number): CheckState {
  const { countedAt, lastFailureAt, doubt, unseen, unrest, unstableSince } = state;
  return {
    ...state,
    since: state.since + byMs,
    seenAt: state.seenAt + byMs,
    ...(countedAt === undefined ? {} : { countedAt: countedAt + byMs }),
    ...(lastFailureAt === undefined ? {} : { lastFailureAt: lastFailureAt + byMs }),
    ...(unstableSince === undefined ? {} : { unstableSince: unstableSince + byMs }),
    ...(doubt ? { doubt: movedDoubt(doubt, byMs) } : {}),
    ...(unseen ? { unseen: { ...unseen, since: unseen.since + byMs } } : {}),
    ...(unrest ? { unrest: { ...unrest, since: unrest.since + byMs, at: unrest.at + byMs } } : {}),
  };
}

function movedDoubt(doubt: Doubt, byMs: number): Doubt {
  const { failing, working, answering } = doubt;
  return {
    ...doubt,
    since: doubt.since + byMs,
    lastFailureAt: doubt.lastFailureAt + byMs,
    ...(failing ? { failing: movedRow(failing, byMs) } : {}),
    ...(working ? { working: movedRow(working, byMs) } : {}),
    ...(answering ? { answering: movedRow(answering, byMs) } : {}),
  };
}

function movedRow(row: Row, byMs: number): Row {
  return { ...row, since: row.since + byMs };
}
