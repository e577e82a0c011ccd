/** What a system under test is given to do, and what it says at the end. */
import { readFileSync } from 'node:fs';

/** Where the targets are: healthy pages, and in a process of their own the hostile ones. */
export type Ports = {
  readonly http: number;
  readonly https: number;
  readonly hole: number;
  readonly names: number;
  readonly endless: number;
};

export type Load = {
  readonly scheme: 'http' | 'https';
  readonly count: number;
  readonly everyMs: number;
  /** Looked at before anything is counted. */
  readonly warmMs: number;
  readonly windowMs: number;
  readonly ports: Ports;
  /** Of every hundred checks: so many black holes, dead names and endless bodies. */
  readonly holes?: number;
  readonly deadNames?: number;
  readonly endless?: number;
  /** Of every hundred checks: so many that fail for a minute in every five. */
  readonly shaky?: number;
  /** Beside every hundred checks: so many healthy ones that are looked at while the hostile ones are not. */
  readonly standIns?: number;
  /** How many times with and without the hostile ones, both counted. */
  readonly turns?: number;
  /** Fills a day of history first, to weigh it. */
  readonly hasHistory?: boolean;
};

export type Said = {
  /** CPU of the whole process in the window, all threads. */
  readonly cpuMs: number;
  /** How long its main thread wanted to run and others had the core; what is late in that time is theirs. */
  readonly waitedMs: number;
  /** Looks at healthy targets that began in the window. */
  readonly looks: number;
  /** That the phases and the interval ask for. */
  readonly wanted: number;
  readonly latenessMs: readonly [median: number, p99: number, longest: number];
  /** From the start until every check had been looked at once. */
  readonly firstLooksMs: number;
  /** CPU of writing the state of every check once. */
  readonly checkpointMs: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
};

/** `BENCH_LOAD` of the environment. */
export function readLoad(): Load {
  return JSON.parse(process.env.BENCH_LOAD ?? '{}') as Load;
}

export function share(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Nobody may be later. */
export const lateFromMs = 500;

export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long the main thread has been waiting for a core since it began; 0 where the kernel does not say. */
export function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
