/** When a look happened, by a clock that may be set back. */
import type { Reading } from '../model.ts';
import type { CheckState, Doubt, Row } from './state.ts';

/** When it was looked at; undefined for a reading that comes too late to count. */
export function instantOf(reading: Reading, now: number, state: CheckState): number | undefined {
  const latest = Number.isFinite(now) ? now : state.seenAt;
  const at = Number.isFinite(reading.at) ? Math.min(reading.at, latest) : latest;
  if (at > state.seenAt) return at;
  const isFirst = state.countedAt === undefined && state.unseen === undefined;
  return isFirst ? state.seenAt : undefined;
}

/** A look that waited in vain has seen silence until it gave up. */
export function endOf(reading: Reading, at: number, now: number): number {
  const end = at + reading.tookMs;
  return end >= at && end <= now ? end : at;
}

/**
 * The state as it would be had the clock always gone as it goes now: when it is set back, every
 * remembered instant moves with it, so that durations stay true.
 */
export function inStep(state: CheckState, now: number): CheckState {
  if (!Number.isFinite(now) || now >= state.seenAt) return state;
  return moved(state, now - state.seenAt);
}

function moved(state: CheckState, byMs: number): CheckState {
  const { countedAt, lastFailureAt, doubt, unseen, unrest, unstableSince, watchfulUntil } = state;
  return {
    ...state,
    since: state.since + byMs,
    seenAt: state.seenAt + byMs,
    ...(countedAt === undefined ? {} : { countedAt: countedAt + byMs }),
    ...(lastFailureAt === undefined ? {} : { lastFailureAt: lastFailureAt + byMs }),
    ...(unstableSince === undefined ? {} : { unstableSince: unstableSince + byMs }),
    ...(watchfulUntil === undefined ? {} : { watchfulUntil: watchfulUntil + byMs }),
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
