/** What of our own looks may be believed before it becomes a verdict. Pure. */
import { type CheckState, checkVerdict } from '../detection/check.ts';
import type { Cause, Incident } from '../model.ts';
import type { Word } from './vote.ts';

/** What other places say about a check, and since when they say that. */
export type Elsewhere = { readonly word: Word; readonly since: number };

export type Knowledge = {
  readonly states: ReadonlyMap<string, CheckState>;
  /** The checks that have worked from here, ever. */
  readonly proven: ReadonlySet<string>;
  /** Of checks in trouble, where other places were asked. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  /** The operator vouches for it: it may be down from the start. */
  readonly isOwn: boolean;
  /** The outage that lasts now. */
  readonly open: Incident | undefined;
  readonly now: number;
};

/** The way from here alone may be broken for a few minutes without anybody noticing. */
const pathToldAfterMs = 5 * 60_000;
/** More than makes a check unknown. */
const manyLooks = 1_000;

/** The states of a service's checks as they may be judged. */
export function credible(knowledge: Knowledge): ReadonlyMap<string, CheckState> {
  const { states, proven, elsewhere, isOwn } = knowledge;
  if (elsewhere.size === 0 && (isOwn || proven.size === states.size)) return states;
  return new Map(
    [...states].map(([id, state]) => {
      if (!isBad(state)) return [id, state];
      if (!isOwn && !proven.has(id)) return [id, neverAnswered(state)];
      return [id, throughOthers(id, state, knowledge)];
    }),
  );
}

/** Also while it works just now, but goes up and down. */
function isBad(state: CheckState): boolean {
  const { status } = checkVerdict(state);
  return status === 'down' || status === 'degraded';
}

/** Perhaps nobody can reach it from here, or our idea of it is wrong: that is not its outage. */
function neverAnswered(state: CheckState): CheckState {
  const { doubt, unstableSince, ...rest } = state;
  const cause = causeLike(state, 'never-answered', 'ours');
  return { ...rest, status: 'unknown', unseen: { since: state.since, looks: manyLooks, cause } };
}

function throughOthers(id: string, state: CheckState, knowledge: Knowledge): CheckState {
  const { elsewhere, open, now } = knowledge;
  const { word, since } = elsewhere.get(id) ?? { word: 'alone', since: now };
  if (word === 'alone' || word === 'down') return state;
  if (word === 'path' && now - since >= pathToldAfterMs) {
    return degraded(state, causeLike(state, 'only-from-here', 'soft'));
  }
  // A tie, or too early to say: what was told stays.
  const told = open?.parts.find(({ evidence }) => evidence.some(({ check }) => check === id));
  if (told?.status === 'degraded') {
    const cause = told.evidence.find(({ check }) => check === id)?.cause;
    return degraded(state, cause ?? causeLike(state, 'only-from-here', 'soft'));
  }
  if (told) return state;
  const { doubt, unstableSince, cause, ...rest } = state;
  return { ...rest, status: 'operational' };
}

function degraded({ unstableSince, ...state }: CheckState, cause: Cause): CheckState {
  return { ...state, status: 'degraded', cause };
}

function causeLike(state: CheckState, code: Cause['code'], kind: Cause['kind']): Cause {
  return { code, kind, phase: state.cause?.phase ?? 'tcp', values: {} };
}
