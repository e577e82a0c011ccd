/**
 * How good reports about recorded series are. For numenta/NAB by its own rules (`nab/sweeper.py`,
 * `config/profiles.json`): what comes early in a window counts most, what comes outside costs the more
 * the farther it is behind the last window. For labelled events by recall, precision and F1.
 */
import type { Series, Window } from './series.ts';

/** Places that were reported, in order. */
export type Reports = readonly number[];

/** The three profiles: standard, false reports cost double, missed windows cost double. */
export type Score = {
  readonly standard: number;
  readonly lowFalse: number;
  readonly lowMissed: number;
};

const probation = { share: 0.15, most: 750 } as const;
const falseCost = 0.11;

/** The first values of a series only teach. */
export function probationOf({ at }: Pick<Series, 'at'>): number {
  return Math.min(Math.floor(probation.share * at.length), probation.most);
}

/** 100 when each window is found at its first value and nothing else is reported, 0 for silence. */
export function scoreOf(all: readonly (readonly [Series, Reports])[]): Score {
  const sums = all.map(([series, reports]) => sumsOf(series, reports));
  const total = (of: (one: Sums) => number) => sums.reduce((sum, one) => sum + of(one), 0);
  const [found, wrong, missed] = [
    total((one) => one.found),
    total((one) => one.wrong),
    total((one) => one.missed),
  ];
  const windows = total((one) => one.windows);
  const scaled = (costOfFalse: number, costOfMissed: number) => {
    const raw = found - costOfFalse * wrong - costOfMissed * missed;
    return (100 * (raw + costOfMissed * windows)) / (windows + costOfMissed * windows);
  };
  return {
    standard: scaled(falseCost, 1),
    lowFalse: scaled(2 * falseCost, 1),
    lowMissed: scaled(falseCost, 2),
  };
}

type Sums = {
  readonly windows: number;
  readonly missed: number;
  readonly found: number;
  readonly wrong: number;
};

function sumsOf(series: Series, reports: Reports): Sums {
  const counted = reports.filter((place) => place >= probationOf(series));
  const first = series.windows.map(({ from, to }) =>
    counted.find((place) => place >= from && place <= to),
  );
  const found = series.windows.map((window, index) => creditOf(window, first[index]));
  const outside = counted.filter((place) => !series.windows.some((one) => isIn(one, place)));
  return {
    windows: series.windows.length,
    missed: first.filter((place) => place === undefined).length,
    found: sum(found),
    wrong: sum(outside.map((place) => costOf(series.windows, place))),
  };
}

/** 1 at the first value of the window, next to nothing at its last. */
function creditOf({ from, to }: Window, place: number | undefined): number {
  if (place === undefined) return 0;
  return sigmoid(-(to - place + 1) / (to - from + 1)) / sigmoid(-1);
}

/** 1 far from any window; less shortly after one. */
function costOf(windows: readonly Window[], place: number): number {
  const last = windows.findLast(({ to }) => to < place);
  return last === undefined ? 1 : -sigmoid((place - last.to) / (last.to - last.from));
}

function sigmoid(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}

function isIn({ from, to }: Window, place: number): boolean {
  return place >= from && place <= to;
}

export type Found = {
  readonly events: number;
  readonly reports: number;
  /** Shares of 0 to 1. */
  readonly recall: number;
  readonly precision: number;
  readonly f1: number;
  readonly falsePerMonth: number;
};

const monthMs = 30 * 86_400_000;

/** A report belongs to an event when it is at most `toleranceMs` before or after it. */
export function foundOf(all: readonly (readonly [Series, Reports])[], toleranceMs: number): Found {
  const each = all.map(([series, reports]) => matched(series, reports, toleranceMs));
  const total = (of: (one: Matched) => number) => sum(each.map(of));
  const [events, reports] = [total((one) => one.events), total((one) => one.reports)];
  const recall = events === 0 ? 0 : total((one) => one.found) / events;
  const precision = reports === 0 ? 0 : total((one) => one.right) / reports;
  const both = recall + precision;
  const f1 = both === 0 ? 0 : (2 * recall * precision) / both;
  const wrong = total((one) => one.reports - one.right);
  return {
    events,
    reports,
    recall,
    precision,
    f1,
    falsePerMonth: wrong / total((one) => one.months),
  };
}

type Matched = {
  readonly events: number;
  readonly reports: number;
  readonly found: number;
  readonly right: number;
  readonly months: number;
};

function matched(series: Series, reports: Reports, toleranceMs: number): Matched {
  const from = Math.floor(probation.share * series.at.length);
  const instant = (place: number) => series.at[place] ?? 0;
  const events = series.windows.filter(({ to }) => to >= from);
  const counted = reports.filter((place) => place >= from);
  const isNear = (place: number, event: Window) =>
    instant(place) >= instant(Math.max(event.from, from)) - toleranceMs &&
    instant(place) <= instant(event.to) + toleranceMs;
  return {
    events: events.length,
    reports: counted.length,
    found: events.filter((event) => counted.some((place) => isNear(place, event))).length,
    right: counted.filter((place) => events.some((event) => isNear(place, event))).length,
    months: (instant(series.at.length - 1) - instant(from)) / monthMs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
