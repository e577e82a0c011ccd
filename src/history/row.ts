/**
 * How a stretch of time went for one check, and its form in the store: five printable characters.
 * Instants in it are counted in minutes, so that a check that is looked at more often while in doubt
 * does not look worse than it was. Durations keep three digits up to a minute, p95 about one.
 */

export type Row = {
  /** Minutes in which it was seen. */
  readonly known: number;
  /** Those of them in which it failed. */
  readonly failed: number;
  /** Of the looks that worked; undefined when none did. */
  readonly medianMs?: number;
  readonly p95Ms?: number;
};

/** The printable ASCII characters that JSON leaves as they are, from `#` on: 91 digits. */
const digits = Array.from({ length: 92 }, (_, index) => String.fromCharCode(35 + index))
  .filter((sign) => sign !== '\\')
  .join('');
const base = digits.length;
const blank = digits.charAt(0);
const rowLength = 5;
const blankRow = blank.repeat(rowLength);
const dayLength = 6;
/** A factor of 60,000 in 8,280 steps, and one of 1,000 in 90. */
const msStep = Math.log(60_000) / (base * base - 2);
const ratioStep = Math.log(1_000) / (base - 1);

const nothing: Row = { known: 0, failed: 0 };
const values = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, digits.indexOf(String.fromCharCode(code))),
);

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

/** Rows of at most an hour each, side by side; empty ones at the end are left out. */
export function printRows(rows: readonly (Row | undefined)[]): string {
  return trimmed(rows.map((row) => (row && row.known > 0 ? printRow(row) : blankRow)).join(''));
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
  const at = (index: number) => digitAt(text, index);
  return Array.from({ length: count }, (_, index) => {
    const from = index * rowLength;
    const known = at(from);
    // Most of what is read is blank, and every answer about a service reads thousands of rows.
    if (known === 0) return nothing;
    const row = { known, failed: Math.min(at(from + 1), known) };
    return readTimes(row, at(from + 2) * base + at(from + 3), at(from + 4));
  });
}

/** Adds a day to the whole days, newest last, after `gap` days of which nothing is known. */
export function addDay(days: string, gap: number, { known, failed, medianMs }: Row): string {
  const day = [known, failed, msCode(medianMs)].map(pair).join('');
  return days + (days === '' ? '' : blank.repeat(dayLength * gap)) + day;
}

/** The last days of them. */
export function lastDays(days: string, count: number): string {
  return days.slice(-count * dayLength);
}

export function readDays(text: string): Row[] {
  const pairAt = (at: number) => digitAt(text, at) * base + digitAt(text, at + 1);
  return Array.from({ length: Math.floor(text.length / dayLength) }, (_, index) => {
    const from = index * dayLength;
    const known = pairAt(from);
    if (known === 0) return nothing;
    const row = { known, failed: Math.min(pairAt(from + 2), known) };
    return readTimes(row, pairAt(from + 4), 0);
  });
}

function printRow({ known, failed, medianMs, p95Ms = 0 }: Row): string {
  const ratio = Math.round(Math.log(Math.max(p95Ms, 1) / Math.max(medianMs ?? 1, 1)) / ratioStep);
  return digit(known) + digit(failed) + pair(msCode(medianMs)) + digit(ratio);
}

function readTimes(row: Row, code: number, ratio: number): Row {
  if (code === 0) return row;
  const medianMs = Math.exp((code - 1) * msStep);
  return { ...row, medianMs, p95Ms: medianMs * Math.exp(ratio * ratioStep) };
}

/** 0 when there is none, so that a blank row reads as one without durations. */
function msCode(ms: number | undefined): number {
  return ms === undefined ? 0 : 1 + Math.round(Math.log(Math.max(ms, 1)) / msStep);
}

function pair(number: number): string {
  const whole = Math.min(Math.max(Math.round(number), 0), base * base - 1);
  return digit(Math.floor(whole / base)) + digit(whole % base);
}

function digit(number: number): string {
  return digits.charAt(Math.min(Math.max(Math.round(number), 0), base - 1));
}

function digitAt(text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? 0;
}

function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && text.slice(end - rowLength, end) === blankRow) end -= rowLength;
  return text.slice(0, end);
}

function sum(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
