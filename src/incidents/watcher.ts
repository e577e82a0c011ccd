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
import { judge } from '../detection/service.ts';
import type { Log } from '../log.ts';
import type {
  Check,
  ComponentVerdict,
  Health,
  Incident,
  Reading,
  Service,
  Verdict,
} from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Schedule } from '../time/schedule.ts';
import { phaseOf } from '../time/schedule.ts';
import type { Doubted } from './blindness.ts';
import { credible, type Elsewhere } from './credible.ts';
import { allChecks, doubted, glimpse, type Seen } from './glimpse.ts';
import { grouped, linksOf, togetherWithinMs } from './grouping.ts';
import { advance } from './incident.ts';
import type { Journal } from './journal.ts';
import { type Around, createReasons } from './reasons.ts';
import { createRows } from './rows.ts';
import type { View, Word } from './vote.ts';

/** What a restart needs to go on where it stopped: the state of each check by its id. */
export type Checkpoint = Readonly<Record<string, CheckState & { readonly hasWorked?: boolean }>>;

/** What was learned in between is written this often; what is told, at once. */
const checkpointEveryMs = 5 * 60_000;

export type WatcherParts = {
  /** In doubt a look gets less time than the check has. */
  readonly look: (check: Check, timeoutMs: number) => Promise<Reading>;
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
  /** All is well: then a look that finds it well changes nothing that anybody is told of. */
  isWell: boolean;
  /** The newest reading that counted, also of those that changed nothing. */
  lookedAt: number | undefined;
  /** While a change is being stored: the turn of the last reading, and the next one waits for it. */
  turn: Promise<void> | undefined;
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
      isWell: false,
      lookedAt: undefined,
      turn: undefined,
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
    judgeAnew(entry);
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
    const before = stateOf(entry, check);
    const [canaries, word] = await judgement(entry, check, { before, reading });
    if (canaries !== 'failing') rows.note(scheduleId(service.id, check.id), reading, now());
    if (word !== undefined && elsewhere.get(check.id)?.word !== word) {
      elsewhere.set(check.id, { word, since: now() });
    }
    parts.onReading?.(check, reading);
    await inTurn(entry, () => takeIn(entry, check, { reading, canaries }));
    if (reading.status !== 'up' && before.doubt === undefined) lookAround(service, check);
    return nextLookMs(stateOf(entry, check), check, parts.random());
  }

  function stateOf({ states }: Watched, check: Check): CheckState {
    return states.get(check.id) ?? freshCheck(now());
  }

  /** What the canaries and other places say; nobody else is asked about what is well. */
  async function judgement(entry: Watched, check: Check, { before, reading }: Seen) {
    const believed = parts.believe(doubted(entry.service, check, { before, reading }));
    if (reading.status === 'up') return [await believed, undefined] as const;
    return await Promise.all([believed, ask(entry, check, before)]);
  }

  /** At once when nobody is before it, which spares nearly every reading the waiting. */
  async function inTurn(entry: Watched, take: () => Promise<void> | undefined): Promise<void> {
    const turn = entry.turn === undefined ? take() : entry.turn.then(take);
    if (turn === undefined) return;
    entry.turn = turn;
    await turn.finally(() => {
      if (entry.turn === turn) entry.turn = undefined;
    });
  }

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
    judgeAnew(entry);
    const move = advance(journal.last(service.id), shown(entry), now());
    const moved = move.why === 'opened' ? placed(move.incident, service) : move.incident;
    const incident = moved
      ? reasons.explained(moved, service)
      : reasons.reconsidered(service, shown(entry));
    return incident && keep(entry, incident, move.why);
  }

  /** The service is as it was until it is stored. Only a bug rejects. */
  async function keep(entry: Watched, incident: Incident, why: string): Promise<void> {
    const service = entry.service.id;
    try {
      // Begun in one turn of the event loop, so both are stored or neither.
      await Promise.all([journal.write(incident), save(entry)]);
    } catch (error) {
      // The incident stays as it was: the next reading finds the same difference and tries again.
      trouble = String(error);
      log('error', 'an incident could not be stored', { service, error: trouble });
      return;
    }
    trouble = undefined;
    log('info', 'incident', { why, incident: incident.id, service });
    parts.onIncident(incident);
  }

  /** What all checks mean, as far as they may be believed. */
  function judgeAnew(entry: Watched): void {
    const { service, states, proven, elsewhere } = entry;
    const last = journal.last(service.id);
    const open = last?.endedAt === undefined ? last : undefined;
    const isOwn = parts.isOwn(service);
    const believed = credible({ states, proven, elsewhere, isOwn, open, now: now() });
    entry.verdict = judge(service, believed, now());
    entry.lookedAt = entry.verdict.lookedAt;
    entry.isWell = open === undefined && elsewhere.size === 0 && isAllWell(entry.verdict);
  }

  function shown({ verdict, lookedAt }: Watched): Verdict {
    return atWork(lookedAt === undefined ? verdict : { ...verdict, lookedAt });
  }

  /** While it is being worked on, that is what people hear; the parts show what is seen. */
  function atWork(verdict: Verdict): Verdict {
    const since = parts.workSince?.(verdict.service);
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
    return grouped(linked, journal.open(), togetherWithinMs(slowestMs));
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
    return atWork(await glimpse(service, withinMs, parts));
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

/** Nothing about it changes by itself, only by a look that finds something. */
function isAllWell({ status, isSuspect, components }: Verdict): boolean {
  const isWell = (one: ComponentVerdict) =>
    one.status === 'operational' && one.working === one.checks && !one.isUnstable;
  return status === 'operational' && !isSuspect && components.every(isWell);
}

function isSettled({ doubt, unstableSince }: CheckState): boolean {
  return doubt === undefined && unstableSince === undefined;
}

function isWorking(state: CheckState): boolean {
  return state.status === 'operational' && state.unseen === undefined && isSettled(state);
}

function checksOf(entry: Watched | undefined): readonly Check[] {
  return entry ? allChecks(entry.service) : [];
}

function scheduleId(service: string, check: string): string {
  return `${service}/${check}`;
}
