/** Compares what one run told with what truly happened, and counts. */
import type { Alarm, Run } from './rule.ts';
import { type Fault, type Interval, minute, type World, year } from './world.ts';

export type Tally = {
  readonly years: number;
  readonly falseAlarms: number;
  readonly blipAlarms: number;
  readonly delaysMs: readonly number[];
  readonly recoveriesMs: readonly number[];
  readonly faults: readonly { readonly lengthMs: number; readonly isTold: boolean }[];
  readonly episodes: readonly { readonly messages: number; readonly firstMs?: number }[];
  readonly looks: number;
};

/** A look that began in a fault may be told a little after its end. */
const GRACE_MS = minute;
/** Messages of an episode may come until it has been stable for a while. */
const EPISODE_TAIL_MS = 60 * minute;

export function tally(world: World, run: Run): Tally {
  const planned = world.faults.filter(({ isBlip }) => !isBlip);
  const blips = world.faults.filter(({ isBlip }) => isBlip);
  const outside = run.alarms.filter(
    ({ from }) => !isWithin(from, planned) && !isWithin(from, world.episodes),
  );
  const forBlips = outside.filter(({ from }) => isWithin(from, blips));
  const detected = world.episodes.length > 0 ? [] : detections(planned, run.alarms);
  return {
    years: world.lengthMs / year,
    falseAlarms: outside.length - forBlips.length,
    blipAlarms: forBlips.length,
    delaysMs: detected.flatMap(({ fault, alarm }) => (alarm ? alarm.from - fault.from : [])),
    recoveriesMs: detected.flatMap(({ fault, alarm }) => recovery(fault, alarm)),
    faults: detected.map(({ fault, alarm }) => ({
      lengthMs: fault.to - fault.from,
      isTold: alarm !== undefined,
    })),
    episodes: heard(world.episodes, run.messages),
    looks: run.looks,
  };
}

/** Intervals are sorted and do not overlap; the first that has not ended at `at` decides. */
function isWithin(at: number, intervals: readonly Interval[]): boolean {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((intervals[middle]?.to ?? 0) + GRACE_MS < at) low = middle + 1;
    else high = middle;
  }
  return (intervals[low]?.from ?? Number.POSITIVE_INFINITY) <= at;
}

type Detection = { readonly fault: Fault; readonly alarm?: Alarm };

/** The first alarm that begins in each fault. An alarm that was on before is not this fault's. */
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

function heard(episodes: readonly Interval[], messages: readonly number[]): Tally['episodes'] {
  let index = 0;
  const countUntil = (at: number) => {
    const before = index;
    while ((messages[index] ?? Number.POSITIVE_INFINITY) <= at) index += 1;
    return index - before;
  };
  return episodes.map(({ from, to }) => {
    countUntil(from);
    const first = messages[index];
    const count = countUntil(to + EPISODE_TAIL_MS);
    return count > 0 && first !== undefined
      ? { messages: count, firstMs: first - from }
      : { messages: 0 };
  });
}
