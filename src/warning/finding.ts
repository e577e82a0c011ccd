/**
 * From a surprise to something worth a word: how many times the usual, since when, and whether anybody
 * would care. What is statistically odd is often too small to matter. Pure.
 */
import type { Warning } from '../model.ts';
import { hourMs } from './quarter.ts';
import type { Direction, Pattern, Step } from './unusual.ts';

/** A warning without its place. */
export type News = Pick<Warning, 'code' | 'at' | 'values'>;

/** Something unusual. */
export type Finding = News & {
  /** What it was and what it should be, for telling when it is over. */
  readonly value: number;
  readonly usual: number;
};

/** What is so much larger (or smaller) than usual is worth a word. */
const clearly = 1.5;
/** More says no more. */
const timesAtMost = 100;
/** Longer than this nobody wants to read that something is unusual. */
const shownAtMostMs = 24 * hourMs;

export type Around = {
  readonly direction: Direction;
  /** What this hour of the week and its neighbours are like; undefined while nobody knows. */
  readonly week: { readonly low: number; readonly high: number } | undefined;
  /** The usual of this very hour of the week. */
  readonly usualNow: number | undefined;
  /** When it was last as it always is. */
  readonly calmAt: number;
  /** Would anybody care, however odd it is? */
  readonly matters: (value: number, usual: number) => boolean;
};

/** Undefined when there is nothing to say. */
export function findingOf(
  { surprise, isOnset }: Step,
  { at, value }: { readonly at: number; readonly value: number },
  around: Around,
): Finding | undefined {
  if (!isOnset) return undefined;
  const usual = surprise.view === 'change' ? surprise.usual : (around.usualNow ?? surprise.usual);
  if (!isClear(value, usual, around) || isOfTheWeek(value, around)) return undefined;
  if (!around.matters(value, usual)) return undefined;
  const times = usual === 0 ? timesAtMost : Math.min(value / usual, timesAtMost);
  const values = { times: Number(times.toPrecision(2)), value: Number(value.toPrecision(3)) };
  const code = surprise.view;
  const since = code === 'drift' ? { since: around.calmAt } : {};
  return { code, at, values: { ...values, ...since }, value, usual };
}

function isClear(value: number, usual: number, { direction }: Around): boolean {
  const isMore = direction !== 'down' && value > clearly * usual;
  const isLess = direction !== 'up' && value < usual / clearly;
  return isMore || isLess;
}

/** A peak that comes every week is no news, however rare it is among other hours. */
function isOfTheWeek(value: number, { week, direction }: Around): boolean {
  if (week === undefined) return false;
  const isWithinHigh = direction === 'down' || value <= clearly * week.high;
  const isWithinLow = direction === 'up' || value >= week.low / clearly;
  return isWithinHigh && isWithinLow;
}

/** Two thirds of the way back, or a day later. */
export function isOver({ at, value, usual }: Finding, now: number, current: number): boolean {
  const isBack = Math.abs(current - usual) < Math.abs(value - usual) / 3;
  return isBack || now - at > shownAtMostMs;
}

/** Within two spreads of the slow mean. */
export function isCalm({ slow }: Pattern, value: number): boolean {
  return Math.abs(value - slow.mean) <= 2 * Math.sqrt(slow.variance);
}
