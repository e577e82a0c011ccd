/** The last day of one check, minute by minute, in a ring that grows as it fills: 2.9 kB in the end. */

export const minuteMs = 60_000;
const ringLength = 24 * 60;
/** Doubled four times it is a whole ring. */
const firstLength = ringLength / 16;

export type Minute = { readonly isBad: boolean; readonly ms?: number };

/** Plain data, as there is one for each of many thousand checks: the functions below read and write it. */
export type Minutes = {
  /** A minute has its cell at its number modulo the length. */
  cells: Uint16Array;
  newest: number;
  /** The earliest that it was ever asked to keep. */
  oldest: number;
  /** What is still gathered. */
  open?: { readonly minute: number; good: number; bad: number; ms: number } | undefined;
};

export function newMinutes(): Minutes {
  return { cells: new Uint16Array(firstLength), newest: -1, oldest: -1 };
}

/** Takes a reading in; false, and nothing taken, when an earlier minute must be closed first. */
export function addToMinute(
  to: Minutes,
  minute: number,
  { isBad, ms = 0 }: { readonly isBad: boolean; readonly ms: number | undefined },
): boolean {
  if (to.open && minute > to.open.minute) return false;
  to.open ??= { minute, good: 0, bad: 0, ms: 0 };
  if (isBad) {
    to.open.bad += 1;
  } else {
    to.open.good += 1;
    to.open.ms += ms;
  }
  return true;
}

/** Did more looks of the open minute fail than work? */
export function isOpenBad({ open }: Minutes): boolean {
  return open !== undefined && open.bad > open.good;
}

/** Ends the open minute; `counts` is false when nobody can tell what it was worth. */
export function closeMinute(of: Minutes, counts: boolean): void {
  const { open } = of;
  if (!open) return;
  if (counts && open.minute > of.newest - ringLength) {
    moveTo(of, open.minute);
    const mean = open.good === 0 ? 0 : open.ms / open.good;
    of.cells[open.minute % of.cells.length] = cellOf(isOpenBad(of), mean);
  }
  of.open = undefined;
}

/** Undefined when nothing was seen then, or it is longer ago than a day. */
export function minuteAt({ cells, newest }: Minutes, minute: number): Minute | undefined {
  if (minute > newest || minute <= newest - cells.length) return undefined;
  return minuteOf(cells[minute % cells.length] ?? never);
}

/** Forgets what was a day ago; each minute is cleared once, however long nothing was seen. */
function moveTo(of: Minutes, minute: number): void {
  of.oldest = of.oldest < 0 ? minute : Math.min(of.oldest, minute);
  const newest = Math.max(of.newest, minute);
  const span = Math.min(newest - of.oldest + 1, ringLength);
  if (span > of.cells.length) grow(of, span);
  const { length } = of.cells;
  const gap = Math.min(minute - of.newest, length);
  for (let back = 0; back < gap; back += 1) of.cells[(minute - back) % length] = never;
  of.newest = newest;
}

function grow(of: Minutes, least: number): void {
  const { cells, newest } = of;
  let length = cells.length;
  while (length < least) length *= 2;
  of.cells = new Uint16Array(length);
  for (let minute = Math.max(0, newest - cells.length + 1); minute <= newest; minute += 1) {
    of.cells[minute % length] = cells[minute % cells.length] ?? never;
  }
}

/** A cell: whether the minute was bad, one bit, and its time in fifteen; 0 when nothing was seen. */
const never = 0;
const badBit = 0x80_00;
/** Of the fifteen: times up to here to the millisecond, longer ones to 64 of them, up to 17 minutes. */
const exactMs = 0x40_00;
const coarseMs = 64;
const untimed = 1;
const longest = badBit - 1;

function cellOf(isBad: boolean, meanMs: number): number {
  return (isBad ? badBit : 0) + (meanMs > 0 ? timeCell(Math.max(Math.round(meanMs), 1)) : untimed);
}

function timeCell(ms: number): number {
  const steps = ms <= exactMs ? ms : exactMs + Math.round((ms - exactMs) / coarseMs);
  return Math.min(untimed + steps, longest);
}

function minuteOf(cell: number): Minute | undefined {
  if (cell === never) return undefined;
  const isBad = cell >= badBit;
  const steps = (cell % badBit) - untimed;
  if (steps === 0) return { isBad };
  return { isBad, ms: steps <= exactMs ? steps : exactMs + (steps - exactMs) * coarseMs };
}
