/** What memory and the store know of one check between two instants. */
import {
  type Located,
  minuteRows,
  recent,
  type Spent,
  spentByDay,
  spentOn,
  storedRows,
} from './located.ts';
import { minuteMs } from './minutes.ts';
import { countDays } from './row.ts';
import { quarterDays, type Stored } from './stored.ts';
import { dayMs, dayOf, type Trace } from './trace.ts';

/** Shorter windows are shown minute by minute. */
const minutesShownMs = 6 * 60 * minuteMs;

export type Between = { readonly from: number; readonly to: number };

export type Past = {
  /** How it was, as finely as it is known. */
  rows(key: string, known: Trace, between: Between): Promise<readonly Located[]>;
  /** Where the time went: by hours as far as they are kept so, else by days. */
  spent(key: string, known: Trace, between: Between): Promise<readonly Spent[]>;
};

export function createPast(stored: Stored, now: () => number): Past {
  return {
    async rows(key, known, { from, to }) {
      const isShort = to - from <= minutesShownMs;
      // Before the first of the whole days nobody looked.
      const first = Math.max(dayOf(from), known.today.day - countDays(known.days));
      const count = isShort ? 0 : Math.max(known.yesterday.day - first, 0);
      const older = (await stored.days(key, first, count)).flatMap(storedRows);
      const minutes = isShort ? minuteRows(known.minutes, from, to) : [];
      // After a restart the minutes are gone, the quarters are not.
      const newer = minutes.length > 0 ? minutes : recent(known, now());
      return [...older, ...newer].filter(({ at }) => at >= from && at < to);
    },
    async spent(key, known, { from, to }) {
      const recentFrom = known.today.day - quarterDays + 1;
      const first = Math.max(dayOf(from), recentFrom);
      const count = Math.max(known.yesterday.day - first, 0);
      const older = (await stored.days(key, first, count)).flatMap(({ day, kept }) =>
        kept.by === 'pack' ? [] : spentOn(day, kept.steps ?? ''),
      );
      const whole = spentByDay(known).filter(({ at }) => at < first * dayMs);
      const newest = [known.yesterday, known.today].flatMap(({ day, steps }) =>
        spentOn(day, steps),
      );
      return [...whole, ...older, ...newest].filter(({ at }) => at >= from && at < to);
    },
  };
}
