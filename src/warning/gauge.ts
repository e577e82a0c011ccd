/**
 * A number that is measured and not waited for (a queue, a disk, connections, load): each minute is held
 * against what is usual, and the medians of hours tell when a threshold will be reached. Pure, but for the hour
 * that is still gathered.
 */
import type { Reading } from '../model.ts';
import type { News } from './finding.ts';
import { judged, type Memory, noMemory } from './judge.ts';
import type { Circumstances, Taken } from './latency.ts';
import { closed, gather, hourMs, minuteMs, type Open, opened } from './quarter.ts';
import { addHour, type Hours, type Limit, type Outlook, outlookAt } from './threshold.ts';
import { type Direction, settings } from './unusual.ts';
import { type HourAt, learnHour } from './week.ts';

/** All that is remembered of one number; plain JSON. */
export type Gauge = Memory & {
  /** The hour that still lasts. */
  readonly open?: Open;
  /** The last minute that was judged. */
  readonly minute: number;
  readonly hours: Hours;
  readonly outlook?: Outlook & { readonly isBelieved: boolean; readonly limit: Limit };
  /** When it was last said that a threshold is near. */
  readonly saidAt?: number;
};

export const noGauge: Gauge = { ...noMemory, minute: 0, hours: { at: 0, values: [] } };

/** What a check says of its number: its name and its thresholds. */
export type Meter = { readonly name: string; readonly limits: readonly Limit[] };

/** Here too a week only teaches. */
const byTheMinute = { ...settings, warmUp: 7 * 24 * 60 };
/** Closer to nothing than to its threshold a number is in nobody's way. */
const nearestShare = 0.25;

export function takeGauge(
  before: Gauge,
  reading: Reading,
  meter: Meter,
  circumstances: Circumstances,
): Taken<Gauge> {
  const value = reading.facts?.value;
  const minute = Math.floor(reading.at / minuteMs);
  const isNew = minute > before.minute || before.minute - minute > 60;
  if (typeof value !== 'number' || !isNew || circumstances.isBlind()) {
    return { state: before, isChanged: false };
  }
  const { hourAt, factorAt } = circumstances;
  const { memory, news } = judged(
    before,
    { at: reading.at, value, factor: factorAt(reading.at) },
    {
      ...{ hourAt, settings: byTheMinute, direction: directionOf(meter) },
      matters: (one) => isOnTheWay(one, meter),
    },
  );
  const { finding: _, ...others } = before;
  const state = takeHour({ ...others, ...memory, minute }, reading.at, value, { meter, hourAt });
  const filling = state.hours === before.hours ? undefined : fillingNow(state);
  const isDue = filling && reading.at - (state.saidAt ?? 0) >= settings.silentMs;
  if (isDue) {
    return { state: { ...state, saidAt: reading.at }, isChanged: true, news: filling };
  }
  return { state, isChanged: true, ...(news && { news }) };
}

/** When a threshold will be reached, as far as it is believed. */
export function fillingNow({ outlook, hours }: Gauge): News | undefined {
  if (!outlook?.isBelieved) return undefined;
  const { left, limit, since } = outlook;
  const value = Number((hours.values.at(-1) ?? 0).toPrecision(3));
  const { ms: leftMs, leastMs, mostMs } = left;
  return {
    code: 'fills',
    at: since,
    values: { value, limit: limit.value, leftMs, leastMs, mostMs },
  };
}

type Place = { readonly meter: Meter; readonly hourAt: HourAt };

/** Gathers the hour; when it has ended, its median is remembered and the thresholds are reckoned anew. */
function takeHour(before: Gauge, at: number, value: number, { meter, hourAt }: Place): Gauge {
  const { open } = before;
  if (open && at >= open.at && at < open.at + hourMs) {
    gather(open, value);
    return before;
  }
  const next = { ...before, open: opened(at, value, hourMs) };
  const hour = open && at > open.at ? closed(open, 1) : undefined;
  if (!hour) return next;
  const hours = addHour(before.hours, hour.at, hour.median);
  const week = learnHour(before.week, hourAt(hour.at).week, hour.median);
  const { outlook: earlier, ...others } = next;
  const outlook = soonest(hours, meter, earlier);
  return { ...others, hours, week, ...(outlook && { outlook }) };
}

/** The threshold that is reached first. */
function soonest(hours: Hours, { limits }: Meter, before: Gauge['outlook']): Gauge['outlook'] {
  const outlooks = limits.flatMap((limit) => {
    const outlook = outlookAt(hours, limit, before);
    return outlook ? [{ ...outlook, limit }] : [];
  });
  return outlooks.toSorted((one, other) => one.left.ms - other.left.ms)[0];
}

/** Only towards its thresholds; where there are none, nobody knows which way is bad. */
function directionOf({ limits }: Meter): Direction {
  const sides = new Set(limits.map(({ side }) => side));
  if (sides.size !== 1) return 'both';
  return sides.has('above') ? 'up' : 'down';
}

/** Far from every threshold a number is in nobody's way. */
function isOnTheWay(value: number, { limits }: Meter): boolean {
  const isNear = ({ value: limit, side }: Limit) =>
    side === 'above' ? value >= nearestShare * limit : value * nearestShare <= limit;
  return limits.length === 0 || limits.some(isNear);
}
