/**
 * The round of a service: look, ask the canaries when in doubt, judge, and write down what changed.
 * One place advances a service at a time; readings of it are taken in one after another.
 */

import {
  type CheckState,
  freshCheck,
  needsCanaries,
  nextLookMs,
  observe,
} from '../detection/check.ts';
import type { Canaries } from '../detection/network.ts';
import { judge } from '../detection/service.ts';
import type { Log } from '../log.ts';
import type { Check, Health, Incident, Reading, Service, Verdict } from '../model.ts';
import type { Schedule } from '../schedule.ts';
import { phaseOf } from '../schedule.ts';
import type { Table } from '../store/store.ts';
import type { Doubted } from './blindness.ts';
import { credible, type Elsewhere } from './credible.ts';
import { grouped, linksOf } from './grouping.ts';
import { advance } from './incident.ts';
import type { Journal } from './journal.ts';
import { type Around, createReasons } from './reasons.ts';
import { createRows } from './rows.ts';
import type { View, Word } from './vote.ts';

/** What a restart needs to go on where it stopped: the state of each check by its id. */
export type Checkpoint = Readonly<Record<string, CheckState & { readonly hasWorked?: boolean }>>;

/** Outages that began further apart than this have nothing to do with each other. */
const longestWindowMs = 10 * 60_000;
/** What was learned in between is written this often; what is told, at once. */
const checkpointEveryMs = 5 * 60_000;

export type WatcherParts = {
  readonly look: (check: Check) => Promise<Reading>;
  /** `failing` when a reading proves nothing, because the trouble may be ours. Never rejects. */
  readonly believe: (doubted: Doubted) => Promise<Canaries>;
  /** A doubt may come up in a moment. */
  readonly prepareToDoubt?: () => void;
  readonly schedule: Schedule;
  readonly journal: Journal;
  readonly checkpoints: Table<Checkpoint>;
  readonly now: () => number;
  readonly random: () => number;
  /** The operator's own services may be down from the start; others must have worked from here. */
  readonly isOwn: (service: Service) => boolean;
  /** When the work on a service that lasts now began; undefined when there is none. */
  readonly workSince?: (service: string) => number | undefined;
  /** What other places say about a check that has been failing here for `forMs`. Never rejects. */
  readonly askElsewhere?: (question: Question) => Promise<Word>;
  /** What may explain an outage beside the looks. */
  readonly around?: (service: string) => Around;
  /** Hears of every look, also of those that prove nothing. */
  readonly onReading?: (check: Check, reading: Reading) => void;
  /** An incident has a new revision, and the store has it. */
  readonly onIncident: (incident: Incident) => void;
  readonly log: Log;
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
  /** Undefined for a service that is not watched. */
  verdict(service: string): Verdict | undefined;
  /** Looks at every check of a service once, for at most `withinMs`, and remembers nothing. */
  lookOnce(service: Service, withinMs: number): Promise<Verdict>;
  readonly watched: readonly string[];
  /** What this place sees of each check of a service; undefined when it is not watched. */
  views(service: string): Readonly<Record<string, View>> | undefined;
  /** Looks at every check of these services, or of all, as soon as there is room. */
  lookAgain(services?: readonly string[]): void;
  health(): Health;
  stop(): Promise<void>;
};

type Watched = {
  readonly service: Service;
  readonly states: Map<string, CheckState>;
  /** The checks that have worked from here, ever. */
  readonly proven: Set<string>;
  readonly elsewhere: Map<string, Elsewhere>;
  /** What the looks mean, whatever is told of it. */
  verdict: Verdict;
  /** The turn of the last reading; the next one waits for it. */
  turn: Promise<void>;
  hasNews: boolean;
};

export function createWatcher(parts: WatcherParts): Watcher {
  const { look, schedule, journal, checkpoints, now, log } = parts;
  const watched = new Map<string, Watched>();
  const rows = createRows();
  const reasons = createReasons({ journal, now, around: parts.around });
  let trouble: string | undefined;

  async function watch(service: Service): Promise<void> {
    if (watched.has(service.id)) return;
    const entry: Watched = {
      service,
      states: new Map(),
      proven: new Set(),
      elsewhere: new Map(),
      verdict: judge(service, new Map(), now()),
      turn: Promise.resolve(),
      hasNews: false,
    };
    watched.set(service.id, entry);
    const known = (await checkpoints.get(service.id)) ?? {};
    for (const check of allChecks(service)) {
      const kept: Checkpoint[string] = known[check.id] ?? freshCheck(now());
      const { hasWorked, ...state } = kept;
      entry.states.set(check.id, state);
      if (hasWorked) entry.proven.add(check.id);
    }
    entry.verdict = judged(entry);
    for (const check of allChecks(service)) {
      const id = scheduleId(service.id, check.id);
      schedule.every(id, phaseOf(id, check.everyMs), () => round(entry, check));
    }
    schedule.every(scheduleId(service.id, ''), checkpointEveryMs, () => checkpoint(entry));
  }

  /** One look at one check; the answer is when to look again. */
  async function round(entry: Watched, check: Check): Promise<number> {
    const { service, states, elsewhere } = entry;
    const reading = await look(check);
    const before = states.get(check.id) ?? freshCheck(now());
    const [canaries, word] = await Promise.all([
      parts.believe(doubted(service, check, { before, reading })),
      reading.status === 'up' ? undefined : ask(entry, check, before),
    ]);
    if (canaries !== 'failing') rows.note(scheduleId(service.id, check.id), reading, now());
    if (word !== undefined && elsewhere.get(check.id)?.word !== word) {
      elsewhere.set(check.id, { word, since: now() });
    }
    parts.onReading?.(check, reading);
    entry.turn = entry.turn.then(() => takeIn(entry, check, reading, canaries));
    await entry.turn;
    if (reading.status !== 'up' && before.doubt === undefined) lookAround(service, check);
    return nextLookMs(states.get(check.id) ?? before, check, parts.random());
  }

  async function ask(entry: Watched, check: Check, before: CheckState): Promise<Word | undefined> {
    const id = scheduleId(entry.service.id, check.id);
    const own = rows.view(id, now());
    const since = before.doubt?.failing?.since ?? now();
    const question = { service: entry.service.id, check: check.id, own, forMs: now() - since };
    return await parts.askElsewhere?.(question);
  }

  async function takeIn(
    entry: Watched,
    check: Check,
    reading: Reading,
    canaries: Canaries,
  ): Promise<void> {
    const { service, states } = entry;
    const before = states.get(check.id) ?? freshCheck(now());
    const circumstances = { now: now(), canaries, preset: service.preset };
    const after = observe(before, reading, circumstances);
    states.set(check.id, after);
    if (after.status === 'operational') entry.proven.add(check.id);
    const isCalm = after.doubt === undefined && after.unstableSince === undefined;
    if (isCalm) entry.elsewhere.delete(check.id);
    entry.verdict = judged(entry);
    reasons.note(service.id, { check, reading, canaries });
    entry.hasNews = true;
    const move = advance(journal.last(service.id), shown(entry), now());
    const moved = move.why === 'opened' ? placed(move.incident, service) : move.incident;
    const incident = moved
      ? reasons.explained(moved, service)
      : reasons.reconsidered(service, shown(entry));
    if (incident === undefined) return;
    try {
      // Begun in one turn of the event loop, so both are stored or neither.
      await Promise.all([journal.write(incident), save(entry)]);
    } catch (error) {
      // The incident stays as it was: the next reading finds the same difference and tries again.
      trouble = String(error);
      log('error', 'an incident could not be stored', { service: service.id, error: trouble });
      return;
    }
    trouble = undefined;
    log('info', 'incident', { why: move.why, incident: incident.id, service: service.id });
    parts.onIncident(incident);
  }

  /** What all checks mean, as far as they may be believed. */
  function judged({ service, states, proven, elsewhere }: Watched): Verdict {
    const last = journal.last(service.id);
    const open = last?.endedAt === undefined ? last : undefined;
    const isOwn = parts.isOwn(service);
    const believed = credible({ states, proven, elsewhere, isOwn, open, now: now() });
    return judge(service, believed, now());
  }

  /** While it is being worked on, that is what people hear; the parts show what is seen. */
  function shown({ service, verdict }: Watched): Verdict {
    const since = parts.workSince?.(service.id);
    if (since === undefined) return verdict;
    return { ...verdict, status: 'maintenance', isSuspect: false, since };
  }

  /** A first doubt about one check of a part is a reason to look at its others now. */
  function lookAround(service: Service, doubted: Check): void {
    const component = service.components.find(({ checks }) => checks.includes(doubted));
    for (const { id } of component?.checks ?? []) {
      if (id !== doubted.id) schedule.hurry(scheduleId(service.id, id));
    }
  }

  /** Beside the others that began with it. */
  function placed(incident: Incident, service: Service): Incident {
    const linked = { ...incident, links: linksOf(incident, service) };
    const slowestMs = Math.max(...allChecks(service).map(({ everyMs }) => everyMs));
    return grouped(linked, journal.open(), Math.min(2 * slowestMs, longestWindowMs));
  }

  async function save(entry: Watched): Promise<void> {
    entry.hasNews = false;
    const states = [...entry.states].map(
      ([id, state]) => [id, { ...state, hasWorked: entry.proven.has(id) }] as const,
    );
    await checkpoints.set(entry.service.id, Object.fromEntries(states));
  }

  async function checkpoint(entry: Watched): Promise<number> {
    if (entry.hasNews) {
      await save(entry).then(
        () => {
          trouble = undefined;
        },
        (error) => {
          trouble = String(error);
        },
      );
    }
    return checkpointEveryMs;
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
    await checkpoint(entry);
  }

  async function lookOnce(service: Service, withinMs: number): Promise<Verdict> {
    parts.prepareToDoubt?.();
    const checks = allChecks(service);
    const states = new Map<string, CheckState>();
    const glimpse = async (check: Check) => {
      const timeoutMs = Math.min(check.timeoutMs, withinMs);
      const before = freshCheck(now());
      const reading = await look({ ...check, timeoutMs });
      const canaries = await parts.believe(doubted(service, check, { before, reading }));
      const circumstances = { now: now(), canaries, preset: service.preset };
      states.set(check.id, observe(before, reading, circumstances));
    };
    await Promise.all(checks.map(glimpse));
    return judge(service, states, now());
  }

  return {
    watch,
    unwatch,
    verdict(service) {
      const entry = watched.get(service);
      return entry && shown(entry);
    },
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
    health: () => (trouble ? { isWorking: false, reason: trouble } : { isWorking: true }),
    async stop() {
      await Promise.all([...watched.values()].map(({ turn }) => turn));
      await Promise.all([...watched.values()].map(checkpoint));
    },
  };
}

function allChecks(service: Service): readonly Check[] {
  return service.components.flatMap(({ checks }) => checks);
}

function checksOf(entry: Watched | undefined): readonly Check[] {
  return entry ? allChecks(entry.service) : [];
}

function doubted(
  service: Service,
  { target }: Check,
  { before, reading }: { readonly before: CheckState; readonly reading: Reading },
): Doubted {
  return { service: service.id, target, reading, isDoubtful: needsCanaries(before, reading) };
}

function scheduleId(service: string, check: string): string {
  return `${service}/${check}`;
}
