/** Times of planned work: once, or again and again by the local clock of a place. Pure. */
import { daysInMonth, instantOf, type LocalTime, localAt, weekdayOf } from '../time/local-time.ts';

/** On which days: all that is given must fit; nothing given means every day. */
export type Days = {
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[];
  /** The first (1) to fifth such weekday of a month, or the last (-1). */
  readonly nth?: number;
  /** 1 to 31; a month that is shorter is left out. */
  readonly monthDay?: number;
};

/** When it begins, by the clock in a zone, and how long it lasts. */
export type Recurrence = {
  readonly days: Days;
  /** Minutes after midnight. */
  readonly startMinute: number;
  readonly timeZone: string;
  readonly lastsMs: number;
};

export type Window = {
  readonly id: string;
  /** Ids of services; absent for everything that is watched. */
  readonly services?: readonly string[];
  /** Foreign text: what is being done. */
  readonly title?: string;
  /** Nobody is told of it ahead. */
  readonly isQuiet?: boolean;
  readonly when: { readonly from: number; readonly until: number } | Recurrence;
};

/** One time that a window is open: from, inclusive, to until, exclusive. */
export type Occurrence = { readonly from: number; readonly until: number };

export const longestWindowMs = 7 * 86_400_000;
/** A fifth weekday of a month, or its 31st day, can be far away, but not farther. */
const searchedDays = 100;
const dayMs = 86_400_000;

/** The time that lasts at `now`, else the next one; undefined when none is left. */
export function occurrenceAt({ when }: Window, now: number): Occurrence | undefined {
  if ('from' in when) return now < when.until ? when : undefined;
  const today = localAt(now, when.timeZone);
  const daysBack = Math.ceil(Math.min(when.lastsMs, longestWindowMs) / dayMs) + 1;
  for (let shift = -daysBack; shift <= searchedDays; shift += 1) {
    const date = shifted(today, shift);
    if (!isOn(when.days, date)) continue;
    const from = instantOf({ ...date, minute: when.startMinute }, when.timeZone);
    const until = from + Math.min(when.lastsMs, longestWindowMs);
    if (now < until) return { from, until };
  }
  return undefined;
}

/** The window of a service that is open at `now`, with the time it is open; the one that ends last. */
export function maintenanceAt(
  windows: readonly Window[],
  service: string,
  now: number,
): (Occurrence & { readonly window: Window }) | undefined {
  const open = windows
    .filter((window) => concerns(window, service))
    .flatMap((window) => {
      const one = occurrenceAt(window, now);
      return one && one.from <= now ? [{ ...one, window }] : [];
    });
  return open.sort((one, other) => other.until - one.until)[0];
}

export function concerns({ services }: Window, service: string): boolean {
  return services === undefined || services.includes(service);
}

function shifted({ year, month, day }: LocalTime, days: number): LocalTime {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    minute: 0,
  };
}

function isOn({ weekdays, nth, monthDay }: Days, date: LocalTime): boolean {
  if (monthDay !== undefined && date.day !== monthDay) return false;
  if (weekdays !== undefined && !weekdays.includes(weekdayOf(date))) return false;
  if (nth === undefined) return true;
  return nth === -1 ? date.day + 7 > daysInMonth(date) : Math.ceil(date.day / 7) === nth;
}
