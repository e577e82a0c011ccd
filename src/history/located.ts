/** Rows with the instants at which they begin, out of what a trace holds. Pure. */
import type { Steps } from '../model.ts';
import { readWideHours } from './hours.ts';
import { minuteAt, minuteMs } from './minutes.ts';
import { type Pack, readPack } from './packs.ts';
import {
  countDays,
  countSeen,
  countSeenDays,
  emptyRow,
  joinRows,
  type Row,
  readRows,
  type Seen,
} from './row.ts';
import { readSteps } from './steps.ts';
import type { KeptDay } from './stored.ts';
import {
  type Chunk,
  dayMs,
  quarterMinutes,
  quartersOf,
  quartersPerDay,
  type Trace,
} from './trace.ts';

const quarterMs = quarterMinutes * minuteMs;
const hourMs = 60 * minuteMs;
const rowsPerDay = { quarter: 96, hours: 24, hour: 24 } as const;

export type Located = { readonly at: number; readonly row: Row };

/** What was seen in a stretch of time, in minutes, and when the first of it was. */
export type Counted = { readonly known: number; readonly failed: number; readonly since?: number };

/**
 * What memory holds of the last `windowMs`: whole days where the window is longer than one. Every answer about a
 * service asks for several windows of all its checks, so that no row is read for it.
 */
export function counted(trace: Trace, now: number, windowMs: number): Counted {
  const { yesterday, today, minutes } = trace;
  const from = now - windowMs;
  const isLong = windowMs > dayMs;
  const openFrom = openQuarter(trace, now);
  const parts = [
    ...(isLong ? [countedDays(trace, from)] : []),
    ...[yesterday, today].map((chunk) => countedQuarters(chunk, isLong ? chunk.day * dayMs : from)),
    ...minuteRows(minutes, isLong ? openFrom : Math.max(from, openFrom), now).map(
      ({ at, row: { known, failed } }) => ({ known, failed, since: at }),
    ),
  ];
  return parts.reduce((all, { known, failed, since = all.since }) => ({
    known: all.known + known,
    failed: all.failed + failed,
    ...(since === undefined ? {} : { since: all.since ?? since }),
  }));
}

/** Yesterday and today by quarters of an hour, and the minutes of the one that is still open. */
export function recent(trace: Trace, now: number): readonly Located[] {
  const { yesterday, today, minutes } = trace;
  const newest = minuteRows(minutes, openQuarter(trace, now), now);
  return [...[yesterday, today].flatMap(quarters), ...newest];
}

/** When the quarter of an hour that is still gathered began. */
function openQuarter({ minutes }: Trace, now: number): number {
  const open = (minutes.open?.minute ?? now / minuteMs) * minuteMs;
  return Math.floor(open / quarterMs) * quarterMs;
}

export function minuteRows(minutes: Trace['minutes'], from: number, to: number): Located[] {
  const first = Math.ceil(from / minuteMs);
  const count = Math.max(0, Math.ceil(to / minuteMs) - first);
  return Array.from({ length: count }, (_, index) => first + index).flatMap((minute) => {
    const seen = minuteAt(minutes, minute);
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

/** Only what was seen: most rows are blank, and every chart is drawn from thousands of them. */
function located(day: number, rows: readonly Row[], lengthMs: number): Located[] {
  const seen: Located[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.known > 0) seen.push({ row, at: day * dayMs + index * lengthMs });
  }
  return seen;
}

/** The quarters of a day that begin at `from` or later. */
function countedQuarters({ day, rows }: Chunk, from: number): Counted {
  const begin = day * dayMs;
  const at = (index: number) => begin + index * quarterMs;
  return dated(countSeen(rows, Math.ceil((from - begin) / quarterMs), quartersPerDay), at);
}

/** The whole days before yesterday that end after `from`. */
function countedDays({ days, today, yesterday }: Trace, from: number): Counted {
  const firstDay = today.day - countDays(days);
  const begin = Math.floor(from / dayMs) - firstDay;
  const seen = countSeenDays(days, begin, yesterday.day - firstDay);
  return dated(seen, (index) => (firstDay + index) * dayMs);
}

function dated({ known, failed, first }: Seen, at: (index: number) => number): Counted {
  return { known, failed, ...(first === undefined ? {} : { since: at(first) }) };
}
