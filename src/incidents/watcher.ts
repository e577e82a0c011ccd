/**
 * The round of a service: look, ask the canaries when in doubt, judge, and write down what changed.
 * One place advances a service at a time; readings of it are taken in one after another.
 */

import {
  type CheckState,
  freshCheck,
  lookTimeoutMs,
  nextLookMs,
  observe,
} from '../detection/check.ts';
import type { Canaries } from '../detection/network.ts';
import type {
  Check,
  FeedIncident,
  FeedReport,
  Health,
  Reading,
  Service,
  Verdict,
} from '../model.ts';
import type { Schedule } from '../time/schedule.ts';
import { phaseOf } from '../time/schedule.ts';
import type { Doubted } from './blindness.ts';
import { allChecks, doubted, glimpse } from './glimpse.ts';
import { type Around, createReasons } from './reasons.ts';
import { createRows } from './rows.ts';
import { createSettling, type SettlingParts } from './settling.ts';
import type { View, Word } from './vote.ts';
import {
  checksOf,
  inTurn,
  isSettled,
  isWorking,
  newlyWatched,
  restore,
  type Watched,
} from './watched.ts';

export type { Checkpoint } from './watched.ts';

/** What was learned in between is written this often; what is told, at once. */
const checkpointEveryMs = 5 * 60_000;

export type WatcherParts = Omit<SettlingParts, 'reasons'> & {
  /** In doubt a look gets less time than the check has. */
  readonly look: (check: Check, timeoutMs: number) => Promise<Reading>;
  /** `failing` when a reading proves nothing, because the trouble may be ours. Never rejects. */
  readonly believe: (doubted: Doubted) => Promise<Canaries>;
  /** A doubt may come up in a moment. */
  readonly prepareToDoubt?: () => void;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** What other places say about a check that has been failing here for `forMs`. Never rejects. */
  readonly askElsewhere?: (question: Question) => Promise<Word>;
  /** What the provider says now of a service that is not watched. */
  readonly askProvider?: (service: Service) => Promise<FeedReport | undefined>;
  /** What may explain an outage beside the looks. */
  readonly around?: (service: string) => Around;
  /** Hears of every look, also of those that prove nothing. */
  readonly onReading?: (check: Check, reading: Reading) => void;
};

/** A check that fails here, as other places are asked about it. */
export type Question = {
  readonly service: string;
  readonly check: string;
  readonly own: View;
  readonly forMs: number;
};

export type Watcher = {
  /** Begins to look; a second call for the same service changes nothing. */
  watch(service: Service): Promise<void>;
  unwatch(service: string): Promise<void>;
  /** The provider says something else than before; `past` are outages that it tells of only now that they are over. */
  hear(service: string, past: readonly FeedIncident[]): Promise<void>;
  /** Undefined for a service that is not watched. */
  verdict(service: string): Verdict | undefined;
  /** Can our looks not tell how it stands? Cheap; false for a service that is not watched. */
  isBlind(service: string): boolean;
  /** Looks at every check of a service once, for at most `withinMs`, and remembers nothing. */
  lookOnce(service: Service, withinMs: number): Promise<Verdict>;
  readonly watched: readonly string[];
  /** How many are watched. */
  readonly size: number;
  /** What this place sees of each check of a service; undefined when it is not watched. */
  views(service: string): Readonly<Record<string, View>> | undefined;
  /** Looks at every check of these services, or of all, as soon as there is room. */
  lookAgain(services?: readonly string[]): void;
  health(): Health;
  stop(): Promise<void>;
};

export function createWatcher(parts: WatcherParts): Watcher {
  const { look, schedule, journal, now } = parts;
  const watched = new Map<string, Watched>();
  const rows = createRows();
  const reasons = createReasons({ journal, now, around: parts.around });
  const settling = createSettling({ ...parts, reasons });

  async function watch(service: Service): Promise<void> {
    if (watched.has(service.id)) return;
    const entry = newlyWatched(service, now());
    watched.set(service.id, entry);
    restore(entry, (await parts.checkpoints.get(service.id)) ?? {}, now());
    settling.judgeAnew(entry);
    for (const check of allChecks(service)) {
      const id = scheduleId(service.id, check.id);
      schedule.every(id, phaseOf(id, check.everyMs), () => round(entry, check));
    }
    schedule.every(scheduleId(service.id, ''), checkpointEveryMs, () => checkpoint(entry));
  }

  /** One look at one check; the answer is when to look again. */
  async function round(entry: Watched, check: Check): Promise<number> {
    const { service, elsewhere } = entry;
    const reading = await look(check, lookTimeoutMs(stateOf(entry, check), check));
    // Taken off the list, or looked at otherwise, meanwhile.
    if (watched.get(service.id) !== entry) return check.everyMs;
    const before = stateOf(entry, check);
    const asked = reading.status === 'up' ? undefined : ask(entry, check, before);
    const canaries = await parts.believe(doubted(service, check, { before, reading }));
    const word = asked && (await asked);
    if (canaries !== 'failing') rows.note(scheduleId(service.id, check.id), reading, now());
    if (word !== undefined && elsewhere.get(check.id)?.word !== word) {
      elsewhere.set(check.id, { word, since: now() });
    }
    parts.onReading?.(check, reading);
    await inTurn(entry, () => takeIn(entry, check, { reading, canaries }));
    const after = stateOf(entry, check);
    if (before.doubt === undefined && after.doubt !== undefined) lookAround(service, check);
    return nextLookMs(after, check, parts.random());
  }

  function stateOf({ states }: Watched, check: Check): CheckState {
    return states.get(check.id) ?? freshCheck(now());
  }

  /** What other places say; nobody is asked about what is well. */
  async function ask(entry: Watched, check: Check, before: CheckState): Promise<Word | undefined> {
    const id = scheduleId(entry.service.id, check.id);
    const own = rows.view(id, now());
    const since = before.doubt?.failing?.since ?? now();
    const question = { service: entry.service.id, check: check.id, own, forMs: now() - since };
    return await parts.askElsewhere?.(question);
  }

  /** Resolves when what follows from it is stored; undefined when nothing does. */
  function takeIn(
    entry: Watched,
    check: Check,
    { reading, canaries }: { readonly reading: Reading; readonly canaries: Canaries },
  ): Promise<void> | undefined {
    const { service, states } = entry;
    const before = stateOf(entry, check);
    const circumstances = { now: now(), canaries, preset: service.preset };
    const after = observe(before, reading, circumstances);
    states.set(check.id, after);
    if (after.status === 'operational') entry.proven.add(check.id);
    if (isSettled(after)) entry.elsewhere.delete(check.id);
    reasons.note(service.id, { check, reading, canaries });
    entry.hasNews = true;
    if (entry.isWell && isWorking(before) && isWorking(after) && before.since === after.since) {
      entry.lookedAt = after.countedAt;
      return undefined;
    }
    return settling.settle(entry);
  }

  /** A doubt that begins about one check of a part is a reason to look at its others now; blindness is none. */
  function lookAround(service: Service, doubted: Check): void {
    const component = service.components.find(({ checks }) => checks.includes(doubted));
    for (const { id } of component?.checks ?? []) {
      if (id !== doubted.id) schedule.hurry(scheduleId(service.id, id));
    }
  }

  /** Time alone changes something too: nobody looks at a service that only its provider speaks of. */
  async function checkpoint(entry: Watched): Promise<number> {
    if (settling.isDue(entry)) await inTurn(entry, () => settling.settle(entry));
    await settling.checkpoint(entry);
    return checkpointEveryMs;
  }

  /** In one turn, so that what was is told before what is. */
  async function takeWord(entry: Watched, past: readonly FeedIncident[]): Promise<void> {
    for (const incident of past) await settling.record(entry, incident);
    await settling.settle(entry);
  }

  async function unwatch(id: string): Promise<void> {
    const entry = watched.get(id);
    if (!entry) return;
    watched.delete(id);
    for (const check of allChecks(entry.service)) {
      schedule.cancel(scheduleId(id, check.id));
      rows.forget(scheduleId(id, check.id));
    }
    schedule.cancel(scheduleId(id, ''));
    await entry.turn;
    reasons.forget(id);
    await settling.checkpoint(entry);
  }

  async function lookOnce(service: Service, withinMs: number): Promise<Verdict> {
    const [seen, said] = await Promise.all([
      glimpse(service, withinMs, parts),
      within(withinMs, parts.askProvider?.(service)),
    ]);
    return settling.beside(service, seen, said);
  }

  return {
    watch,
    unwatch,
    async hear(service, past) {
      const entry = watched.get(service);
      if (entry) await inTurn(entry, () => takeWord(entry, past));
    },
    verdict(service) {
      const entry = watched.get(service);
      return entry && settling.shown(entry);
    },
    isBlind: (service) => watched.get(service)?.verdict.status === 'unknown',
    lookOnce,
    views(service) {
      const entry = watched.get(service);
      if (!entry) return undefined;
      const ids = allChecks(entry.service).map(({ id }) => id);
      const view = (id: string) => rows.view(scheduleId(service, id), now());
      return Object.fromEntries(ids.map((id) => [id, view(id)]));
    },
    lookAgain(services = [...watched.keys()]) {
      for (const id of services) {
        for (const check of checksOf(watched.get(id))) schedule.hurry(scheduleId(id, check.id));
      }
    },
    get watched() {
      return [...watched.keys()];
    },
    get size() {
      return watched.size;
    },
    health: settling.health,
    async stop() {
      await Promise.all([...watched.values()].map(({ turn }) => turn));
      await Promise.all([...watched.values()].map(settling.checkpoint));
    },
  };
}

/** What comes too late, or not at all, is as if it had not been asked for. */
async function within<T>(ms: number, asked: Promise<T | undefined> | undefined) {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined).unref());
  return Promise.race([asked?.catch(() => undefined), late]);
}

function scheduleId(service: string, check: string): string {
  return `${service}/${check}`;
}
