/** The traces of checks in the store: one value per day, and one for all whole days of a check. */
import type { Table } from '../store/store.ts';
import { printHours } from './hours.ts';
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

/**
 * Rows of one day by quarters or hours, or all whole days before `last`; where the time went beside them.
 * `hour` and `day` are written no more: hours as wide as quarters, and days without a p95.
 */
export type Kept = {
  readonly by: 'quarter' | 'hours' | 'days' | 'hour' | 'day';
  readonly rows: string;
  /** By the hour beside quarters, by the day beside days. */
  readonly steps?: string;
  readonly last?: number;
};

export type Stored = {
  /** `endedAt` is the day that ended while the bot was off, when there is one. */
  load(key: string, today: number): Promise<{ trace: Trace; endedDay?: number }>;
  day(key: string, day: number): Promise<Kept | undefined>;
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

  async function toHours(key: string, day: number): Promise<void> {
    const quarters = quartersOf(await chunk(key, day));
    const hours = Map.groupBy(quarters.keys(), (at) => Math.floor(at / quartersPerHour));
    const rows = [...hours.values()].map((at) =>
      joinRows(at.map((quarter) => quarters[quarter] ?? emptyRow())),
    );
    if (rows.every(({ known }) => known === 0)) return;
    await table.set(`${key}/${day}`, { by: 'hours', rows: printHours(rows) });
  }

  async function writeDay(key: string, { day, rows, steps }: Chunk): Promise<void> {
    await table.set(`${key}/${day}`, { by: 'quarter', rows, steps });
  }

  return {
    writeDay,
    day: (key, day) => table.get(`${key}/${day}`),
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
        await table.delete(`${key}/${day - daysKept + 1}`);
      }
    },
    async remove(key, today) {
      const days = Array.from({ length: daysKept + 1 }, (_, back) => `${key}/${today - back}`);
      await Promise.all([key, ...days].map((one) => table.delete(one)));
    },
  };
}
