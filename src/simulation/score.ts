/** What a run is worth: false alarms, delays, what was never told, how many messages. */
import type { Alarm, Run } from './rule.ts';
import { type Fault, type Interval, minute, type World, year } from './world.ts';

export type Score = {
  readonly falseAlarmsPerYear: number;
  /** Alarms for real failures of the service that were too short to be worth one. */
  readonly blipAlarmsPerYear: number;
  /** Seconds from the true start to the alarm. */
  readonly delayS: Spread;
  readonly recoveryS: Spread;
  /** The share of faults that were told, by their length in seconds. */
  readonly told: readonly { readonly lengthS: number; readonly share: number }[];
  readonly messagesPerEpisode: number;
  readonly unnoticedEpisodes: number;
  readonly firstMessageS: Spread;
  readonly looksPerDay: number;
};

export type Spread = { readonly median: number; readonly p95: number; readonly count: number };

/** A look that began in a fault may be told a little after its end. */
const GRACE_MS = minute;

export function score(world: World, run: Run): Score {
  const years = world.lengthMs / year;
  const planned = world.faults.filter(({ isBlip }) => !isBlip);
  const blips = world.faults.filter(({ isBlip }) => isBlip);
  const outside = run.alarms.filter(
    ({ from }) => !within(from, planned) && !within(from, world.episodes),
  );
  const forBlips = outside.filter(({ from }) => within(from, blips));
  const detected = world.episodes.length > 0 ? [] : detections(planned, run.alarms);
  return {
    falseAlarmsPerYear: (outside.length - forBlips.length) / years,
    blipAlarmsPerYear: forBlips.length / years,
    delayS: spread(detected.flatMap(({ fault, alarm }) => (alarm ? alarm.from - fault.from : []))),
    recoveryS: spread(detected.flatMap(({ fault, alarm }) => recovery(fault, alarm))),
    told: toldByLength(detected),
    ...episodes(world.episodes, run.messages),
    looksPerDay: run.looks / (years * 365.25),
  };
}

/** Intervals are sorted by their start and do not overlap. */
function within(at: number, intervals: readonly Interval[]): boolean {
  return (next(intervals, at)?.from ?? Number.POSITIVE_INFINITY) <= at;
}

/** The first interval that has not ended (with grace) at an instant. */
function next<I extends Interval>(intervals: readonly I[], at: number): I | undefined {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((intervals[middle]?.to ?? 0) + GRACE_MS < at) low = middle + 1;
    else high = middle;
  }
  return intervals[low];
}

type Detection = { readonly fault: Fault; readonly alarm?: Alarm };

function detections(faults: readonly Fault[], alarms: readonly Alarm[]): Detection[] {
  let index = 0;
  return faults.map((fault) => {
    while ((alarms[index]?.from ?? Number.POSITIVE_INFINITY) < fault.from) index += 1;
    const alarm = alarms[index];
    return alarm && alarm.from <= fault.to + GRACE_MS ? { fault, alarm } : { fault };
  });
}

/** Only an alarm that lasted to the end of the fault tells how soon the end is noticed. */
function recovery(fault: Fault, alarm: Alarm | undefined): number[] {
  return alarm && alarm.to >= fault.to ? [alarm.to - fault.to] : [];
}

function toldByLength(detected: readonly Detection[]): Score['told'] {
  const byLength = Map.groupBy(detected, ({ fault }) => Math.round((fault.to - fault.from) / 1000));
  return [...byLength]
    .sort(([one], [other]) => one - other)
    .map(([lengthS, all]) => ({
      lengthS,
      share: all.filter(({ alarm }) => alarm !== undefined).length / all.length,
    }));
}

/** Messages of an episode may come until it has been stable for a while. */
const EPISODE_TAIL_MS = 60 * minute;

function episodes(all: readonly Interval[], messages: readonly number[]) {
  let index = 0;
  const heard = all.map(({ from, to }) => {
    while ((messages[index] ?? Number.POSITIVE_INFINITY) < from) index += 1;
    const first = index;
    while ((messages[index] ?? Number.POSITIVE_INFINITY) <= to + EPISODE_TAIL_MS) index += 1;
    const at = index > first ? messages[first] : undefined;
    return { count: index - first, delayMs: at === undefined ? undefined : at - from };
  });
  const noticed = heard.filter(({ count }) => count > 0);
  return {
    messagesPerEpisode: mean(heard.map(({ count }) => count)),
    unnoticedEpisodes: all.length === 0 ? 0 : 1 - noticed.length / all.length,
    firstMessageS: spread(noticed.flatMap(({ delayMs }) => delayMs ?? [])),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Milliseconds in, seconds out. */
function spread(durationsMs: readonly number[]): Spread {
  const sorted = durationsMs.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1000;
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}
