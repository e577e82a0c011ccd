/** What runs are worth: false alarms, delays, what was never told, how many messages. */
import type { Tally } from './tally.ts';

export type Score = {
  readonly years: number;
  readonly falseAlarmsPerYear: number;
  /** Alarms for real failures of the service that were too short to be worth one. */
  readonly blipAlarmsPerYear: number;
  /** Seconds from the true start to the alarm. */
  readonly delayS: Spread;
  readonly recoveryS: Spread;
  /** The share of faults that were told, by their length in seconds. */
  readonly told: readonly { readonly lengthS: number; readonly share: number }[];
  readonly messagesPerEpisode: number;
  readonly unnoticedShare: number;
  readonly firstMessageS: Spread;
  readonly looksPerDay: number;
};

export type Spread = { readonly median: number; readonly p95: number; readonly count: number };

/** The score of several runs of one rule, as if they were one long run. */
export function score(tallies: readonly Tally[]): Score {
  const sum = (of: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const all = <T>(of: (tally: Tally) => readonly T[]) => tallies.flatMap(of);
  const years = sum((tally) => tally.years);
  const episodes = all((tally) => tally.episodes);
  const noticed = episodes.filter(({ messages }) => messages > 0);
  return {
    years,
    falseAlarmsPerYear: sum((tally) => tally.falseAlarms) / years,
    blipAlarmsPerYear: sum((tally) => tally.blipAlarms) / years,
    delayS: spread(all((tally) => tally.delaysMs)),
    recoveryS: spread(all((tally) => tally.recoveriesMs)),
    told: toldByLength(all((tally) => tally.faults)),
    messagesPerEpisode: mean(episodes.map(({ messages }) => messages)),
    unnoticedShare: episodes.length === 0 ? 0 : 1 - noticed.length / episodes.length,
    firstMessageS: spread(noticed.flatMap(({ firstMs }) => firstMs ?? [])),
    looksPerDay: sum((tally) => tally.looks) / (years * 365.25),
  };
}

function toldByLength(faults: Tally['faults']): Score['told'] {
  return [...Map.groupBy(faults, ({ lengthMs }) => Math.round(lengthMs / 1000))]
    .sort(([one], [other]) => one - other)
    .map(([lengthS, same]) => ({
      lengthS,
      share: same.filter(({ isTold }) => isTold).length / same.length,
    }));
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
