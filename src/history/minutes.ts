/** The last day of one check, minute by minute, in a ring of typed arrays: 4.3 kB. */

export const minuteMs = 60_000;
const ringLength = 24 * 60;
const never = 0;
const good = 1;
const bad = 2;
const longestMs = 65_534;

export type Minute = { readonly isBad: boolean; readonly ms?: number };

export type Minutes = {
  /** Takes a reading in; true when an earlier minute has ended by it. */
  add(minute: number, isBad: boolean, ms: number | undefined): boolean;
  /** The minute that readings go into now; undefined before the first. */
  readonly open: number | undefined;
  /** Ends the open minute; `counts` is false when nobody can tell what it was worth. */
  close(counts: boolean): void;
  /** Did more looks of the open minute fail than work? */
  isBad(): boolean;
  /** Undefined when nothing was seen then, or it is longer ago than a day. */
  at(minute: number): Minute | undefined;
};

export function createMinutes(): Minutes {
  const states = new Uint8Array(ringLength);
  const times = new Uint16Array(ringLength);
  let newest = -1;
  let open: { minute: number; good: number; bad: number; ms: number } | undefined;

  /** Forgets what was a day ago; each minute is cleared once, however long nothing was seen. */
  function moveTo(minute: number): void {
    const gap = Math.min(minute - newest, ringLength);
    for (let back = 0; back < gap; back += 1) states[(minute - back) % ringLength] = never;
    newest = Math.max(newest, minute);
  }

  const isBad = () => open !== undefined && open.bad > open.good;

  return {
    get open() {
      return open?.minute;
    },
    isBad,
    add(minute, isFailure, ms) {
      const hasEnded = open !== undefined && minute > open.minute;
      if (hasEnded) return true;
      open ??= { minute, good: 0, bad: 0, ms: 0 };
      open.bad += isFailure ? 1 : 0;
      open.good += isFailure ? 0 : 1;
      open.ms += isFailure ? 0 : (ms ?? 0);
      return false;
    },
    close(counts) {
      if (!open) return;
      const { minute } = open;
      if (counts && minute > newest - ringLength) {
        moveTo(minute);
        const place = minute % ringLength;
        states[place] = isBad() ? bad : good;
        const mean = open.good === 0 ? 0 : open.ms / open.good;
        times[place] = mean > 0 ? Math.min(Math.max(Math.round(mean), 1), longestMs) : 0;
      }
      open = undefined;
    },
    at(minute) {
      if (minute > newest || minute <= newest - ringLength) return undefined;
      const state = states[minute % ringLength];
      if (state === never || state === undefined) return undefined;
      const ms = times[minute % ringLength] ?? 0;
      return { isBad: state === bad, ...(ms > 0 ? { ms } : {}) };
    },
  };
}
