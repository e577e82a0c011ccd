/** What is known of a service that is watched: the state of its checks, what they mean, and whose turn it is. */
import { type CheckState, freshCheck } from '../detection/check.ts';
import { judge } from '../detection/service.ts';
import type { Check, ComponentVerdict, Service, Verdict } from '../model.ts';
import type { Elsewhere } from './credible.ts';
import { allChecks } from './glimpse.ts';

/** What a restart needs to go on where it stopped: the state of each check by its id. */
export type Checkpoint = Readonly<Record<string, CheckState & { readonly hasWorked?: boolean }>>;

export type Watched = {
  readonly service: Service;
  readonly states: Map<string, CheckState>;
  /** The checks that have worked from here, ever. */
  readonly proven: Set<string>;
  readonly elsewhere: Map<string, Elsewhere>;
  /** What the looks mean, whatever is told of it. */
  verdict: Verdict;
  /** All is well: then a look that finds it well changes nothing that anybody is told of. */
  isWell: boolean;
  /** The newest reading that counted, also of those that changed nothing. */
  lookedAt: number | undefined;
  /** While a change is being stored: the turn of the last reading, and the next one waits for it. */
  turn: Promise<void> | undefined;
  hasNews: boolean;
};

export function newlyWatched(service: Service, now: number): Watched {
  return {
    service,
    states: new Map(),
    proven: new Set(),
    elsewhere: new Map(),
    verdict: judge(service, new Map(), now),
    isWell: false,
    lookedAt: undefined,
    turn: undefined,
    hasNews: false,
  };
}

/** Goes on as it was left, for the checks that it still has. */
export function restore(
  { service, states, proven }: Watched,
  known: Checkpoint,
  now: number,
): void {
  for (const check of allChecks(service)) {
    const { hasWorked, ...state }: Checkpoint[string] = known[check.id] ?? freshCheck(now);
    states.set(check.id, state);
    if (hasWorked) proven.add(check.id);
  }
}

export function checkpointOf({ states, proven }: Watched): Checkpoint {
  const rows = [...states].map(
    ([id, state]) => [id, { ...state, hasWorked: proven.has(id) }] as const,
  );
  return Object.fromEntries(rows);
}

/** At once when nobody is before it, which spares nearly every reading the waiting. */
export function inTurn(
  entry: Watched,
  take: () => Promise<void> | undefined,
): Promise<void> | undefined {
  const turn = entry.turn === undefined ? take() : entry.turn.then(take);
  if (turn === undefined) return undefined;
  entry.turn = turn;
  return turn.finally(() => {
    if (entry.turn === turn) entry.turn = undefined;
  });
}

/** Nothing about it changes by itself, only by a look that finds something. */
export function isAllWell({ status, isSuspect, components }: Verdict): boolean {
  const isWell = (one: ComponentVerdict) =>
    one.status === 'operational' && one.working === one.checks && !one.isUnstable;
  return status === 'operational' && !isSuspect && components.every(isWell);
}

export function isSettled({ doubt, unstableSince }: CheckState): boolean {
  return doubt === undefined && unstableSince === undefined;
}

export function isWorking(state: CheckState): boolean {
  return state.status === 'operational' && state.unseen === undefined && isSettled(state);
}

export function checksOf(entry: Watched | undefined): readonly Check[] {
  return entry ? allChecks(entry.service) : [];
}
