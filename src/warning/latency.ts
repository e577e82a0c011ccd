/**
 * How long one check takes, followed by medians of a quarter of an hour. Looks that fail teach nothing
 * here, and neither does a quarter in which we were blind. Pure, but for the quarter that is still gathered.
 */
import { isTimed, type Reading } from '../model.ts';
import { type Compared, quartersNeeded } from './degraded.ts';
import { isOver, type News } from './finding.ts';
import { judged, type Memory, noMemory } from './judge.ts';
import { closed, gather, hourMs, type Look, type Open, opened, quarterMs } from './quarter.ts';
import { settings } from './unusual.ts';
import { type HourAt, learnHour, usualOfWeek } from './week.ts';

/** All that is remembered of the durations of one check; plain JSON. */
export type Latency = Memory & {
  readonly open?: Open;
  /** The newest quarters, oldest first. */
  readonly recent: readonly Compared[];
};

export const noLatency: Latency = { ...noMemory, recent: [] };

export type Circumstances = {
  readonly hourAt: HourAt;
  readonly everyMs: number;
  /** How many times the usual is to be expected at an instant; 1 at ordinary times. */
  readonly factorAt: (at: number) => number;
  /** Could we not tell how the service was just now? */
  readonly isBlind: () => boolean;
};

/** So many looks that worked make a median. */
const looksNeeded = 3;
/** Nobody feels less. */
const feltMs = 50;
/** What was gathered longer ago than this belongs to no present. */
const freshForMs = hourMs;

export type Taken<State> = {
  readonly state: State;
  /** Has it learned anything? */
  readonly isChanged: boolean;
  readonly news?: News;
};

export function takeLatency(
  before: Latency,
  reading: Reading,
  circumstances: Circumstances,
): Taken<Latency> {
  const seen = lookOf(reading);
  const look = seen !== undefined && circumstances.isBlind() ? 'blurred' : seen;
  if (look === undefined) return { state: before, isChanged: false };
  const { open } = before;
  const ageMs = reading.at - (open?.at ?? Number.NaN);
  if (open && ageMs >= 0 && ageMs < quarterMs) {
    gather(open, look);
    return { state: before, isChanged: true };
  }
  const next = opened(reading.at, look);
  // Also when a clock was set: what was gathered has no place in time any more.
  if (!open || ageMs < 0 || ageMs > freshForMs) {
    return { state: { ...before, open: next }, isChanged: true };
  }
  const { state, news } = close(before, open, circumstances);
  return { state: { ...state, open: next }, isChanged: true, ...(news && { news }) };
}

/** What a reading says about durations; undefined when it says nothing at all. */
function lookOf(reading: Reading): Look | undefined {
  const { status, tookMs, cause } = reading;
  if (!isTimed(reading)) return undefined;
  if (status === 'unknown') return 'blurred';
  if (status === 'down') return 'failed';
  // Who is refused quickly has not been served quickly.
  return status === 'up' || cause?.kind === 'slow' ? tookMs : undefined;
}

function close(
  before: Latency,
  open: Open,
  { hourAt, everyMs, factorAt, isBlind }: Circumstances,
): Omit<Taken<Latency>, 'isChanged'> {
  const least = Math.min(looksNeeded, Math.max(1, Math.floor(quarterMs / everyMs)));
  const quarter = isBlind() ? undefined : closed(open, least);
  if (!quarter) return { state: before };
  const { at, median } = quarter;
  const factor = factorAt(at);
  const { memory, news } = judged(
    before,
    { at, value: median, factor },
    { hourAt, direction: 'up', matters: isFelt, settings },
  );
  const hour = hourAt(at).week;
  const usual = usualOfWeek(before.week, hour);
  const week = factor > 1 ? memory.week : learnHour(memory.week, hour, median);
  const compared: Compared = { ...quarter, ...(usual && { usual }) };
  const recent = [...before.recent, compared].slice(-quartersNeeded);
  return { state: { ...memory, week, recent }, ...(news && { news }) };
}

function isFelt(valueMs: number, usualMs: number): boolean {
  return valueMs - usualMs > feltMs;
}

/** Is what was found still so in the quarter that lasts now, as far as it has been seen? */
export function stillSlow({ finding, open }: Latency): boolean {
  if (!finding) return false;
  const soFar = open && closed({ ...open, isBlurred: false }, 1);
  return !soFar || !isOver(finding, finding.at, soFar.median);
}
