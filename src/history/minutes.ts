/** The last day of one check, minute by minute, in a ring of typed arrays: 4.3 kB. */

export const minuteMs = 60_000;
const ringLength = 24 * 60;
const never = 0;
const good = 1;
const bad = 2;
const longestMs = 65_534;

export type Minute = { readonly isBad: boolean; readonly ms?: number };

/** Plain data, as there is one for each of many thousand checks: the functions below read and write it. */
export type Minutes = {
  readonly states: Uint8Array;
  readonly times: Uint16Array;
  newest: number;
  /** What is still gathered. */
  open?: { readonly minute: number; good: number; bad: number; ms: number } | undefined;
};

export function newMinutes(): Minutes {
  return { states: new Uint8Array(ringLength), times: new Uint16Array(ringLength), newest: -1 };
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
  const { open, states, times } = of;
  if (!open) return;
  if (counts && open.minute > of.newest - ringLength) {
    moveTo(of, open.minute);
    const place = open.minute % ringLength;
    states[place] = isOpenBad(of) ? bad : good;
    const mean = open.good === 0 ? 0 : open.ms / open.good;
    times[place] = mean > 0 ? Math.min(Math.max(Math.round(mean), 1), longestMs) : 0;
  }
  of.open = undefined;
}

/** Undefined when nothing was seen then, or it is longer ago than a day. */
export function minuteAt({ states, times, newest }: Minutes, minute: number): Minute | undefined {
  if (minute > newest || minute <= newest - ringLength) return undefined;
  const state = states[minute % ringLength];
  if (state === never || state === undefined) return undefined;
  const ms = times[minute % ringLength] ?? 0;
  return { isBad: state === bad, ...(ms > 0 ? { ms } : {}) };
}

/** Forgets what was a day ago; each minute is cleared once, however long nothing was seen. */
function moveTo(of: Minutes, minute: number): void {
  const gap = Math.min(minute - of.newest, ringLength);
  for (let back = 0; back < gap; back += 1) of.states[(minute - back) % ringLength] = never;
  of.newest = Math.max(of.newest, minute);
}
