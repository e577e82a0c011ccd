/**
 * The contract of busy periods: times that are known long before they come, when services of some kind
 * have more to do than usual. An occasion is an entry of the calendar, a period is one time that it comes.
 */
import type { Name, Service } from '../model.ts';

/** On which days of a year it falls, before any shift. */
export type Rule =
  | { readonly on: 'date'; readonly month: number; readonly day: number }
  /** The nth (1 to 5, -1 for the last) such weekday of a month; 0 is Sunday. */
  | {
      readonly on: 'weekday';
      readonly month: number;
      readonly weekday: number;
      readonly nth: number;
    }
  /** A day of the Chinese calendar; leap months have none. */
  | { readonly on: 'lunar'; readonly month: number; readonly day: number }
  /** A day of the calendar of Mecca (Umm al-Qura). */
  | { readonly on: 'islamic'; readonly month: number; readonly day: number }
  /** Pure Brightness: the sun at 15°. */
  | { readonly on: 'qingming' }
  | { readonly on: 'month-end' }
  /** Days that are published year by year: `2026-11-08`. */
  | { readonly on: 'dates'; readonly dates: readonly string[] };

/** A clock time on a day that is counted from the day of the rule: `{ days: -1, at: '20:00' }`. */
export type Moment = { readonly days: number; readonly at: string };

/** Whom it concerns. A service must fit all that is given; `services` are concerned without fitting. */
export type Concern = {
  readonly categories?: readonly string[];
  /** Where a service is at home (`cn`), or `world`; anywhere when absent. */
  readonly places?: readonly string[];
  readonly services?: readonly string[];
};

export type Occasion = {
  /** Lower-case letters, digits and dashes. */
  readonly id: string;
  readonly name: Name;
  readonly rule: Rule;
  readonly from: Moment;
  readonly until: Moment;
  /** Whose clocks `from` and `until` are read from. */
  readonly timeZone: string;
  readonly concerns: Concern;
  /** How many times as long as usual answers may take until we have seen it ourselves. */
  readonly factor: number;
  /** Shown and reckoned with, but nobody is told ahead. */
  readonly isMinor?: boolean;
};

/** One time that an occasion comes. */
export type Period = {
  readonly occasion: Occasion;
  readonly from: number;
  readonly until: number;
};

/** A busy period as one service has it: its factor is learned once we have seen one. */
export type Busy = {
  readonly id: string;
  readonly name: Name;
  readonly factor: number;
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
