/**
 * What each hour of the week is like: a mean that forgets, per hour. A peak that comes every Monday is no
 * news, and "three times the usual" has to say the usual of what. Pure; hours are of clocks on the wall.
 */
import { localAt, weekdayOf } from '../time/local-time.ts';
import { quarterMs } from './quarter.ts';

/** Means by the hour of the week; 0 is the first hour of Sunday. A mean of 0 is one that nobody knows. */
export type Week = readonly number[];

const hoursOfDay = 24;
const hoursOfWeek = 7 * hoursOfDay;
/** Some two weeks of quarters of an hour, or eight of hours. */
const weight = 1 / 8;
/** As exact as anybody wants to read it, and a third of the room in the store. */
const digits = 4;

export const noWeek: Week = Array.from({ length: hoursOfWeek }, () => 0);

/** The hours of the day and of the week that clocks show at an instant. */
export type HourAt = (at: number) => { readonly day: number; readonly week: number };

/** Of a zone. Clocks change at quarters of an hour, and all checks ask about the same one. */
export function createHours(timeZone: string): HourAt {
  let known = { quarter: Number.NaN, day: 0, week: 0 };
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    if (quarter !== known.quarter) {
      const local = localAt(at, timeZone);
      const day = Math.floor(local.minute / 60);
      known = { quarter, day, week: weekdayOf(local) * hoursOfDay + day };
    }
    return known;
  };
}

export function learnHour(week: Week, hour: number, value: number): Week {
  const mean = usualOfWeek(week, hour) ?? value;
  return week.with(hour, Number((mean + weight * (value - mean)).toPrecision(digits)));
}

/** Undefined while nobody knows. */
export function usualOfWeek(week: Week, hour: number): number | undefined {
  return week[hour] || undefined;
}

/** The extremes of this hour of the week and the two beside it: a peak does not keep to the minute. */
export function rangeOfWeek(
  week: Week,
  hour: number,
): { readonly low: number; readonly high: number } | undefined {
  const near = [-1, 0, 1].flatMap((by) => {
    return usualOfWeek(week, (hour + by + hoursOfWeek) % hoursOfWeek) ?? [];
  });
  return near.length === 0 ? undefined : { low: Math.min(...near), high: Math.max(...near) };
}
