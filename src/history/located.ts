/** Rows with the instants at which they begin, out of what a trace holds. Pure. */
import type { Steps } from '../model.ts';
import { readWideHours } from './hours.ts';
import { minuteMs } from './minutes.ts';
import { type Pack, readPack } from './packs.ts';
import { countDays, emptyRow, joinRows, type Row, readDays, readRows } from './row.ts';
import { readSteps } from './steps.ts';
import type { KeptDay } from './stored.ts';
import { type Chunk, dayMs, quarterMinutes, quartersOf, type Trace } from './trace.ts';

const quarterMs = quarterMinutes * minuteMs;
const hourMs = 60 * minuteMs;
const rowsPerDay = { quarter: 96, hours: 24, hour: 24 } as const;

export type Located = { readonly at: number; readonly row: Row };

/** What memory holds of the last `windowMs`: whole days where the window is longer than one. */
export function remembered(trace: Trace, now: number, windowMs: number): readonly Located[] {
  const from = now - windowMs;
  const isLong = windowMs > dayMs;
  const firstRow = trace.yesterday.day * dayMs;
  const whole = isLong
    ? locatedDays(trace).filter(({ at }) => at < firstRow && at > from - dayMs)
    : [];
  return [...whole, ...recent(trace, now).filter(({ at }) => isLong || at >= from)].filter(isKnown);
}

/** Yesterday and today by quarters of an hour, and the minutes of the one that is still open. */
export function recent({ yesterday, today, minutes }: Trace, now: number): readonly Located[] {
  const open = (minutes.open ?? now / minuteMs) * minuteMs;
  const openFrom = Math.floor(open / quarterMs) * quarterMs;
  return [...[yesterday, today].flatMap(quarters), ...minuteRows(minutes, openFrom, now)];
}

export function minuteRows(minutes: Trace['minutes'], from: number, to: number): Located[] {
  const first = Math.ceil(from / minuteMs);
  const count = Math.max(0, Math.ceil(to / minuteMs) - first);
  return Array.from({ length: count }, (_, index) => first + index).flatMap((minute) => {
    const seen = minutes.at(minute);
    if (!seen) return [];
    const times = seen.ms === undefined ? {} : { medianMs: seen.ms, p95Ms: seen.ms };
    return [{ at: minute * minuteMs, row: { known: 1, failed: seen.isBad ? 1 : 0, ...times } }];
  });
}

/** A day as it is stored, or all the days of its pack. */
export function storedRows({ day, kept }: KeptDay): readonly Located[] {
  const { by, rows } = kept;
  if (by === 'day' || by === 'days') return [];
  if (by === 'pack') {
    return readPack(kept as Pack).flatMap((one) => located(one.day, one.hours, hourMs));
  }
  const count = rowsPerDay[by];
  const read = by === 'hours' ? readWideHours(rows, count) : readRows(rows, count);
  return located(day, read, dayMs / count);
}

/** Where the time went, and when that stretch began. */
export type Spent = { readonly at: number; readonly steps: Steps };

/** By the hour, of a day as it is stored or remembered. */
export function spentOn(day: number, steps: string): readonly Spent[] {
  return readSteps(steps).map((one, hour) => ({ at: day * dayMs + hour * hourMs, steps: one }));
}

/** By the day, of the days that have ended. */
export function spentByDay({ daySteps, days, today }: Trace): readonly Spent[] {
  const first = today.day - countDays(days);
  return readSteps(daySteps).map((steps, index) => ({ at: (first + index) * dayMs, steps }));
}

export function isKnown({ row }: Located): boolean {
  return row.known > 0;
}

/** Several checks at the same time: the duration in the middle, the failures of the worst. */
export function together(rows: readonly Row[]): Row {
  if (rows.length === 0) return emptyRow();
  const worst = rows.reduce((a, b) => (b.failed * a.known > a.failed * b.known ? b : a));
  const { medianMs, p95Ms } = joinRows(rows);
  const times = medianMs === undefined || p95Ms === undefined ? {} : { medianMs, p95Ms };
  return { known: worst.known, failed: worst.failed, ...times };
}

function quarters(chunk: Chunk): Located[] {
  return located(chunk.day, quartersOf(chunk), quarterMs);
}

function located(day: number, rows: readonly Row[], lengthMs: number): Located[] {
  return rows.map((row, index) => ({ row, at: day * dayMs + index * lengthMs }));
}

function locatedDays({ days, today }: Trace): Located[] {
  const rows = readDays(days);
  return rows.map((row, index) => ({ row, at: (today.day - rows.length + index) * dayMs }));
}
