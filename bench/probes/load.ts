/** What a system under test is given to do, and what it says at the end. */

export type Ports = {
  readonly http: number;
  readonly https: number;
  readonly hole: number;
  readonly names: number;
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
  /** Fills a day of history first, to weigh it. */
  readonly hasHistory?: boolean;
};

export type Said = {
  /** CPU of the whole process in the window, all threads. */
  readonly cpuMs: number;
  /** Looks at healthy targets that began in the window. */
  readonly looks: number;
  /** That the phases and the interval ask for. */
  readonly wanted: number;
  /** Looks that began more than half a second too long after the one before. */
  readonly late: number;
  readonly latenessMs: readonly [median: number, p99: number, longest: number];
  readonly tookMs: readonly [median: number, p99: number];
  /** From the start until every check had been looked at once. */
  readonly firstLooksMs: number;
  readonly notUp: number;
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

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
