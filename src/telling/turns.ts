/**
 * Whose turn it is in one workspace: posts before edits, the severe first, never more than the network
 * takes. When the network fails or refuses us, one call at a time tries it, and the rest waits for
 * that; so hours of it cost little, and nobody has to say when it is over.
 */

import type { Limits } from '../platforms/platform.ts';
import type { Clock } from '../time/clock.ts';
import { createHeap, type Timed } from '../time/heap.ts';
import { earliest, spent } from './budget.ts';
import { type Call, createCalls } from './window.ts';

export type Kind = 'post' | 'edit';

/** A bound for sockets and for memory; five times what a network at its limit needs. */
const underWayAtMost = 50;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Keeps the order of arrival among equals; a year of calls at a network's limit is less. */
const ordersPerUrgency = 2 ** 40;

/** `isTrial`: the last call failed, so find out first whether the network answers. */
export type Turn = { readonly kind: Kind; readonly isTrial: boolean; readonly call: Call };

/** What came of a turn. free: it was not used for a call. */
export type Use = 'answered' | 'failed' | 'free';

export type Turns<T extends Timed> = {
  /** `take` is called with it when it may call; higher `urgency` comes earlier. */
  ask(one: T, kind: Kind, urgency: number): void;
  withdraw(one: T, kind: Kind): void;
  /** Each turn that was taken must end, once. No such call is made before `until`. */
  end(turn: Turn, use: Use, until?: number): void;
  /** When the network would take the next such call. */
  mayAt(kind: Kind): number;
  stop(): void;
};

export type TurnsParts<T> = {
  readonly limits: Limits | undefined;
  readonly clock: Clock;
  /** Until when the network asked for a pause before we started. */
  readonly heldUntil?: Readonly<Record<Kind, number>>;
  /** Find out first whether the network answers. */
  readonly isOnTrial?: boolean;
  readonly take: (one: T, turn: Turn) => void;
};

export function createTurns<T extends Timed>(parts: TurnsParts<T>): Turns<T> {
  const { limits = {}, clock, take } = parts;
  const queues = { post: createHeap<T>(), edit: createHeap<T>() };
  const paces = { post: limits.posts, edit: limits.edits };
  const calls = createCalls(limits.window);
  const wholeAt = { calls: 0, post: 0, edit: 0 };
  const heldUntil = { post: 0, edit: 0, ...parts.heldUntil };
  let isOnTrial = parts.isOnTrial ?? false;
  let failures = 0;
  let underWay = 0;
  let order = 0;
  let callOff: (() => void) | undefined;
  let isPumping = false;
  let isStopped = false;

  function mayAt(kind: Kind): number {
    const all = earliest(wholeAt.calls, limits.calls);
    const own = earliest(wholeAt[kind], paces[kind]);
    return Math.max(heldUntil[kind], all, own, calls.mayAt());
  }

  function dueAt(kind: Kind): number {
    return queues[kind].first() ? mayAt(kind) : Number.POSITIVE_INFINITY;
  }

  function pump(): void {
    // A turn may end, and another be asked for, while it is given.
    if (isPumping) return;
    isPumping = true;
    callOff?.();
    callOff = undefined;
    giveAll();
    isPumping = false;
  }

  function giveAll(): void {
    while (!isStopped && underWay < (isOnTrial ? 1 : underWayAtMost)) {
      const [post, edit] = [dueAt('post'), dueAt('edit')];
      const now = clock.now();
      const kind = post <= Math.max(now, edit) ? 'post' : 'edit';
      const at = Math.min(post, edit);
      if (at > now) {
        if (Number.isFinite(at)) callOff = clock.after(at - now, pump);
        return;
      }
      give(kind, now);
    }
  }

  function give(kind: Kind, now: number): void {
    const one = queues[kind].first();
    if (!one) return;
    queues[kind].remove(one);
    wholeAt.calls = spent(wholeAt.calls, limits.calls, now);
    wholeAt[kind] = spent(wholeAt[kind], paces[kind], now);
    underWay += 1;
    take(one, { kind, isTrial: isOnTrial, call: calls.begin(now) });
  }

  /** Calls that were under way together fail together; that is one failure. */
  function fail(kind: Kind, until: number): void {
    const now = clock.now();
    isOnTrial = true;
    if (now < heldUntil[kind]) {
      heldUntil[kind] = Math.max(heldUntil[kind], until);
      return;
    }
    const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(failures, 10), longestPauseMs);
    failures += 1;
    heldUntil[kind] = Math.max(until, now + pauseMs);
  }

  return {
    ask(one, kind, urgency) {
      order += 1;
      one.due = order - urgency * ordersPerUrgency;
      queues[kind].put(one);
      pump();
    },
    withdraw(one, kind) {
      queues[kind].remove(one);
    },
    end({ kind, call }, use, until = 0) {
      underWay -= 1;
      calls.end(call, clock.now(), use !== 'free');
      if (use === 'failed') fail(kind, until);
      if (use === 'answered') {
        isOnTrial = false;
        failures = 0;
      }
      pump();
    },
    mayAt,
    stop() {
      isStopped = true;
      callOff?.();
    },
  };
}
