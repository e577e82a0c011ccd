/**
 * One lane per channel: what is due there, one thing at a time, in order, and never before it may be.
 * Knows nothing of incidents or messages. A lane is a small record that lives as long as something is
 * due, so that a hundred thousand waiting messages fit into memory.
 */

import type { Channel } from '../model.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Clock } from '../time/clock.ts';
import { createAlarm } from './alarm.ts';
import { earliest, spent } from './budget.ts';
import { append, type Errand, mostImportant, putBack, remove, type Wish } from './errands.ts';
import type { Holds } from './holds.ts';
import { heldKey, platformOf, workspaceOf } from './places.ts';
import { createTurns, type Kind, type Turn, type Turns, type Use } from './turns.ts';
import type { Outcome, Place, Rest, Work } from './work.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** After a fault of our own (the store, a bug): long enough not to spin, short enough to be news. */
const faultPauseMs = 10_000;

export type Lanes = {
  /** Something is due. The same key twice is one errand. False where there is no such network. */
  add(channel: Channel, key: string, work: Work): boolean;
  /** A message may or may not have arrived: settled before anything else is done in its channel. */
  doubt(channel: Channel, key: string, work: Work): void;
  settled(channel: Channel, key: string): void;
  /** What the network named must hold through a crash: durable when it resolves. */
  hold(channel: Channel, kind: Kind, rest: Rest): Promise<void>;
  /** Forgets the pauses of a channel: it is back. */
  hurry(channel: Channel): void;
  /** Until when the channel is left alone. */
  restsUntil(channel: Channel): number;
  /** What waits, by workspace. */
  loads(): readonly Load[];
  /** How many lanes there are. */
  readonly size: number;
  /** Resolves when no lane is at work. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** What is due in one workspace, and how long its next call would have to wait. */
export type Load = {
  readonly workspace: string;
  /** Channels in which something is due. */
  readonly channels: number;
  /** Since when that has been so without a break, in the one that waits longest. */
  readonly since?: number;
  readonly waitMs: Readonly<Record<Kind, number>>;
};

export type LanesParts = {
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly holds: Holds;
  readonly clock: Clock;
  readonly onFault: (channel: Channel, error: unknown) => void;
};

type Lane = Place & {
  readonly turns: Turns<Lane>;
  errands: Errand[];
  /** `post` and `edit`: it waits for such a turn. */
  state: 'idle' | 'resting' | 'busy' | Kind;
  notBefore: number;
  failures: number;
  isDoubtful: boolean;
  /** Since when something has been due without a break; 0 while nothing is. */
  dueSince: number;
  /** The channel's own budget for posts. */
  wholeAt: number;
  due: number;
  place: number;
};

/** One stretch of work in a lane: what it found that has to wait for a turn, and how it ends. */
type Shift = {
  readonly lane: Lane;
  /** Until it is used. */
  turn: Turn | undefined;
  readonly wishes: Wish[];
  end: 'goes-on' | 'waits' | 'rests';
};

export function createLanes({ platforms, holds, clock, onFault }: LanesParts): Lanes {
  const lanes = new Map<Channel, Lane>();
  const doubts = new Map<Channel, Errand>();
  const workspaces = new Map<string, Turns<Lane>>();
  const rests = createAlarm<Lane>(clock, (lane) => {
    lane.state = 'idle';
    start(lane);
  });
  const waiters: (() => void)[] = [];
  let atWork = 0;
  let isStopped = false;

  function laneOf(channel: Channel): Lane | undefined {
    const known = lanes.get(channel);
    if (known) return known;
    const platform = platformOf(platforms, channel);
    if (!platform) return undefined;
    const lane: Lane = {
      channel,
      platform,
      turns: turnsOf(channel, platform),
      errands: [],
      state: 'idle',
      notBefore: holds.until(channel),
      failures: 0,
      isDoubtful: doubts.has(channel),
      dueSince: 0,
      wholeAt: 0,
      due: 0,
      place: -1,
    };
    lanes.set(channel, lane);
    return lane;
  }

  function turnsOf(channel: Channel, { limits }: Platform): Turns<Lane> {
    const workspace = workspaceOf(channel);
    const known = workspaces.get(workspace);
    if (known) return known;
    const made = createTurns<Lane>({
      limits,
      clock,
      // What was under way when we died may have been told to wait.
      isOnTrial: [...doubts.keys()].some((one) => workspaceOf(one) === workspace),
      heldUntil: {
        post: holds.until(heldKey(channel, 'post')),
        edit: holds.until(heldKey(channel, 'edit')),
      },
      take: (lane, turn) => void drain(lane, turn),
    });
    workspaces.set(workspace, made);
    return made;
  }

  function next(lane: Lane): Errand | undefined {
    const [first] = lane.errands;
    return first && (doubts.get(lane.channel) ?? first);
  }

  function start(lane: Lane): void {
    if (isStopped || lane.state !== 'idle') return;
    if (!next(lane)) forget(lane);
    else if (lane.notBefore > clock.now()) rest(lane, lane.notBefore);
    else void drain(lane, undefined);
  }

  function rest(lane: Lane, until: number): void {
    lane.state = 'resting';
    rests.set(lane, until);
  }

  /** What it knows of pauses and budgets must not be lost with it. */
  function forget(lane: Lane): void {
    const until = Math.max(lane.notBefore, lane.wholeAt);
    lane.dueSince = 0;
    if (until > clock.now()) rest(lane, until);
    else lanes.delete(lane.channel);
  }

  /**
   * Works until nothing is due, the lane must rest, or all that is due waits for a turn; then it asks
   * for the turn of the most important. Ends the turn that it was given.
   */
  async function drain(lane: Lane, given: Turn | undefined): Promise<void> {
    lane.state = 'busy';
    atWork += 1;
    // What becomes due in the same breath belongs to the choice of the most important.
    if (!given) await undefined;
    const shift: Shift = { lane, turn: given, wishes: [], end: 'goes-on' };
    while (!isStopped && shift.end === 'goes-on' && shift.wishes.length < looksAtMost) {
      const errand = next(lane);
      if (!errand) break;
      remove(lane, errand);
      let outcome: Outcome;
      try {
        const found = attempt(lane, errand, shift.turn);
        outcome = found instanceof Promise ? await found : found;
      } catch (error) {
        outcome = faulted(lane, error);
      }
      if (isRest(outcome)) await beginRest(shift, errand, outcome);
      else conclude(shift, errand, outcome);
    }
    if (shift.turn) lane.turns.end(shift.turn, 'free');
    lane.state = 'idle';
    leave(shift);
    atWork -= 1;
    start(lane);
    if (atWork === 0) for (const tell of waiters.splice(0)) tell();
  }

  /** What an outcome means for the errand, for the turn, and for the rest of the shift. */
  function conclude(shift: Shift, errand: Errand, outcome: Exclude<Outcome, Rest>): void {
    const { lane } = shift;
    const isDoubt = doubts.get(lane.channel) === errand;
    if (outcome === 'done') {
      // The doubt cannot be settled now, so nothing else may be done; whoever can wakes the channel.
      if (isDoubt) lane.errands = [];
    } else if (outcome === 'again') {
      putBack(lane, errand);
    } else if (outcome === 'called') {
      lane.failures = 0;
      append(lane, errand);
      endTurn(shift, 'answered');
    } else {
      shift.wishes.push({ ...outcome, errand });
      if (doubts.has(lane.channel)) shift.end = 'waits';
    }
  }

  async function beginRest(shift: Shift, errand: Errand, outcome: Rest): Promise<void> {
    const { lane, turn } = shift;
    putBack(lane, errand);
    shift.end = 'rests';
    pause(lane, outcome);
    if (!turn) return;
    await hold(lane.channel, turn.kind, outcome).catch((error) => onFault(lane.channel, error));
    endTurn(shift, useOf(outcome), outcome);
  }

  /** All that waits for a turn is due again, and the turn of the most important is asked for. */
  function leave({ lane, wishes, end }: Shift): void {
    for (const { errand } of wishes.toReversed()) putBack(lane, errand);
    const best = mostImportant(wishes);
    if (!best) return;
    putBack(lane, best.errand);
    if (end !== 'rests') queue(lane, best);
  }

  function attempt(lane: Lane, errand: Errand, turn: Turn | undefined): Outcome | Promise<Outcome> {
    const isDoubted = turn && (turn.isTrial || lane.isDoubtful);
    return isDoubted ? onTrial(lane, errand, turn) : errand.work(lane, errand.key, turn?.kind);
  }

  function faulted(lane: Lane, error: unknown): Outcome {
    onFault(lane.channel, error);
    return { waitUntil: clock.now() + faultPauseMs, isFault: true };
  }

  async function onTrial(lane: Lane, { work, key }: Errand, { kind }: Turn): Promise<Outcome> {
    if (!(await lane.platform.isAnswering(lane.channel))) return notAnswering;
    lane.isDoubtful = false;
    return work(lane, key, kind);
  }

  function endTurn(shift: Shift, use: Use, { waitUntil } = { waitUntil: 0 }): void {
    const { lane, turn } = shift;
    if (!turn) return;
    shift.turn = undefined;
    if (turn.kind === 'post') {
      lane.wholeAt = spent(lane.wholeAt, lane.platform.limits?.channelPosts, clock.now());
    }
    lane.turns.end(turn, use, use === 'failed' ? waitUntil : 0);
  }

  /** The channel's own budget comes first, so that a turn is never held by who may not use it. */
  function queue(lane: Lane, { wants, urgency }: Wish): void {
    const pace = wants === 'post' ? lane.platform.limits?.channelPosts : undefined;
    lane.notBefore = Math.max(lane.notBefore, earliest(lane.wholeAt, pace));
    if (isStopped || lane.notBefore > clock.now()) return;
    lane.state = wants;
    lane.turns.ask(lane, wants, urgency);
  }

  /** Until the instant the network named, or one that grows with each failure in a row. */
  function pause(lane: Lane, outcome: Rest): void {
    if (outcome.isDoubtful) lane.isDoubtful = true;
    const isNamed = outcome.waitUntil > clock.now();
    const growth = firstPauseMs * 2 ** Math.min(lane.failures, 10);
    lane.failures += 1;
    const ownPause = isNamed && lane.failures === 1 ? 0 : Math.min(growth, longestPauseMs);
    lane.notBefore = Math.max(outcome.waitUntil, clock.now() + ownPause);
  }

  async function hold(channel: Channel, kind: Kind, rest: Rest): Promise<void> {
    if (rest.isFault || rest.waitUntil <= clock.now()) return;
    await holds.set(rest.isEverywhere ? heldKey(channel, kind) : channel, rest.waitUntil);
  }

  function loads(): readonly Load[] {
    const now = clock.now();
    const due = [...lanes.values()].filter(({ dueSince }) => dueSince > 0);
    const byWorkspace = Map.groupBy(due, ({ channel }) => workspaceOf(channel));
    return [...workspaces].map(([workspace, turns]) => {
      const waiting = byWorkspace.get(workspace) ?? [];
      const since = waiting.reduce((first, lane) => Math.min(first, lane.dueSince), now);
      const waitFor = (kind: Kind) => Math.max(0, turns.mayAt(kind) - now);
      return {
        workspace,
        channels: waiting.length,
        ...(waiting.length > 0 && { since }),
        waitMs: { post: waitFor('post'), edit: waitFor('edit') },
      };
    });
  }

  async function idle(): Promise<void> {
    if (atWork === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiters.push(resolve);
    await promise;
  }

  return {
    add(channel, key, work) {
      const lane = isStopped ? undefined : laneOf(channel);
      if (!lane) return false;
      append(lane, { key, work });
      lane.dueSince ||= clock.now();
      if (lane.state === 'post' || lane.state === 'edit') {
        lane.turns.withdraw(lane, lane.state);
        lane.state = 'idle';
      }
      start(lane);
      return true;
    },
    doubt(channel, key, work) {
      doubts.set(channel, { key, work });
    },
    settled(channel, key) {
      if (doubts.get(channel)?.key === key) doubts.delete(channel);
    },
    hold,
    hurry(channel) {
      const lane = lanes.get(channel);
      if (!lane) return;
      lane.notBefore = holds.until(channel);
      lane.failures = 0;
      if (lane.state !== 'resting') return;
      rests.unset(lane);
      lane.state = 'idle';
      start(lane);
    },
    loads,
    restsUntil: (channel) => lanes.get(channel)?.notBefore ?? 0,
    get size() {
      return lanes.size;
    },
    idle,
    async stop() {
      isStopped = true;
      rests.stop();
      for (const turns of workspaces.values()) turns.stop();
      await idle();
    },
  };
}

/** Asking a lane's answer for every waiting thing would take longer than being a little unfair. */
const looksAtMost = 50;

function isRest(outcome: Outcome): outcome is Rest {
  return typeof outcome === 'object' && 'waitUntil' in outcome;
}

const notAnswering: Rest = { waitUntil: 0, isEverywhere: true };

function useOf({ isDoubtful, isEverywhere, isFault }: Rest): Use {
  if (isFault) return 'free';
  return isDoubtful || isEverywhere ? 'failed' : 'answered';
}
