/**
 * Planned work: from the services file and from commands. While it lasts nothing is told of a
 * service; people read of it a day and an hour ahead, and afterwards only what differs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../log.ts';
import type { Notice } from '../model.ts';
import type { Table } from '../store/store.ts';
import { localAt } from '../time/local-time.ts';
import type { Schedule } from '../time/schedule.ts';
import {
  concerns,
  type Days,
  longestWindowMs,
  type Occurrence,
  occurrenceAt,
  type Window,
} from './window.ts';

/** A window with the time that it is open now or will be next. */
export type Planned = Occurrence & {
  readonly window: Window;
  /** It stands in the services file, or the provider says so: nobody can change it here. */
  readonly isFixed: boolean;
  /** The provider announces it: expected, but what fails in it is told unless the provider is at it. */
  readonly isProvided?: boolean;
};

/** What a person asks for. `by` is the platform's id of that person. */
export type Plan = Occurrence & {
  readonly services: readonly string[];
  readonly title?: string;
  /** Again and again on these days, at the same time of the clock in a zone. */
  readonly repeat?: { readonly days: Days; readonly timeZone: string };
};

export type MaintenanceParts = {
  /** From the services file. */
  readonly fixed: readonly Window[];
  /** From commands, by id. */
  readonly table: Table<Window>;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly announce: (notice: Notice) => Promise<void>;
  /** Work on these services is over (absent: on all): see what is different. */
  readonly onOver: (services: readonly string[] | undefined) => void;
  /** Work took place, from and until when; the same may be said twice. */
  readonly onWorked?: (window: Window, when: Occurrence) => void;
  readonly log: Log;
};

export type Maintenance = {
  /** Looks for what is to be said ahead; nothing is said before. */
  start(): void;
  /** The work on a service that lasts now. */
  at(service: string): Planned | undefined;
  /** What lasts now or is to come, soonest first; of one service, or of all. */
  list(service?: string): readonly Planned[];
  /** Durable when it resolves. */
  add(
    plan: Plan,
  ): Promise<
    | { readonly result: 'done'; readonly planned: Planned }
    | { readonly result: 'full' | 'over' | 'backwards' | 'too-long' }
  >;
  /** The work that the provider of a service announces, instead of what it announced before. */
  provide(service: string, windows: readonly Window[]): void;
  /** Nobody reads any more what its provider announces: forgotten, and not called off. */
  leave(service: string): void;
  /** Ends it at once when it lasts. A window of the services file is `fixed`. */
  cancel(id: string): Promise<'done' | 'unknown' | 'fixed'>;
  /** The services file has these windows now. */
  replaceFixed(windows: readonly Window[]): void;
};

const plannedAtMost = 500;
const titleLength = 120;
const servicesAtMost = 100;
const lookedAtEveryMs = 15_000;
const hourMs = 3_600_000;
/** Told a day ahead, and again shortly before; the later one alone when there is no time for both. */
const aheads = [
  { name: '24h', ms: 24 * hourMs },
  { name: '1h', ms: hourMs },
] as const;

type Entry = {
  readonly window: Window;
  readonly isFixed: boolean;
  readonly isProvided?: boolean;
  next: Occurrence | undefined;
  foundAt: number;
};

export async function createMaintenance(parts: MaintenanceParts): Promise<Maintenance> {
  const { table, schedule, now, log } = parts;
  const entries = new Map<string, Entry>();
  /** What was said of each window's time, so that it is said once. */
  const said = new Map<string, string>();
  for (const window of parts.fixed) remember(window, true);
  for await (const [, window] of table.entries()) remember(window, false);

  function remember(window: Window, isFixed: boolean, isProvided = false): void {
    const next = occurrenceAt(window, now());
    const source = { isFixed, ...(isProvided && { isProvided }) };
    entries.set(window.id, { window, ...source, next, foundAt: now() });
  }

  function provide(service: string, windows: readonly Window[]): void {
    const ids = new Set(windows.map(({ id }) => id));
    const gone = providedFor(service).filter(({ window }) => !ids.has(window.id));
    for (const entry of gone) {
      sayCancelled(entry).catch(onFault);
      forget(entry.window);
    }
    for (const window of windows) remember(window, true, true);
    schedule.hurry(jobId);
  }

  function onFault(error: unknown): void {
    log('warn', 'a cancelled maintenance could not be announced', { error: String(error) });
  }

  function providedFor(service: string): readonly Entry[] {
    return [...entries.values()].filter(
      ({ isProvided, window }) => isProvided && concerns(window, service),
    );
  }

  /** Looked up anew only when it is over, or the clock was set back: that costs a calendar. */
  function plannedOf(entry: Entry): Planned | undefined {
    const { window, isFixed, isProvided, next, foundAt } = entry;
    const isOver = next ? now() >= next.until : now() - foundAt >= hourMs;
    if (isOver || now() < foundAt) {
      entry.next = occurrenceAt(window, now());
      entry.foundAt = now();
    }
    const source = { isFixed, ...(isProvided && { isProvided }) };
    return entry.next && { ...entry.next, window, ...source };
  }

  function list(service?: string): readonly Planned[] {
    return [...entries.values()]
      .filter(({ window }) => service === undefined || concerns(window, service))
      .flatMap((entry) => plannedOf(entry) ?? [])
      .sort((one, other) => one.from - other.from);
  }

  function at(service: string): Planned | undefined {
    const open = list(service).filter(({ from, isProvided }) => from <= now() && !isProvided);
    return open.sort((one, other) => other.until - one.until)[0];
  }

  async function add(plan: Plan): ReturnType<Maintenance['add']> {
    const { from, until, services, title } = plan;
    if (!(until > from)) return { result: 'backwards' };
    if (until <= now()) return { result: 'over' };
    if (until - from > longestWindowMs) return { result: 'too-long' };
    const own = [...entries.values()].filter(({ isFixed }) => !isFixed).length;
    if (own >= plannedAtMost || services.length > servicesAtMost) return { result: 'full' };
    const window: Window = {
      id: freeId(),
      services,
      ...(title && { title: title.slice(0, titleLength) }),
      when: whenOf(plan),
    };
    const first = occurrenceAt(window, now());
    if (!first) return { result: 'over' };
    await table.set(window.id, window);
    remember(window, false);
    schedule.hurry(jobId);
    return { result: 'done', planned: { ...first, window, isFixed: false } };
  }

  /** Short, as people type it to cancel. */
  function freeId(): string {
    let number = 1;
    while (entries.has(`m${number}`)) number += 1;
    return `m${number}`;
  }

  async function cancel(id: string): ReturnType<Maintenance['cancel']> {
    const entry = entries.get(id);
    if (!entry) return 'unknown';
    if (entry.isFixed) return 'fixed';
    await table.delete(id);
    await sayCancelled(entry);
    noteWork(entry.window);
    forget(entry.window);
    parts.onOver(entry.window.services);
    return 'done';
  }

  function replaceFixed(windows: readonly Window[]): void {
    const next = new Map(windows.map((window) => [window.id, window]));
    for (const { window, isFixed, isProvided } of [...entries.values()]) {
      if (!isFixed || isProvided || isDeepStrictEqual(next.get(window.id), window)) continue;
      forget(window);
      parts.onOver(window.services);
    }
    for (const window of windows) if (!entries.has(window.id)) remember(window, true);
    schedule.hurry(jobId);
  }

  function forget({ id }: Window): void {
    entries.delete(id);
    said.delete(id);
    open.delete(id);
  }

  /** The windows that were open at the last look, and the time that it was. */
  const open = new Map<string, Occurrence>();

  async function lookUp(): Promise<number> {
    let soonestMs = lookedAtEveryMs;
    for (const entry of [...entries.values()]) {
      const planned = plannedOf(entry);
      follow(entry, planned);
      if (!planned) await clear(entry);
      else if (now() < planned.from) await sayAhead(planned);
      const boundary = planned && (now() < planned.from ? planned.from : planned.until);
      if (boundary) soonestMs = Math.min(soonestMs, boundary - now());
    }
    return Math.max(1, soonestMs);
  }

  function follow({ window, isProvided }: Entry, planned: Planned | undefined): void {
    if (isProvided) return;
    const isOpen = planned !== undefined && planned.from <= now();
    const wasOpen = open.has(window.id);
    const before = open.get(window.id);
    if (before?.from !== planned?.from) noteWork(window);
    if (isOpen) open.set(window.id, planned);
    else open.delete(window.id);
    if (isOpen === wasOpen) return;
    log('info', isOpen ? 'maintenance begins' : 'maintenance is over', { window: window.id });
    if (!isOpen) parts.onOver(window.services);
  }

  /** The time that was open has ended, in time or before. */
  function noteWork(window: Window): void {
    const was = open.get(window.id);
    if (was) parts.onWorked?.(window, { from: was.from, until: Math.min(was.until, now()) });
  }

  async function clear({ window, isFixed, isProvided }: Entry): Promise<void> {
    if (isFixed && !isProvided) return;
    // It may have begun and ended while nobody was here to see it.
    if (!isProvided && 'from' in window.when) parts.onWorked?.(window, window.when);
    if (!isProvided) await table.delete(window.id);
    forget(window);
  }

  async function sayAhead({ window, from, until }: Planned): Promise<void> {
    if (window.isQuiet) return;
    const due = aheads.filter(({ ms }) => from - now() <= ms).at(-1);
    if (!due || isRoutine(window, from, due.ms)) return;
    const id = `maintenance:${window.id}:${from}:${due.name}`;
    if (said.get(window.id) === id) return;
    const { services, title } = window;
    await parts.announce({
      id,
      kind: 'maintenance',
      ...(services && { services }),
      at: now(),
      expiresAt: from,
      facts: { from, until, ...(title && { text: title }) },
    });
    said.set(window.id, id);
  }

  /** Whoever read that it would come has to know that it does not. */
  async function sayCancelled({ window, next }: Entry): Promise<void> {
    const { id, services, title } = window;
    const told = said.get(id);
    if (told === undefined || next === undefined || next.from <= now()) return;
    await parts.announce({
      id: `${told}:cancelled`,
      kind: 'maintenance',
      ...(services && { services }),
      at: now(),
      expiresAt: next.until,
      facts: { change: 'cancelled', ...next, ...(title && { text: title }) },
    });
  }

  /** A day ahead of daily work is no news: the last time has only just been. */
  function isRoutine(window: Window, from: number, aheadMs: number): boolean {
    const before = occurrenceAt(window, from - aheadMs - 1);
    return before !== undefined && before.from < from;
  }

  return {
    start: () => schedule.every(jobId, 0, lookUp),
    at,
    list,
    add,
    provide,
    leave(service) {
      for (const { window } of providedFor(service)) forget(window);
    },
    cancel,
    replaceFixed,
  };
}

function whenOf({ from, until, repeat }: Plan): Window['when'] {
  if (!repeat) return { from, until };
  const { days, timeZone } = repeat;
  const startMinute = localAt(from, timeZone).minute;
  return { days, startMinute, timeZone, lastsMs: until - from };
}

const jobId = 'maintenance';
