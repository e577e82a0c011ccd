/**
 * Readings of one check in, its verdict out. A failure opens a doubt; the doubt ends as noise, or
 * becomes *degraded* or *down* when the rules in `doubt.ts` are met. Readings that say nothing about
 * the far end (our network, our bug, we alone are refused) change no verdict: they only make it
 * *unknown* when they last, and what was in doubt is looked at anew afterwards.
 */
import type { Cause, Preset, Reading } from '../model.ts';
import type { Evidence } from './belief.ts';
import { endOf, inStep, instantOf } from './clock.ts';
import {
  downRow,
  isHalfBack,
  isOver,
  isPartial,
  isRemarkable,
  lookAgain,
  newDoubt,
  recoveryRow,
  unbrokenNoMore,
} from './doubt.ts';
import { causeOf, worthOf } from './evidence.ts';
import { learnLook, learnNoise, learnOutage, noHabits } from './habits.ts';
import type { Canaries } from './network.ts';
import type { CheckState, Doubt } from './state.ts';
import {
  isRestless,
  isStableAgain,
  noteTrouble,
  OUTAGE,
  SHORT_TROUBLE,
  settle,
  takeBack,
} from './unrest.ts';

export { lookTimeoutMs, nextLookMs } from './pace.ts';
export type { CheckState } from './state.ts';
export { type CheckVerdict, checkVerdict } from './verdict.ts';

export type Circumstances = {
  readonly now: number;
  /** What the canaries said when they were asked about this reading. */
  readonly canaries: Canaries;
  readonly preset: Preset;
};

/** In doubt we look every few seconds; after a longer pause nothing is unbroken. */
const LONGEST_PAUSE_MS = 90_000;
const LONGEST_RETRY_MS = 900_000;
/** After trouble we look more often for a while, so that the next of its kind is seen whole. */
const WATCHFUL_MS = 300_000;
/** Three failures in a row are trouble, confirmed or not. */
const TROUBLE_FAILURES = 3;

/** A check nobody has looked at yet. */
export function freshCheck(now: number): CheckState {
  const at = Number.isFinite(now) ? now : 0;
  return { status: 'unknown', since: at, seenAt: at, habits: noHabits };
}

/** Is this a failure that our own network could explain and nothing else does yet? */
export function needsCanaries(state: CheckState, reading: Reading): boolean {
  const worth = worthOf(reading);
  if (worth === 'soft' || worth === 'hard') {
    return state.status !== 'down' || state.unseen !== undefined;
  }
  return worth === 'light' && state.status !== 'degraded' && causeOf(reading).kind !== 'busy';
}

/** The state after a reading. A reading older than the newest one changes nothing. */
export function observe(state: CheckState, reading: Reading, around: Circumstances): CheckState {
  const steady = inStep(state, around.now);
  const at = steady === state ? instantOf(reading, around.now, state) : around.now;
  if (at === undefined) return state;
  const isBlind = around.canaries === 'failing';
  const worth = isBlind ? 'unseen' : worthOf(reading);
  const rested = afterPause(steady, at);
  return worth === 'unseen'
    ? unseen(rested, at, isBlind ? ownNetwork(reading) : bare(causeOf(reading)))
    : counted(rested, reading, {
        at,
        until: endOf(reading, at, around.now),
        worth,
        preset: around.preset,
      });
}

/** While nobody looked nothing happened that we know of: what was unconfirmed begins anew. */
function afterPause(state: CheckState, at: number): CheckState {
  const { doubt } = state;
  if (!doubt) return state;
  const isWaiting = doubt.hasLight && !doubt.failing;
  const longestMs = LONGEST_PAUSE_MS + (isWaiting ? LONGEST_RETRY_MS : 0);
  if (at - state.seenAt <= longestMs) return state;
  return isConfirmed(state) ? { ...state, doubt: unbrokenNoMore(doubt) } : forgotten(state);
}

function isConfirmed(state: CheckState): boolean {
  return state.status === 'down' || state.status === 'degraded';
}

/** Blindness proves nothing either way: a confirmed outage stays, an unconfirmed doubt is forgotten. */
function unseen(state: CheckState, at: number, cause: Cause): CheckState {
  const { doubt } = state;
  const row = { since: state.unseen?.since ?? at, looks: (state.unseen?.looks ?? 0) + 1, cause };
  const isKept = doubt !== undefined && isConfirmed(state);
  const kept = isKept ? { ...state, doubt: unbrokenNoMore(doubt) } : forgotten(state);
  return { ...kept, seenAt: at, unseen: row };
}

function ownNetwork(reading: Reading): Cause {
  const phase = reading.cause?.phase ?? 'tcp';
  return { code: 'own-network', kind: 'ours', phase, values: {} };
}

function bare(cause: Cause): Cause {
  const { code, kind, phase, values } = cause;
  return { code, kind, phase, values };
}

type Look = {
  readonly at: number;
  readonly until: number;
  readonly worth: Evidence;
  readonly preset: Preset;
};

function counted(state: CheckState, reading: Reading, look: Look): CheckState {
  const { at, worth } = look;
  const isUp = worth === 'up';
  const habits = learnLook(state.habits, at - state.seenAt, isUp ? reading.tookMs : undefined);
  const seen = { ...state, habits, seenAt: at, countedAt: at };
  if (isUp && !state.doubt) return calm(seen);
  const elapsedMs = at - (state.countedAt ?? at);
  const doubt = lookAgain(state.doubt ?? newDoubt(at), habits, { evidence: worth, at, elapsedMs });
  const told = isUp ? seen : { ...seen, lastFailureAt: at, cause: causeOf(reading) };
  return sighted(restless(judged({ ...told, doubt }, doubt, look)), isUp);
}

/** A working check in no doubt: the way almost every look goes. */
function calm(state: CheckState): CheckState {
  const known = state.status === 'unknown' ? working(state, state.seenAt) : state;
  const isEventful = known.unseen || known.unstableSince || known.watchfulUntil;
  return isEventful ? relaxed(steadied(sighted(known, true))) : known;
}

function relaxed(state: CheckState): CheckState {
  const { watchfulUntil, ...rest } = state;
  return watchfulUntil !== undefined && watchfulUntil <= state.seenAt ? rest : state;
}

function working(state: CheckState, since: number): CheckState {
  return { ...state, status: 'operational', since };
}

/** The status after one more look in doubt. */
function judged(state: CheckState, doubt: Doubt, look: Look): CheckState {
  const { at, until, preset } = look;
  if (state.status === 'down') return afterOutage(state, doubt, look);
  const failing = downRow(doubt, until, preset);
  if (failing) return { ...state, status: 'down', since: begunAt(state, failing.since) };
  if (state.status === 'degraded') return afterOutage(state, doubt, look);
  if (isPartial(doubt, at, preset)) return { ...state, status: 'degraded', since: doubt.since };
  if (!isOver(doubt)) return state;
  const known = state.status === 'unknown' ? working(state, doubt.working?.since ?? at) : state;
  return settled({ ...known, habits: learnNoise(state.habits, doubt) });
}

/** A job that has not called was well for the last time when it did call. */
function begunAt({ cause }: CheckState, failingSince: number): number {
  return Math.min(failingSince, cause?.since ?? failingSince);
}

function afterOutage(state: CheckState, doubt: Doubt, { at, preset }: Look): CheckState {
  const row = recoveryRow(doubt, { at, since: state.since, preset });
  if (row) {
    const habits = learnOutage(state.habits, doubt, row.since - state.since);
    return settled(working({ ...state, habits }, row.since));
  }
  if (state.status !== 'down' || !isHalfBack(doubt, at)) return state;
  return { ...state, status: 'degraded', since: doubt.answering?.since ?? at };
}

/** The doubt is over: the next trouble is a new one. */
function settled(state: CheckState): CheckState {
  const { doubt, cause, unrest, ...rest } = state;
  const isUnstable = state.unstableSince !== undefined;
  const isWatchful = doubt !== undefined && isRemarkable(doubt);
  return {
    ...rest,
    ...(isWatchful ? { watchfulUntil: state.seenAt + WATCHFUL_MS } : {}),
    ...(unrest ? { unrest: settle(unrest) } : {}),
    ...(isUnstable && cause ? { cause } : {}),
  };
}

/** A doubt that proved nothing leaves nothing behind; nor is unstable what it alone made so. */
function forgotten({ doubt, ...state }: CheckState): CheckState {
  const { unrest, unstableSince, ...rest } = state;
  if (!unrest) return settled(state);
  const left = takeBack(unrest);
  const isUnstable = unstableSince !== undefined && !unrest.isTipped;
  return settled({
    ...rest,
    ...(left ? { unrest: left } : {}),
    ...(isUnstable ? { unstableSince } : {}),
  });
}

/** A success or a new verdict ends blindness; a mere failure after it is still to be confirmed. */
function sighted(state: CheckState, isUp: boolean): CheckState {
  if (!state.unseen || !(isUp || isConfirmed(state))) return state;
  const { unseen: over, ...rest } = state;
  return rest;
}

function restless(state: CheckState): CheckState {
  const { doubt } = state;
  if (!doubt) return state;
  const isTrouble = (doubt.failing?.looks ?? 0) >= TROUBLE_FAILURES;
  const worth = isConfirmed(state) ? OUTAGE : isTrouble ? SHORT_TROUBLE : 0;
  if (worth === 0) return state;
  const unrest = noteTrouble(state.unrest, { at: state.seenAt, since: doubt.since, worth });
  if (unrest === state.unrest) return state;
  const isNew = state.unstableSince === undefined && isRestless(unrest);
  if (!isNew) return { ...state, unrest };
  return { ...state, unrest: { ...unrest, isTipped: true }, unstableSince: unrest.since };
}

function steadied(state: CheckState): CheckState {
  const { unstableSince, unrest, cause, ...rest } = state;
  const isOverNow =
    unstableSince !== undefined && isStableAgain(state.lastFailureAt ?? 0, state.seenAt);
  if (!isOverNow) return state;
  return { ...rest, since: state.lastFailureAt ?? state.since };
}
