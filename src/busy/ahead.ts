/** Which busy periods are to be told now, to whom, and in what words they will be composed. Pure. */
import type { Name, Notice, Service } from '../model.ts';
import { instantOf, localAt } from '../time/local-time.ts';
import type { Occasion, Period } from './busy.ts';
import { isConcerned } from './periods.ts';

/** No period is told earlier than this ahead. */
export const aheadMs = 3 * 86_400_000;
/** In the morning of the day before it begins, where it happens. */
const toldAtMinute = 9 * 60;
/** What came so lately comes again and again; everybody knows it. */
const routineMs = 6 * 86_400_000;

/** `all` has the periods of the last days and of the next ones. */
export function noticesDue(
  all: readonly Period[],
  followed: readonly Service[],
  now: number,
): readonly Notice[] {
  return all
    .filter((period) => now < period.from && toldFrom(period) <= now)
    .filter((period) => !period.occasion.isMinor && !isRoutine(period, all))
    .flatMap((period) => {
      const concerned = followed.filter((one) => isConcerned(one, period.occasion.concerns));
      return concerned.length === 0 ? [] : [noticeOf(period, concerned, now)];
    });
}

function toldFrom({ occasion, from }: Period): number {
  const timeZone = zoneOf(occasion);
  const day = localAt(from, timeZone);
  return instantOf({ ...day, day: day.day - 1, minute: toldAtMinute }, timeZone);
}

function zoneOf({ when }: Occasion): string {
  return 'timeZone' in when ? when.timeZone : 'UTC';
}

function isRoutine({ occasion, from }: Period, all: readonly Period[]): boolean {
  return all.some(
    (one) => one.occasion.id === occasion.id && one.from < from && from - one.from <= routineMs,
  );
}

/** The name travels with it: it is still told when the calendar has changed since. */
function noticeOf({ occasion, from, until }: Period, concerned: readonly Service[], now: number) {
  return {
    id: `busy:${occasion.id}:${from}`,
    kind: 'busy',
    services: concerned.map(({ id }) => id),
    at: now,
    expiresAt: from,
    facts: { from, until, ...namesOf(occasion.name) },
  } as const satisfies Notice;
}

function namesOf(name: Name): Record<string, string> {
  return Object.fromEntries(Object.entries(name).map(([tag, text]) => [`name.${tag}`, text]));
}
