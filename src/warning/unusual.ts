/**
 * Is a number unusual for its series? Three simple views, each O(1): how far it is from the slow mean
 * (drift), how far a step is from usual steps (change), how far it is from the same hour of other days
 * (hour). Each distance is counted in spreads of its own kind, so that the unit does not matter; the
 * largest is the answer, and the view that had it explains it. Pure: no clock, the state is plain data.
 *
 * Numbers of one kind of series teach little about another: the settings were chosen on public
 * recordings and are measured on them by `npm run bench:nab` and `npm run bench:ms`.
 */
import { learned, noSpread, type Spread } from './spread.ts';

export type Settings = {
  /** Weights of a new value: in the slow mean, the quick mean, the error of the quick mean, and the mean of that error. */
  readonly slow: number;
  readonly quick: number;
  readonly error: number;
  readonly errors: number;
  /** Weight of a new value in the mean of its hour, and in what all hours scatter by. */
  readonly hour: number;
  readonly scatter: number;
  /** An hour is known after so many values. */
  readonly visits: number;
  /** No hour is calmer than this share of what all hours scatter by. */
  readonly calmest: number;
  /** No series is calmer than this share of its mean. */
  readonly flattest: number;
  /** So many spreads away is unusual. */
  readonly threshold: number;
  /** So many values only teach: a week of quarters of an hour, or its peaks would be news. */
  readonly warmUp: number;
  /** After one report nothing is reported for so long. */
  readonly silentMs: number;
};

const hourMs = 60 * 60_000;

export const settings: Settings = {
  slow: 0.001,
  quick: 0.3,
  error: 0.4,
  errors: 0.001,
  hour: 0.02,
  scatter: 0.001,
  visits: 14,
  calmest: 0.2,
  flattest: 0.01,
  threshold: 7,
  warmUp: 7 * 24 * 4,
  silentMs: 18 * hourMs,
};

/** All that is remembered of a series. */
export type Pattern = {
  readonly slow: Spread;
  readonly quick: number;
  readonly error: number;
  readonly errors: Spread;
  /** The mean square of what values were away from the mean of their hour. */
  readonly scatter: number;
  readonly hours: readonly Spread[];
};

/** `hour` is the hour of the day, 0 to 23, on the clocks that people live by. */
export type Sample = { readonly at: number; readonly hour: number; readonly value: number };

/** Upwards only: what is faster or emptier than usual is nobody's trouble. */
export type Direction = 'up' | 'down' | 'both';

export type View = 'drift' | 'change' | 'hour';

/** How unusual: `spreads` is 0 to 12, `usual` what the winning view had expected. */
export type Surprise = { readonly spreads: number; readonly view: View; readonly usual: number };

/** More than this says no more. */
const farthest = 12;

export const noPattern: Pattern = {
  slow: noSpread,
  quick: 0,
  error: 0,
  errors: noSpread,
  scatter: 0,
  hours: Array.from({ length: 24 }, () => noSpread),
};

/** How unusual the value is, before the pattern learns it. */
export function surpriseOf(
  pattern: Pattern,
  { hour, value }: Sample,
  direction: Direction,
  { calmest, flattest, visits, error, threshold }: Settings = settings,
): Surprise {
  const { slow, quick, errors, scatter } = pattern;
  const flat = flattest * Math.abs(slow.mean);
  const away = (usual: number, spread: number) =>
    slow.count < 2 ? 0 : distance(gapOf(value - usual, direction), Math.max(spread, flat));
  const drift = away(slow.mean, Math.sqrt(slow.variance));
  const step = pattern.error + error * (Math.abs(value - quick) - pattern.error);
  const isThatWay = gapOf(value - quick, direction) > 0;
  const change =
    errors.count < 2 || !isThatWay
      ? 0
      : distance(step - errors.mean, Math.max(Math.sqrt(errors.variance), flat));
  const own = pattern.hours[hour] ?? noSpread;
  const hourly =
    own.count < visits
      ? 0
      : away(own.mean, Math.max(Math.sqrt(own.variance), calmest * Math.sqrt(scatter)));
  const spreads = Math.max(drift, change, hourly);
  // A jump is far from everything; that it has just happened says most.
  if (change >= threshold || change === spreads) return { spreads, view: 'change', usual: quick };
  if (hourly === spreads) return { spreads, view: 'hour', usual: own.mean };
  return { spreads, view: 'drift', usual: slow.mean };
}

/** The pattern after one more value. */
export function learn(
  { slow, quick, error, errors, scatter, hours }: Pattern,
  { hour, value }: Sample,
  weights: Settings = settings,
): Pattern {
  const isFirst = slow.count === 0;
  const step = isFirst ? 0 : error + weights.error * (Math.abs(value - quick) - error);
  const own = hours[hour] ?? noSpread;
  const known = slow.count + 1;
  const gap = own.count === 0 ? 0 : value - own.mean;
  return {
    slow: learned(slow, value, weights.slow),
    quick: isFirst ? value : quick + weights.quick * (value - quick),
    error: step,
    errors: isFirst ? errors : learned(errors, step, weights.errors),
    scatter: scatter + Math.max(weights.scatter, 1 / known) * (gap * gap - scatter),
    hours: hours.with(hour, learned(own, value, weights.hour)),
  };
}

function gapOf(gap: number, direction: Direction): number {
  if (direction === 'both') return Math.abs(gap);
  return direction === 'up' ? gap : -gap;
}

function distance(gap: number, spread: number): number {
  if (!(gap > 0)) return 0;
  return spread > 0 ? Math.min(gap / spread, farthest) : farthest;
}

/** A series that is followed, and until when no more is reported of it. */
export type Followed = { readonly pattern: Pattern; readonly silentUntil: number };

export const notFollowed: Followed = { pattern: noPattern, silentUntil: 0 };

export type Step = {
  readonly followed: Followed;
  readonly surprise: Surprise;
  /** It is worth a report: unusual, and none was made lately. */
  readonly isOnset: boolean;
};

/** One more value of a series. A clock that jumps back cannot keep it silent for longer than ever. */
export function follow(
  { pattern, silentUntil }: Followed,
  sample: Sample,
  direction: Direction,
  by: Settings = settings,
): Step {
  const surprise = surpriseOf(pattern, sample, direction, by);
  const isSilent = sample.at < silentUntil && silentUntil - sample.at <= by.silentMs;
  const isKnown = pattern.slow.count >= by.warmUp;
  const isOnset = isKnown && !isSilent && surprise.spreads >= by.threshold;
  return {
    followed: {
      pattern: learn(pattern, sample, by),
      silentUntil: isOnset ? sample.at + by.silentMs : silentUntil,
    },
    surprise,
    isOnset,
  };
}
