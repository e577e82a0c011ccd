/**
 * What is usual: how long answers take at each hour of the week, from the hours of the last weeks. Pure.
 * The middle is the median of the same hours of the week; the band is where nine of ten hours lay, each
 * measured against the others of its kind. Hours are those of a clock on the wall, so that the peak at
 * nine stays at nine when clocks change.
 */
import type { Stretch } from '../model.ts';
import { localAt, weekdayOf } from '../time/local-time.ts';

export type Expected = {
  readonly ms: number;
  readonly fromMs: number;
  readonly toMs: number;
};

export type Usual = {
  /** Undefined where too little is known of such hours. */
  at(instant: number): Expected | undefined;
  /** Weeks tell Monday from Sunday; with days alone all of them are taken for the same. */
  readonly by: 'week' | 'day' | 'nothing';
  /** When the oldest of the hours was. */
  readonly since: number | undefined;
};

/** What one look at the past takes in. */
export const usualWeeks = 4;
const weekly = 2;
const daily = 3;
const hoursPerDay = 24;
const hoursPerWeek = 7 * hoursPerDay;
/** From where to where nine of ten hours lie. */
const band = { from: 0.05, to: 0.95 };
/** Fewer say nothing about a spread. */
const ratiosAtLeast = 12;

export type UsualOptions = {
  readonly timeZone: string;
  /** Hours that are not usual, such as those of a sale. */
  readonly isSpecial?: (at: number) => boolean;
};

/** Of stretches of about an hour. */
export function usualOf(
  stretches: readonly Stretch[],
  { timeZone, isSpecial = () => false }: UsualOptions,
): Usual {
  const hours = stretches.flatMap(({ at, lengthMs, medianMs }) => {
    const middle = at + lengthMs / 2;
    if (medianMs === undefined || isSpecial(middle)) return [];
    return [{ at, hour: hourOfWeek(middle, timeZone), ms: medianMs }];
  });
  const weeks = Map.groupBy(hours, ({ hour }) => hour);
  const days = Map.groupBy(hours, ({ hour }) => hour % hoursPerDay);
  const spread = spreadOf([...weeks.values()]) ?? spreadOf([...days.values()]);

  function samplesAt(hour: number) {
    const same = weeks.get(hour) ?? [];
    if (same.length >= weekly) return same;
    const everyDay = days.get(hour % hoursPerDay) ?? [];
    return everyDay.length >= daily ? everyDay : [];
  }

  const known = new Map<number, Expected>();
  for (let hour = 0; hour < hoursPerWeek && spread; hour += 1) {
    const ms = median(samplesAt(hour).map((one) => one.ms));
    if (ms !== undefined) known.set(hour, { ms, fromMs: ms * spread.from, toMs: ms * spread.to });
  }
  const isWeekly =
    [...weeks.values()].filter(({ length }) => length >= weekly).length > hoursPerWeek / 2;
  return {
    at: (instant) => known.get(hourOfWeek(instant, timeZone)),
    by: known.size === 0 ? 'nothing' : isWeekly ? 'week' : 'day',
    since: hours[0]?.at,
  };
}

/** By how much hours differ from the others of their kind: left out themselves, or they would flatter. */
function spreadOf(groups: readonly (readonly { readonly ms: number }[])[]) {
  const ratios = groups
    .flatMap((group) =>
      group.map(({ ms }, index) => {
        const others = median(group.toSpliced(index, 1).map((one) => one.ms));
        return others === undefined ? 0 : ms / others;
      }),
    )
    .filter((ratio) => ratio > 0)
    .sort((a, b) => a - b);
  if (ratios.length < ratiosAtLeast) return undefined;
  const at = (share: number) => ratios[Math.floor((ratios.length - 1) * share)] ?? 1;
  return { from: Math.min(1, at(band.from)), to: Math.max(1, at(band.to)) };
}

/** 0 is the first hour of Sunday. */
function hourOfWeek(at: number, timeZone: string): number {
  const local = localAt(at, timeZone);
  return weekdayOf(local) * hoursPerDay + Math.floor(local.minute / 60);
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
