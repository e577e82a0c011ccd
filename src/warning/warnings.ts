/**
 * Early warnings: follows what every look took and what every metrics check measured, and says so once a
 * day and service where it is unusual or will soon be full. A hint for those who asked for hints.
 * A reading costs O(1) and writes nothing; what was learned is written every hour.
 */
import type { Log } from '../log.ts';
import type { Check, Notice, Reading, Service, Warning } from '../model.ts';
import { inBatches } from '../store/batches.ts';
import type { Table } from '../store/store.ts';
import {
  byUrgency,
  type Entry,
  endingsIn,
  type Stored,
  slowSince,
  warningOf,
  warningsNow,
} from './entry.ts';
import { expectedAt } from './expected.ts';
import type { News } from './finding.ts';
import { type Meter, noGauge, takeGauge } from './gauge.ts';
import { type Held, isCrowd, released } from './held.ts';
import { forgiven } from './judge.ts';
import { type Circumstances, noLatency, stillSlow, takeLatency } from './latency.ts';
import { noticeOf } from './notice.ts';
import { minuteMs } from './quarter.ts';
import type { BusyAt, Foresight } from './warning.ts';
import { createHours } from './week.ts';

/** Of a service with very many checks some are enough to know the usual. */
const comparedAtMost = 50;

/** What is stored of a service: its checks by their ids. */
export type Kept = Readonly<Record<string, Stored>>;

export type WarningParts = {
  readonly table: Table<Kept>;
  readonly now: () => number;
  /** Whose clocks tell hours and days. */
  readonly timeZone: string;
  readonly announce: (notice: Notice) => Promise<void>;
  /** Name and thresholds of what a metrics check measures; undefined for any other check. */
  readonly meterOf: (check: Check) => Meter | undefined;
  /** Could we not tell how the service was just now? */
  readonly isBlind: (service: string) => boolean;
  /** Has it an outage now? Then that is what people hear. */
  readonly isTroubled: (service: string) => boolean;
  readonly busyAt?: BusyAt;
  readonly log: Log;
};

export type Warnings = Foresight & {
  /** Loads what is known of a service; its readings are taken in from now on. */
  follow(service: Service): Promise<void>;
  /** Takes in a reading of a check of a followed service; any other is left out. Never throws. */
  add(check: Check, reading: Reading): void;
  /** Since when a check is slow enough to be called degraded; undefined when it is not. */
  slowSince(service: string, check: string): number | undefined;
  /** Writes what has changed. Rejects when the store cannot; it is tried again then. */
  checkpoint(): Promise<void>;
  /** No longer looked at: stored and let go of. */
  leave(service: string): Promise<void>;
  /** Deletes everything about a service. */
  forget(service: string): Promise<void>;
  stop(): Promise<void>;
};

export function createWarnings(parts: WarningParts): Warnings {
  const { table, now, timeZone } = parts;
  const hourAt = createHours(timeZone);
  const followed = new Map<string, readonly Entry[]>();
  /** The same check object comes with each of its readings. */
  const entries = new WeakMap<Check, Entry>();
  let held: readonly Held[] = [];
  let crowd = { at: 0, is: false };

  async function follow(service: Service): Promise<void> {
    if (followed.has(service.id)) return;
    const own = service.components.flatMap(({ id, checks }) =>
      checks.map((check) => entryOf(service, id, check)),
    );
    followed.set(service.id, own);
    const kept = (await table.get(service.id)) ?? {};
    for (const entry of own) {
      entry.stored = kept[entry.check.id] ?? {};
      entries.set(entry.check, entry);
    }
  }

  function entryOf(service: Service, component: string, check: Check): Entry {
    const circumstances: Circumstances = {
      hourAt,
      everyMs: check.everyMs,
      factorAt: (at) => parts.busyAt?.(at, service)?.factor ?? 1,
      isBlind: () => parts.isBlind(service.id),
    };
    const meter = parts.meterOf(check);
    const known = { service, component, check, meter, circumstances };
    return { ...known, endings: {}, stored: {}, isChanged: false };
  }

  function add(check: Check, reading: Reading): void {
    const entry = entries.get(check);
    if (!entry) return;
    for (const ending of endingsIn(reading)) entry.endings[ending.code] = ending;
    const news = take(entry, reading);
    if (news) hold(entry, news);
    if (held.length > 0) release();
  }

  function take(entry: Entry, reading: Reading): News | undefined {
    const { stored, meter, circumstances } = entry;
    if (meter) {
      const taken = takeGauge(stored.gauge ?? noGauge, reading, meter, circumstances);
      if (taken.state !== stored.gauge) entry.stored = { gauge: taken.state };
      entry.isChanged ||= taken.isChanged;
      return taken.news;
    }
    const taken = takeLatency(stored.latency ?? noLatency, reading, circumstances);
    if (taken.state !== stored.latency) entry.stored = { latency: taken.state };
    entry.isChanged ||= taken.isChanged;
    return taken.news;
  }

  function hold(entry: Entry, news: News): void {
    const { service } = entry;
    held = [...held, { service: service.id, warning: warningOf(entry, news), since: now() }];
    // A crash must not forget that it has been said.
    save(service.id).catch((error) => parts.log('warn', 'warnings', { error: String(error) }));
  }

  function release(): void {
    const { told, waiting, ours } = released(held, now(), followed.size);
    held = waiting;
    if (ours > 0) parts.log('info', 'many services are slow at once', { services: ours });
    for (const { service, warning } of told) {
      const entry = find(service, warning.check);
      if (!entry || parts.isTroubled(service) || isOverAgain(entry, warning)) continue;
      parts.announce(noticeOf(service, warning, { now: now(), timeZone })).catch((error) => {
        parts.log('warn', 'a warning could not be told', { error: String(error) });
      });
    }
  }

  /** What has passed meanwhile is told to nobody, and may be told when it comes again. */
  function isOverAgain(entry: Entry, { code }: Warning): boolean {
    const { latency, gauge } = entry.stored;
    if (code === 'fills' || (latency ? stillSlow(latency) : gauge?.finding)) return false;
    if (latency) entry.stored = { latency: forgiven(latency) };
    if (gauge) entry.stored = { gauge: forgiven(gauge) };
    return true;
  }

  /** Are so many slow that it is us? Reckoned once a minute. */
  function isCrowded(): boolean {
    if (Math.abs(now() - crowd.at) >= minuteMs) {
      const slow = [...followed.values()].filter((own) =>
        own.some((entry) => slowSince(entry, now()) !== undefined),
      );
      crowd = { at: now(), is: isCrowd(slow.length, followed.size) };
    }
    return crowd.is;
  }

  async function save(id: string): Promise<void> {
    const own = followed.get(id) ?? [];
    const changed = own.filter(({ isChanged }) => isChanged);
    if (changed.length === 0) return;
    for (const entry of changed) entry.isChanged = false;
    try {
      await table.set(id, Object.fromEntries(own.map(({ check, stored }) => [check.id, stored])));
    } catch (error) {
      for (const entry of changed) entry.isChanged = true;
      throw error;
    }
  }

  function letGo(id: string): void {
    for (const { check } of followed.get(id) ?? []) entries.delete(check);
    followed.delete(id);
  }

  async function checkpoint(): Promise<void> {
    if (held.length > 0) release();
    await inBatches([...followed.keys()], save);
  }

  return {
    follow,
    add,
    checkpoint,
    of: (id) =>
      (followed.get(id) ?? []).flatMap((entry) => warningsNow(entry, now())).toSorted(byUrgency),
    expected(id, check, at) {
      const { latency, gauge } = find(id, check)?.stored ?? {};
      const memory = latency ?? gauge;
      return memory && expectedAt(memory, at, hourAt);
    },
    usual(id, at) {
      const all = (followed.get(id) ?? []).slice(0, comparedAtMost).flatMap(({ stored }) => {
        return (stored.latency && expectedAt(stored.latency, at, hourAt)) ?? [];
      });
      // As the duration of several checks is that of the one in the middle.
      return all.sort((a, b) => a.median - b.median)[Math.floor((all.length - 1) / 2)];
    },
    slowSince(id, check) {
      const entry = find(id, check);
      const since = entry && slowSince(entry, now());
      return since === undefined || isCrowded() ? undefined : since;
    },
    async leave(id) {
      await save(id);
      letGo(id);
    },
    async forget(id) {
      letGo(id);
      await table.delete(id);
    },
    stop: checkpoint,
  };

  function find(id: string, check: string): Entry | undefined {
    return followed.get(id)?.find((entry) => entry.check.id === check);
  }
}
