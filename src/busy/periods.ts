/** The busy periods of some occasions: which last, which come, and whom they concern. Pure but for a memory of years. */
import { occurrenceAt } from '../incidents/window.ts';
import type { Service } from '../model.ts';
import { instantOf } from '../time/local-time.ts';
import type { BusyPeriods, Concern, Moment, Occasion, Period, Yearly } from './busy.ts';
import { placeOf } from './places.ts';
import { type Day, daysOf } from './rules.ts';

/** One that was seen before: how many times as long as usual answers took. */
export type FactorOf = (occasion: string, service: string) => number | undefined;

export type Periods = BusyPeriods & {
  /** All that touch the time from `from` to `to`, soonest first, whomever they concern. */
  all(from: number, to: number): readonly Period[];
};

/** A daily one comes so often. */
const perYearAtMost = 400;
const yearsRemembered = 8;

export function createPeriods(
  occasions: readonly Occasion[],
  factorOf: FactorOf = () => undefined,
): Periods {
  const years = new Map<number, readonly Period[]>();

  function inYear(year: number): readonly Period[] {
    const known = years.get(year);
    if (known) return known;
    const made = occasions
      .flatMap((occasion) => periodsOf(occasion, year))
      .sort((one, other) => one.from - other.from);
    if (years.size >= yearsRemembered) years.clear();
    years.set(year, made);
    return made;
  }

  /** What belongs to a year may begin in the one before and end in the one after. */
  function all(from: number, to: number): readonly Period[] {
    const first = yearOf(from) - 1;
    const count = yearOf(to) + 1 - first + 1;
    return Array.from({ length: count }, (_, index) => inYear(first + index))
      .flatMap((periods) => periods.filter((one) => one.from < to && from < one.until))
      .sort((one, other) => one.from - other.from);
  }

  function between(service: Service, from: number, to: number) {
    return all(from, to)
      .filter(({ occasion }) => isConcerned(service, occasion.concerns))
      .map((period) => busyOf(period, factorOf(period.occasion.id, service.id)));
  }

  return {
    all,
    between,
    busyAt: (at, service) =>
      between(service, at, at + 1).toSorted(
        (one, other) => other.factor - one.factor || other.until - one.until,
      )[0],
  };
}

function busyOf({ occasion, from, until }: Period, learned: number | undefined) {
  const { id, name, factor } = occasion;
  return { id, name, factor: learned ?? factor, isLearned: learned !== undefined, from, until };
}

export function isConcerned(service: Service, { categories, places, services }: Concern): boolean {
  if (services?.includes(service.id)) return true;
  if (categories === undefined && places === undefined) return services === undefined;
  const isKind = categories?.includes(service.category) ?? true;
  return isKind && (places?.includes(placeOf(service)) ?? true);
}

/** Those whose day is in the year; the period itself may reach over its ends. */
function periodsOf(occasion: Occasion, year: number): readonly Period[] {
  const { when } = occasion;
  if ('rule' in when) {
    return daysOf(when.rule, year).map((day) => ({
      occasion,
      from: instant(day, when.from, when),
      until: instant(day, when.until, when),
    }));
  }
  const found: Period[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  let after = Date.UTC(year, 0, 1);
  while (found.length < perYearAtMost) {
    const next = occurrenceAt({ id: occasion.id, when }, after);
    if (!next || next.from >= end) break;
    if (next.from >= Date.UTC(year, 0, 1)) found.push({ occasion, ...next });
    after = next.until;
  }
  return found;
}

function instant({ year, month, day }: Day, { days, at }: Moment, { timeZone }: Yearly): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return instantOf({ year, month, day: day + days, minute: hours * 60 + minutes }, timeZone);
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}
