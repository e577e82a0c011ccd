/** Weeks of hours that are made up: how long answers took at each of them. */
import type { Stretch } from '../../src/model.ts';
import { localAt, weekdayOf } from '../../src/time/local-time.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The hours of a span; `ms` says how long answers took, undefined for an hour that nobody saw. */
export function hoursOf(
  { from, to }: { readonly from: number; readonly to: number },
  ms: (at: number) => number | undefined,
  failed: (at: number) => number = () => 0,
): readonly Stretch[] {
  return Array.from({ length: Math.round((to - from) / hourMs) }, (_, index): Stretch => {
    const at = from + index * hourMs;
    const medianMs = ms(at);
    const seen = { at, lengthMs: hourMs, known: medianMs === undefined ? 0 : 60 };
    return {
      ...{ ...seen, failed: failed(at) },
      ...(medianMs === undefined ? {} : { medianMs, p95Ms: medianMs * 1.4 }),
    };
  });
}

/** Offices at work: 300 ms from nine to five on working days, else 100 ms; a little unrest of its own. */
export function officeMs(at: number, timeZone: string): number {
  const local = localAt(at, timeZone);
  const hour = Math.floor(local.minute / 60);
  const isWorking = weekdayOf(local) % 6 !== 0 && hour >= 9 && hour < 17;
  const unrest = 1 + 0.05 * Math.sin(at / 7e6);
  return (isWorking ? 300 : 100) * unrest;
}
