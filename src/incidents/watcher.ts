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
import { grouped, linksOf } from './grouping.ts';
import { advance } from './incident.ts';
import type { Journal } from './journal.ts';

/** What a restart needs to go on where it stopped: the state of each check by its id. */
export type Checkpoint = Readonly<Record<string, CheckState>>;

/** Outages that began further apart than this have nothing to do with each other. */
const longestWindowMs = 10 * 60_000;
/** What was learned in between is written this often; what is told, at once. */
const checkpointEveryMs = 5 * 60_000;

export type WatcherParts = {
  readonly look: (check: Check) => Promise<Reading>;
  readonly askCanaries: () => Promise<Canaries>;
  readonly schedule: Schedule;
  readonly journal: Journal;
  readonly checkpoints: Table<Checkpoint>;
  readonly now: () => number;
  readonly random: () => number;
  /** An incident has a new revision, and the store has it. */
  readonly onIncident: (incident: Incident) => void;
  readonly log: Log;
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
  health(): Health;
  stop(): Promise<void>;
};

type Watched = {
  readonly service: Service;
  readonly states: Map<string, CheckState>;
  verdict: Verdict;
  /** The turn of the last reading; the next one waits for it. */
  turn: Promise<void>;
  hasNews: boolean;
};

export function createWatcher(parts: WatcherParts): Watcher {
  const { look, askCanaries, schedule, journal, checkpoints, now, log } = parts;
  const watched = new Map<string, Watched>();
  let trouble: string | undefined;

  async function watch(service: Service): Promise<void> {
    if (watched.has(service.id)) return;
    const entry: Watched = {
      service,
      states: new Map(),
      verdict: judge(service, new Map(), now()),
      turn: Promise.resolve(),
      hasNews: false,
    };
    watched.set(service.id, entry);
    const known = (await checkpoints.get(service.id)) ?? {};
    for (const check of allChecks(service)) {
      entry.states.set(check.id, known[check.id] ?? freshCheck(now()));
    }
    entry.verdict = judge(service, entry.states, now());
    for (const check of allChecks(service)) {
      const id = scheduleId(service.id, check.id);
      schedule.every(id, phaseOf(id, check.everyMs), () => round(entry, check));
    }
    schedule.every(scheduleId(service.id, ''), checkpointEveryMs, () => checkpoint(entry));
  }

  /** One look at one check; the answer is when to look again. */
  async function round(entry: Watched, check: Check): Promise<number> {
    const reading = await look(check);
    const before = entry.states.get(check.id) ?? freshCheck(now());
    const canaries = needsCanaries(before, reading) ? await askCanaries() : 'unasked';
    entry.turn = entry.turn.then(() => takeIn(entry, check, reading, canaries));
    await entry.turn;
    if (reading.status !== 'up' && before.doubt === undefined) lookAround(entry.service, check);
    return nextLookMs(entry.states.get(check.id) ?? before, check, parts.random());
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
    states.set(check.id, observe(before, reading, circumstances));
    entry.verdict = judge(service, states, now());
    entry.hasNews = true;
    const move = advance(journal.last(service.id), entry.verdict, now());
    if (move.incident === undefined) return;
    const incident = move.why === 'opened' ? placed(move.incident, service) : move.incident;
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
    await checkpoints.set(entry.service.id, Object.fromEntries(entry.states));
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
    for (const check of allChecks(entry.service)) schedule.cancel(scheduleId(id, check.id));
    schedule.cancel(scheduleId(id, ''));
    await entry.turn;
    await checkpoint(entry);
  }

  async function lookOnce(service: Service, withinMs: number): Promise<Verdict> {
    const checks = allChecks(service);
    const looks = checks.map((check) =>
      look({ ...check, timeoutMs: Math.min(check.timeoutMs, withinMs) }),
    );
    const [canaries, ...readings] = await Promise.all([askCanaries(), ...looks]);
    const states = new Map<string, CheckState>();
    for (const [index, check] of checks.entries()) {
      const reading = readings[index];
      if (!reading) continue;
      const circumstances = { now: now(), canaries, preset: service.preset };
      states.set(check.id, observe(freshCheck(reading.at), reading, circumstances));
    }
    return judge(service, states, now());
  }

  return {
    watch,
    unwatch,
    verdict: (service) => watched.get(service)?.verdict,
    lookOnce,
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

function scheduleId(service: string, check: string): string {
  return `${service}/${check}`;
}
