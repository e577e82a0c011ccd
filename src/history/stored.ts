/**
 * The traces of checks in the store: a value for each of the last days, one for eight weeks of those before,
 * and one for all whole days of a check.
 */
import { createHash } from 'node:crypto';
import type { Table } from '../store/store.ts';
import { isPacked, type Pack, packed, packOf, since } from './packs.ts';
import { emptyRow, joinRows, widenDays } from './row.ts';
import {
  type Chunk,
  daysKept,
  newChunk,
  newTrace,
  quartersOf,
  type Trace,
  turnTo,
} from './trace.ts';

/** Quarters of an hour are kept for six weeks, hours after that. */
export const quarterDays = 42;
const quartersPerHour = 4;
/** An id of a part and a usual target; every value of a check costs its key once more. */
const longestId = 100;

/**
 * Rows of one day by quarters, of the days of a pack by hours, or all whole days before `last`; where the
 * time went beside them. `hours`, `hour` and `day` are written no more: one day by hours, hours as wide as
 * quarters, and days without a p95.
 */
export type Kept = {
  readonly by: 'quarter' | 'pack' | 'days' | 'hours' | 'hour' | 'day';
  readonly rows: string;
  /** By the hour beside quarters, by the day beside days. */
  readonly steps?: string;
  readonly last?: number;
};

/** `day` is where a pack begins to be asked for. */
export type KeptDay = { readonly day: number; readonly kept: Kept };

export type Stored = {
  /** `endedAt` is the day that ended while the bot was off, when there is one. */
  load(key: string, today: number): Promise<{ trace: Trace; endedDay?: number }>;
  /** What is kept of so many days from `first` on; a pack comes once, with all its days. */
  days(key: string, first: number, count: number): Promise<readonly KeptDay[]>;
  writeDay(key: string, chunk: Chunk): Promise<void>;
  /** Today and the whole days, in one transaction. */
  write(key: string, trace: Trace): Promise<void>;
  /** From one day to another: what is old is kept by hours, what is oldest not at all. */
  age(key: string, fromDay: number, toDay: number): Promise<void>;
  remove(key: string, today: number): Promise<void>;
};

export function createStored(table: Table<Kept>): Stored {
  async function chunk(key: string, day: number): Promise<Chunk> {
    const kept = await table.get(`${key}/${day}`);
    return kept?.by === 'quarter' ? newChunk(day, kept.rows, kept.steps) : newChunk(day);
  }

  async function packAt(key: string, pack: number): Promise<Pack | undefined> {
    const kept = await table.get(packKey(key, pack));
    return kept?.by === 'pack' && kept.last !== undefined ? (kept as Pack) : undefined;
  }

  /** A day that is long ago: its hours go into its pack, its quarters go. */
  async function toHours(key: string, day: number): Promise<void> {
    const kept = await table.get(`${key}/${day}`);
    if (kept?.by !== 'quarter') return;
    const quarters = quartersOf(newChunk(day, kept.rows));
    const hours = Map.groupBy(quarters.keys(), (at) => Math.floor(at / quartersPerHour));
    const rows = [...hours.values()].map((at) =>
      joinRows(at.map((quarter) => quarters[quarter] ?? emptyRow())),
    );
    const pack = packed(await packAt(key, packOf(day)), day, rows);
    // Begun in one turn of the event loop, so that they are one transaction.
    const isSeen = rows.some(({ known }) => known > 0);
    const written = isSeen ? table.set(packKey(key, packOf(day)), pack) : undefined;
    await Promise.all([written, table.delete(`${key}/${day}`)]);
  }

  /** A day that is too long ago, and what was before it. */
  async function drop(key: string, day: number): Promise<void> {
    const at = packKey(key, packOf(day));
    const pack = await packAt(key, packOf(day));
    const left = pack && since(pack, day + 1);
    if (left) await table.set(at, left);
    else if (pack) await table.delete(at);
    await table.delete(`${key}/${day}`);
  }

  async function days(key: string, first: number, count: number): Promise<readonly KeptDay[]> {
    const all = Array.from({ length: count }, (_, index) => first + index);
    const groups = await Promise.all(
      [...Map.groupBy(all, packOf)].map(async ([number, own]) => {
        const pack = await packAt(key, number);
        const single = own.filter((day) => !isPacked(pack, day));
        const each = await Promise.all(
          single.map(async (day) => ({ day, kept: await table.get(`${key}/${day}`) })),
        );
        return [{ day: own[0] ?? first, kept: pack }, ...each];
      }),
    );
    return groups.flat().flatMap(({ day, kept }) => (kept ? [{ day, kept }] : []));
  }

  async function writeDay(key: string, { day, rows, steps }: Chunk): Promise<void> {
    await table.set(`${key}/${day}`, { by: 'quarter', rows, steps });
  }

  return {
    writeDay,
    days,
    async load(key, today) {
      const kept = await table.get(key);
      if (!kept) return { trace: newTrace(today) };
      const last = kept.last ?? today;
      const [newest, before] = await Promise.all([chunk(key, last), chunk(key, last - 1)]);
      const days = kept.by === 'day' ? widenDays(kept.rows) : kept.rows;
      const daySteps = kept.steps ?? '';
      const trace = { ...newTrace(today), days, daySteps, today: newest, yesterday: before };
      if (last >= today) return { trace };
      turnTo(trace, newChunk(today));
      return { trace, endedDay: last };
    },
    async write(key, { today, days, daySteps }) {
      const all = table.set(key, { by: 'days', rows: days, steps: daySteps, last: today.day });
      await Promise.all([writeDay(key, today), all]);
    },
    async age(key, fromDay, toDay) {
      for (let day = Math.max(fromDay, toDay - daysKept); day < toDay; day += 1) {
        await toHours(key, day - quarterDays + 1);
        await drop(key, day - daysKept + 1);
      }
    },
    async remove(key, today) {
      const all = Array.from({ length: daysKept + 1 }, (_, back) => today - back);
      const packs = new Set(all.map((day) => packKey(key, packOf(day))));
      const keys = [key, ...packs, ...all.map((day) => `${key}/${day}`)];
      await Promise.all(keys.map((one) => table.delete(one)));
    },
  };
}

/** What all keys of a check begin with. An id that is too long is cut and told apart by its digest. */
export function keyOf(service: string, check: string): string {
  if (check.length <= longestId) return `${service}/${check}`;
  const digest = createHash('sha256').update(check).digest('base64url');
  return `${service}/${check.slice(0, longestId - digest.length - 1)}~${digest}`;
}

/** Told apart from a day by its letter. */
function packKey(key: string, pack: number): string {
  return `${key}/p${pack}`;
}
