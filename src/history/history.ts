/**
 * How services have been: uptime and latency of every check, bounded in memory (8 kB) and in the store
 * (64 kB a check, keys and all). A look writes nothing; what has ended is written in batches every few minutes.
 */
import type { Check, Component, Reading, Service, Steps, Stretch, Uptime } from '../model.ts';
import { inBatches } from '../store/batches.ts';
import type { Table } from '../store/store.ts';
import { counted, together } from './located.ts';
import { type Between, createPast } from './past.ts';
import { joinRows } from './row.ts';
import { meanSteps } from './steps.ts';
import { createStored, type Kept, keyOf } from './stored.ts';
import {
  closeHour,
  closeQuarter,
  dayOf,
  isTraced,
  quarterMinutes,
  settle,
  type Trace,
  trace,
} from './trace.ts';

/** From an instant to another, of one component or all. */
export type Span = Between & { readonly component?: string };

export type History = {
  /** Loads what is known of a service; its readings are taken in from now on. */
  follow(service: Service): Promise<void>;
  /** Takes in a reading of a check of a followed service; any other is left out. Never throws. */
  add(check: Check, reading: Reading): void;
  /** From memory, for windows of up to 400 days, of one component or all. Undefined when nothing was seen. */
  uptime(service: string, windowMs: number, component?: string): Uptime | undefined;
  /**
   * `points` stretches of equal length, oldest first: durations in the middle of all checks, failures of the
   * worst one. The last two days come from memory.
   */
  latency(service: string, span: Span, points: number): Promise<readonly Stretch[]>;
  /**
   * Where the time went in `points` stretches of equal length, oldest first: the mean of all checks, by the
   * hour for six weeks and by the day before that. Empty where nothing is known.
   */
  steps(service: string, span: Span, points: number): Promise<readonly Steps[]>;
  /** Writes what has ended since the last time. Rejects when the store cannot; it is tried again then. */
  checkpoint(): Promise<void>;
  /** No longer looked at: stored and let go of. */
  leave(service: string): Promise<void>;
  /** Deletes everything about a service that is followed. */
  forget(service: string): Promise<void>;
  /** Writes everything, the open quarter too. */
  stop(): Promise<void>;
};

export type HistoryParts = {
  readonly table: Table<Kept>;
  readonly now: () => number;
  /** Could we not tell how this component was just now? Failures while blind are nobody's. */
  readonly isBlind?: (service: string, component: string) => boolean;
};

type Traces = ReadonlyMap<string, Trace>;
type Followed = { readonly service: Service; readonly traces: Traces };
type Due = { readonly service: string; readonly write: () => Promise<unknown> };
type Place = { readonly service: string; readonly component: string; readonly trace: Trace };

export function createHistory({ table, now, isBlind = () => false }: HistoryParts): History {
  const stored = createStored(table);
  const past = createPast(stored, now);
  const followed = new Map<string, Followed>();
  /** The same check object comes with each of its readings. */
  const places = new WeakMap<Check, Place>();
  /** Writes that a turn of the day has made due. */
  let due: Due[] = [];
  let last: Promise<void> = Promise.resolve();

  async function follow(service: Service): Promise<void> {
    if (followed.has(service.id)) return;
    const traces = new Map<string, Trace>();
    followed.set(service.id, { service, traces });
    await Promise.all(checksOf(service).map((one) => followCheck(service.id, one, traces)));
  }

  async function followCheck(
    service: string,
    { component, check }: { component: Component; check: Check },
    traces: Map<string, Trace>,
  ): Promise<void> {
    const key = keyOf(service, check.id);
    const { trace: loaded, endedDay } = await stored.load(key, dayOf(now()));
    if (endedDay !== undefined) {
      due.push({ service, write: () => stored.age(key, endedDay, loaded.today.day) });
    }
    traces.set(check.id, loaded);
    places.set(check, { service, component: component.id, trace: loaded });
  }

  function add(check: Check, reading: Reading): void {
    const place = places.get(check);
    if (!place || !isTraced(reading)) return;
    const ended = trace(place.trace, reading, () => !isBlind(place.service, place.component));
    if (!ended) return;
    const { service } = place;
    const key = keyOf(service, check.id);
    const today = place.trace.today.day;
    if (ended.isChanged) due.push({ service, write: () => stored.writeDay(key, ended) });
    place.trace.today.isChanged = true;
    due.push({ service, write: () => stored.age(key, ended.day, today) });
  }

  async function save(key: string, one: Trace): Promise<void> {
    one.today.isChanged = false;
    try {
      await stored.write(key, one);
    } catch (error) {
      one.today.isChanged = true;
      throw error;
    }
  }

  /** One writes at a time: what one has begun, no other forgets or begins again. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  }

  async function writeAll(): Promise<void> {
    const changed = [...followed.values()].flatMap(({ service, traces }) =>
      [...traces]
        .filter(([, one]) => one.today.isChanged)
        .map(([id, one]) => ({ key: keyOf(service.id, id), one })),
    );
    // A quarter of an hour ends for all checks at once.
    await inBatches(changed, ({ key, one }) => save(key, one));
    while (due[0]) {
      await due[0].write();
      due.shift();
    }
  }

  const checkpoint = () => inTurn(writeAll);

  function settleAll({ service, traces }: Followed): void {
    for (const { component, check } of checksOf(service)) {
      const one = traces.get(check.id);
      const open = one?.minutes.open?.minute;
      if (one?.openHour) closeHour(one, one.openHour);
      if (!one || open === undefined) continue;
      settle(one, () => !isBlind(service.id, component.id), open);
      closeQuarter(one, Math.floor(open / quarterMinutes));
    }
  }

  async function leave(id: string): Promise<void> {
    const known = followed.get(id);
    if (!known) return;
    settleAll(known);
    await checkpoint();
    followed.delete(id);
  }

  function forget(id: string): Promise<void> {
    const known = followed.get(id);
    followed.delete(id);
    return inTurn(async () => {
      due = due.filter(({ service }) => service !== id);
      for (const [check, { today }] of known?.traces ?? []) {
        await stored.remove(keyOf(id, check), today.day);
      }
    });
  }

  function componentsOf(id: string, only?: string): readonly { one: Component; traces: Traces }[] {
    const known = followed.get(id);
    const components = known?.service.components ?? [];
    return components
      .filter((one) => only === undefined || one.id === only)
      .map((one) => ({ one, traces: known?.traces ?? new Map() }));
  }

  function tracesOf(id: string, only?: string): readonly { key: string; known: Trace }[] {
    return componentsOf(id, only).flatMap(({ one, traces }) =>
      one.checks.flatMap((check) => {
        const known = traces.get(check.id);
        return known ? [{ key: keyOf(id, check.id), known }] : [];
      }),
    );
  }

  function uptime(id: string, windowMs: number, component?: string): Uptime | undefined {
    const each = componentsOf(id, component).flatMap(({ one, traces }) => {
      const checks = one.checks.flatMap((check) => traces.get(check.id) ?? []);
      return uptimeOf(one, checks, now(), windowMs) ?? [];
    });
    if (each.length === 0) return undefined;
    // A component counts as much as any other.
    const share = each.reduce((sum, one) => sum + one.share, 0) / each.length;
    return { share, since: Math.min(...each.map(({ since }) => since)) };
  }

  async function latency(id: string, span: Span, points: number): Promise<readonly Stretch[]> {
    const lengthMs = (span.to - span.from) / points;
    const rows = await Promise.all(
      tracesOf(id, span.component).map(({ key, known }) => past.rows(key, known, span)),
    );
    const each = rows.map((one) =>
      Map.groupBy(one, ({ at }) => Math.floor((at - span.from) / lengthMs)),
    );
    return Array.from({ length: points }, (_, index) => {
      const seen = each.flatMap((groups) => {
        const group = groups.get(index);
        return group ? [joinRows(group.map(({ row }) => row))] : [];
      });
      return { ...together(seen), at: span.from + index * lengthMs, lengthMs };
    });
  }

  async function steps(id: string, span: Span, points: number): Promise<readonly Steps[]> {
    const lengthMs = (span.to - span.from) / points;
    const all = await Promise.all(
      tracesOf(id, span.component).map(({ key, known }) => past.spent(key, known, span)),
    );
    const groups = Map.groupBy(all.flat(), ({ at }) => Math.floor((at - span.from) / lengthMs));
    return Array.from({ length: points }, (_, index) =>
      meanSteps((groups.get(index) ?? []).map((one) => one.steps)),
    );
  }

  return {
    follow,
    add,
    uptime,
    latency,
    steps,
    checkpoint,
    leave,
    forget,
    async stop() {
      for (const one of followed.values()) settleAll(one);
      await checkpoint();
    },
  };
}

/** With `any`, the best check is what people feel; with `all`, the worst one. */
function uptimeOf(
  { need }: Component,
  checks: readonly Trace[],
  now: number,
  windowMs: number,
): Uptime | undefined {
  const each = checks.flatMap((one) => {
    const { known, failed, since = now } = counted(one, now, windowMs);
    return known === 0 ? [] : [{ share: 1 - failed / known, since }];
  });
  const shares = each.map(({ share }) => share).sort((a, b) => b - a);
  const needed = need === 'all' ? shares.length : need === 'any' ? 1 : need;
  const share = shares[Math.min(needed, shares.length) - 1];
  if (share === undefined) return undefined;
  const since = Math.max(Math.min(...each.map((one) => one.since)), now - windowMs);
  return { share, since };
}

function checksOf(service: Service): readonly { component: Component; check: Check }[] {
  return service.components.flatMap((component) =>
    component.checks.map((check) => ({ component, check })),
  );
}
