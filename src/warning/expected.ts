/** What a series is expected to be at an hour of the week. Pure. */
import type { Memory } from './judge.ts';
import type { Expected } from './warning.ts';
import { type HourAt, usualOfWeek } from './week.ts';

/** Nineteen of twenty values lie within so many spreads, where they lie as the normal ones do. */
const spreads = 2;

/** Undefined while too little is known of such hours. */
export function expectedAt(
  { followed, week }: Memory,
  at: number,
  hourAt: HourAt,
): Expected | undefined {
  const hour = hourAt(at);
  const own = followed.pattern.hours[hour.day];
  if (!own || own.count < 2) return undefined;
  const median = usualOfWeek(week, hour.week) ?? own.mean;
  const width = spreads * Math.sqrt(own.variance);
  // What has never been below nothing is not expected there.
  const low = own.mean >= 0 ? Math.max(0, median - width) : median - width;
  return { low, median, high: median + width };
}
