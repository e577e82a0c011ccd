/**
 * The contract of busy periods: times that are known long before they come, when services of some kind
 * have more to do than usual. An occasion is an entry of the calendar, a period is one time that it comes.
 */
import type { Window } from '../incidents/window.ts';
import type { Name, Service } from '../model.ts';

/** On which days of a year it falls, before any shift. */
export type Rule =
  | { readonly on: 'date'; readonly month: number; readonly day: number }
  /** The nth (1 to 5, or -1 for the last) such weekday of a month; 0 is Sunday. */
  | {
      readonly on: 'weekday';
      readonly month: number;
      readonly weekday: number;
      readonly nth: number;
    }
  /** A day of the Chinese calendar; a leap month has no feasts. */
  | { readonly on: 'lunar'; readonly month: number; readonly day: number }
  /** A day of the calendar of Mecca (Umm al-Qura). */
  | { readonly on: 'islamic'; readonly month: number; readonly day: number }
  /** The fifth of the 24 solar terms, Pure Brightness. */
  | { readonly on: 'qingming' }
  | { readonly on: 'month-end' }
  /** Days that somebody publishes: `2026-11-08`. */
  | { readonly on: 'dates'; readonly dates: readonly string[] };

/** A clock time, `00:00` to `24:00`, so many days after the day of the rule. */
export type Moment = { readonly days: number; readonly at: string };

/** By the clocks of the place where it happens. */
export type Yearly = {
  readonly rule: Rule;
  readonly from: Moment;
  readonly until: Moment;
  readonly timeZone: string;
};

/** Whom it concerns: whoever fits all that is given, and `services` in any case. Nothing given is everybody. */
export type Concern = {
  readonly categories?: readonly string[];
  /** Where a service is at home: `cn`, or `world` for those of no country. */
  readonly places?: readonly string[];
  readonly services?: readonly string[];
};

export type Occasion = {
  /** Stays the same from year to year: what was learned is kept by it. */
  readonly id: string;
  readonly name: Name;
  readonly when: Yearly | Window['when'];
  readonly concerns: Concern;
  /** How many times as long as usual answers may take, until we have seen it ourselves. */
  readonly factor: number;
  /** Shown and reckoned with, but nobody is told ahead. */
  readonly isMinor?: boolean;
};

/** One time that an occasion comes: from, inclusive, to until, exclusive. */
export type Period = {
  readonly occasion: Occasion;
  readonly from: number;
  readonly until: number;
};

/** A busy period as one service has it. */
export type Busy = {
  readonly id: string;
  readonly name: Name;
  /** At least 1. */
  readonly factor: number;
  /** It is what we saw the last time, not what is usual for such days. */
  readonly isLearned: boolean;
  readonly from: number;
  readonly until: number;
};

export type BusyPeriods = {
  /** The one that lasts at an instant and concerns the service; of several, the busiest. Cheap. */
  busyAt(at: number, service: Service): Busy | undefined;
  /** All that concern the service and touch the time from `from` to `to`, soonest first. */
  between(service: Service, from: number, to: number): readonly Busy[];
};
