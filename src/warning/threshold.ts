/**
 * When something that fills up or runs out reaches its threshold: least squares on the medians of the
 * last 72 hours. Believed when two looks at it agree that are six hours apart. Pure.
 */
import { hourMs } from './quarter.ts';

const windowHours = 72;
/** A day has to be whole, or its own wave looks like a trend. */
const leastHours = 24;
const warnedMs = 72 * hourMs;
const agreeAfterMs = 6 * hourMs;
/** So many standard errors to each side. */
const errors = 2;

/** Hourly medians, the newest last; `at` is the hour of the newest, null where nothing was seen. */
export type Hours = { readonly at: number; readonly values: readonly (number | null)[] };

export type Limit = { readonly value: number; readonly side: 'above' | 'below' };

/** Time left until the threshold, and between which bounds it lies. */
export type Left = { readonly ms: number; readonly leastMs: number; readonly mostMs: number };

/** Takes in the median of an hour; hours without one stay empty. */
export function addHour({ at, values }: Hours, hour: number, value: number): Hours {
  const gap = Math.round((hour - at) / hourMs);
  if (values.length === 0 || gap < 0 || gap > windowHours) return { at: hour, values: [value] };
  if (gap === 0) return { at, values: values.with(-1, value) };
  const empty = Array.from({ length: gap - 1 }, () => null);
  return { at: hour, values: [...values, ...empty, value].slice(-windowHours) };
}

/** Undefined when it does not move towards the threshold, is past it, or moves no more than chance would. */
export function leftUntil({ values }: Hours, { value: limit, side }: Limit): Left | undefined {
  const points = values.flatMap((value, hour) =>
    value === null
      ? []
      : [{ hour: hour - values.length + 1, value: side === 'above' ? value : -value }],
  );
  if (points.length < leastHours) return undefined;
  const { slope, error, now } = lineThrough(points);
  const way = (side === 'above' ? limit : -limit) - now;
  const slowest = slope - errors * error;
  if (way <= 0 || slowest <= 0) return undefined;
  return {
    ms: (way / slope) * hourMs,
    leastMs: (way / (slope + errors * error)) * hourMs,
    mostMs: (way / slowest) * hourMs,
  };
}

type Point = { readonly hour: number; readonly value: number };

/** Neighbouring hours err alike, so they count as fewer than they are. */
function lineThrough(points: readonly Point[]) {
  const count = points.length;
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / count;
  const hour = mean((point) => point.hour);
  const value = mean((point) => point.value);
  const width = mean((point) => (point.hour - hour) ** 2);
  const slope = mean((point) => (point.hour - hour) * (point.value - value)) / width;
  const now = value - slope * hour;
  const rests = points.map((point) => point.value - now - slope * point.hour);
  const power = mean2(rests, rests);
  const likeness = power === 0 ? 0 : mean2(rests.slice(1), rests.slice(0, -1)) / power;
  const alike = Math.min(Math.max(likeness, 0), 0.9);
  const independent = Math.max(3, (count * (1 - alike)) / (1 + alike));
  return { slope, now, error: Math.sqrt(power / (independent - 2) / width) };
}

function mean2(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0) / one.length;
}

/** What was reckoned, and since when it has said so without a break. */
export type Outlook = { readonly left: Left; readonly since: number };

/** `isBelieved` when it has been said for long enough; undefined when there is nothing to fear. */
export function outlookAt(
  hours: Hours,
  limit: Limit,
  before: Outlook | undefined,
): (Outlook & { readonly isBelieved: boolean }) | undefined {
  const left = leftUntil(hours, limit);
  if (left === undefined || left.ms >= warnedMs) return undefined;
  const since = before?.since ?? hours.at;
  return { left, since, isBelieved: hours.at - since >= agreeAfterMs };
}
