/**
 * What is remembered of one check: the last day by minutes, today and yesterday by quarters of an hour,
 * whole days for 400 days. Each quarter and each day is closed once, so a reading costs O(1).
 */
import { isTimed, type Reading } from '../model.ts';
import {
  addToMinute,
  closeMinute,
  isOpenBad,
  type Minutes,
  minuteAt,
  minuteMs,
  newMinutes,
} from './minutes.ts';
import {
  addDay,
  countDays,
  emptyRow,
  joinRows,
  lastDays,
  putRow,
  type Row,
  readRows,
  rowOf,
} from './row.ts';
import {
  addSteps,
  lastSteps,
  meanSteps,
  type OpenHour,
  putSteps,
  readSteps,
  stepsOf,
  takeSteps,
} from './steps.ts';

export const quarterMinutes = 15;
export const quartersPerDay = 96;
export const hourMinutes = 60;
const hoursPerDay = 24;
const dayMinutes = 24 * 60;
export const dayMs = dayMinutes * minuteMs;
export const daysKept = 400;

/**
 * One day by quarters, and where the time went by hours, in the form of the store, which is also the
 * smallest; `day` counts days since 1970.
 */
export type Chunk = { readonly day: number; rows: string; steps: string; isChanged: boolean };

export type Trace = {
  readonly minutes: Minutes;
  /** The day that rows go into now. */
  today: Chunk;
  yesterday: Chunk;
  /** Whole days that have ended, in the form of the store; the last of them is the one before today. */
  days: string;
  /** Where the time went on them. */
  daySteps: string;
  /** The hour whose steps are still gathered; a restart begins it anew. */
  openHour?: OpenHour;
};

export function dayOf(at: number): number {
  return Math.floor(at / minuteMs / dayMinutes);
}

export function newTrace(day: number): Trace {
  return {
    minutes: newMinutes(),
    today: newChunk(day),
    yesterday: newChunk(day - 1),
    days: '',
    daySteps: '',
  };
}

export function newChunk(day: number, rows = '', steps = ''): Chunk {
  return { day, rows, steps, isChanged: false };
}

export function quartersOf({ rows }: Chunk): readonly Row[] {
  return readRows(rows, quartersPerDay);
}

/** Our own trouble says nothing about the service and leaves no trace. */
export function isTraced({ status }: Reading): boolean {
  return status !== 'unknown';
}

/**
 * Takes a reading in. `counts` is asked when a minute of failures ends: false when it turned out that we
 * could not tell. Answers the day that has ended by it, when one has.
 */
export function trace(to: Trace, reading: Reading, counts: () => boolean): Chunk | undefined {
  const minute = Math.floor(reading.at / minuteMs);
  if (reading.status === 'up' && isTimed(reading)) traceSteps(to, minute, reading.timings);
  const isFailure = reading.status === 'down';
  const ms = isFailure || !isTimed(reading) ? undefined : reading.tookMs;
  const seen = { isBad: isFailure, ms };
  if (addToMinute(to.minutes, minute, seen)) return turnDay(to, to.minutes.open?.minute ?? minute);
  settle(to, counts, minute);
  addToMinute(to.minutes, minute, seen);
  return turnDay(to, minute);
}

function traceSteps(to: Trace, minute: number, timings: Reading['timings']): void {
  const before = to.openHour;
  to.openHour = takeSteps(before, Math.floor(minute / hourMinutes), timings);
  if (before && before !== to.openHour) closeHour(to, before);
}

/** Writes down where the time of an hour went, as far as it was seen. */
export function closeHour(to: Trace, hour: OpenHour): void {
  if (Math.floor(hour.hour / hoursPerDay) !== to.today.day) return;
  to.today.steps = putSteps(to.today.steps, hour.hour % hoursPerDay, stepsOf(hour));
  to.today.isChanged = true;
}

/** Ends the open minute, and its quarter when `minute` is in a later one. */
export function settle(to: Trace, counts: () => boolean, minute: number): void {
  const { open } = to.minutes;
  if (!open) return;
  closeMinute(to.minutes, !isOpenBad(to.minutes) || counts());
  const quarter = Math.floor(open.minute / quarterMinutes);
  if (quarter !== Math.floor(minute / quarterMinutes)) closeQuarter(to, quarter);
}

/** The open quarter as it stands, for a stop; a later start adds to it. */
export function closeQuarter(to: Trace, quarter: number): void {
  const first = quarter * quarterMinutes;
  const seen = Array.from({ length: quarterMinutes }, (_, index) =>
    minuteAt(to.minutes, first + index),
  );
  const fresh = rowOf(seen.filter((minute) => minute !== undefined));
  if (fresh.known === 0) return;
  const place = quarter % quartersPerDay;
  const before = quartersOf(to.today)[place] ?? emptyRow();
  // What was stored before a restart is not in the ring.
  const row = before.known > 0 ? joinRows([before, fresh]) : fresh;
  to.today.rows = putRow(to.today.rows, place, row);
  to.today.isChanged = true;
}

/** Begins the day of `minute` when it is a later one; answers the day that has ended. */
function turnDay(to: Trace, minute: number): Chunk | undefined {
  const day = Math.floor(minute / dayMinutes);
  return day > to.today.day ? turnTo(to, newChunk(day)) : undefined;
}

/** Days on which nobody looked stay empty, so that each one has its place. */
export function turnTo(to: Trace, next: Chunk): Chunk {
  const ended = to.today;
  const gap = Math.min(next.day - ended.day - 1, daysKept);
  const before = countDays(to.days);
  const steps = addSteps(to.daySteps, meanSteps(readSteps(ended.steps)), { before, gap });
  to.daySteps = lastSteps(steps, daysKept);
  to.days = addDay(to.days, 0, joinRows(quartersOf(ended)));
  if (gap > 0) to.days = addDay(to.days, gap - 1, emptyRow());
  to.days = lastDays(to.days, daysKept);
  to.yesterday = gap === 0 ? ended : newChunk(next.day - 1);
  to.today = next;
  return ended;
}
