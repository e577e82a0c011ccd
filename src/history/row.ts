/**
 * How a stretch of time went for one check, and its form in the store: five printable characters.
 * Instants in it are counted in minutes, so that a check that is looked at more often while in doubt
 * does not look worse than it was. Durations keep three digits up to a minute, p95 about one.
 */
import { blank, digit, digitAt, mostOfDigit, mostOfPair, pair, pairAt } from './digits.ts';

export type Row = {
  /** Minutes in which it was seen. */
  readonly known: number;
  /** Those of them in which it failed. */
  readonly failed: number;
  /** Of the looks that worked; undefined when none did. */
  readonly medianMs?: number;
  readonly p95Ms?: number;
};

const rowLength = 5;
const dayLength = 7;
/** Longer than any look may take. */
export const longestMs = 60_000;
/** A factor of 60,000 in 8,280 steps, and one of 1,000 in 90. */
const msStep = Math.log(longestMs) / (mostOfPair - 1);
const ratioStep = Math.log(1_000) / mostOfDigit;

const nothing: Row = { known: 0, failed: 0 };

export function emptyRow(): Row {
  return nothing;
}

/** One row for several stretches. The median is the one in the middle by weight, p95 the mean by weight. */
export function joinRows(rows: readonly Row[]): Row {
  const known = sum(rows, (row) => row.known);
  const failed = sum(rows, (row) => row.failed);
  const timed = rows.filter((row) => row.medianMs !== undefined);
  if (timed.length === 0) return { known, failed };
  const weight = (row: Row) => Math.max(row.known - row.failed, 1);
  const all = sum(timed, weight);
  const sorted = timed.toSorted((a, b) => (a.medianMs ?? 0) - (b.medianMs ?? 0));
  let left = all / 2;
  const middle = sorted.find((row) => {
    left -= weight(row);
    return left <= 0;
  });
  const medianMs = middle?.medianMs ?? 0;
  const p95Ms = sum(timed, (row) => weight(row) * (row.p95Ms ?? row.medianMs ?? 0)) / all;
  return { known, failed, medianMs, p95Ms: Math.max(p95Ms, medianMs) };
}

/** What minutes of looks make: their states counted, their durations ranked. */
export function rowOf(minutes: readonly { readonly isBad: boolean; readonly ms?: number }[]): Row {
  const times = minutes.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const medianMs = at(0.5);
  const p95Ms = at(0.95);
  return {
    known: minutes.length,
    failed: minutes.filter(({ isBad }) => isBad).length,
    ...(medianMs === undefined || p95Ms === undefined ? {} : { medianMs, p95Ms }),
  };
}

/** The same rows with one put in. */
export function putRow(rows: string, index: number, row: Row): string {
  const from = index * rowLength;
  const before = rows.slice(0, from);
  const gap = blank.repeat(from - before.length);
  return before + gap + printRow(row) + rows.slice(from + rowLength);
}

/** Total: what is damaged or missing reads as never seen. */
export function readRows(text: string, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const from = index * rowLength;
    const known = digitAt(text, from);
    // Most of what is read is blank, and every answer about a service reads thousands of rows.
    if (known === 0) return nothing;
    const row = { known, failed: Math.min(digitAt(text, from + 1), known) };
    return readTimes(row, text, from + 2);
  });
}

/** What a number of rows make together, without their durations. */
export type Seen = { readonly known: number; readonly failed: number; readonly first?: number };

/** From one row up to another; `first` is the first of them in which anything was seen. */
export function countSeen(text: string, from: number, to: number): Seen {
  return sumSeen(from, Math.min(to, text.length / rowLength), (index, part) =>
    digitAt(text, index * rowLength + part),
  );
}

/** The same of whole days. */
export function countSeenDays(text: string, from: number, to: number): Seen {
  return sumSeen(from, Math.min(to, countDays(text)), (index, part) =>
    pairAt(text, index * dayLength + 2 * part),
  );
}

function sumSeen(from: number, to: number, at: (index: number, part: 0 | 1) => number): Seen {
  let [known, failed, first]: [number, number, number | undefined] = [0, 0, undefined];
  for (let index = Math.max(from, 0); index < to; index += 1) {
    const seen = at(index, 0);
    if (seen === 0) continue;
    first ??= index;
    known += seen;
    failed += Math.min(at(index, 1), seen);
  }
  return { known, failed, ...(first === undefined ? {} : { first }) };
}

/** Adds a day to the whole days, newest last, after `gap` days of which nothing is known. */
export function addDay(days: string, gap: number, row: Row): string {
  const { known, failed } = row;
  const day = pair(known) + pair(failed) + printTimes(row);
  return days + (days === '' ? '' : blank.repeat(dayLength * gap)) + day;
}

/** The last days of them. */
export function lastDays(days: string, count: number): string {
  return days.slice(-count * dayLength);
}

export function countDays(days: string): number {
  return Math.floor(days.length / dayLength);
}

/** Whole days as they were written while they had no p95. */
export function widenDays(days: string): string {
  return (days.match(/.{6}/gs) ?? []).map((day) => day + blank).join('');
}

function printRow(row: Row): string {
  return digit(row.known) + digit(row.failed) + printTimes(row);
}

/** Three characters; blank when no look worked. */
export function printTimes({ medianMs, p95Ms = 0 }: Row): string {
  if (medianMs === undefined) return blank.repeat(3);
  const ratio = Math.log(Math.max(p95Ms, 1) / Math.max(medianMs, 1)) / ratioStep;
  return pair(1 + Math.log(Math.max(medianMs, 1)) / msStep) + digit(ratio);
}

export function readTimes(row: Row, text: string, at: number): Row {
  const code = pairAt(text, at);
  if (code === 0) return row;
  const medianMs = Math.exp((code - 1) * msStep);
  return { ...row, medianMs, p95Ms: medianMs * Math.exp(digitAt(text, at + 2) * ratioStep) };
}

function sum(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
