/** What is served and what is asked, told to the processes of this part by their environment. */

export type World = {
  readonly everyMs: number;
  readonly servicesCount: number;
  readonly checksEach: number;
  /** Of the far end, over https. */
  readonly port: number;
};

export type Watched = {
  /** By how much each look was later than one interval after the one before. */
  readonly lateMs: readonly number[];
  readonly cpuMs: number;
  readonly lastedMs: number;
};

export type Pace = {
  readonly port: number;
  readonly perSecond: number;
  readonly forMs: number;
  readonly paths: readonly string[];
};

export type Answered = {
  /** How long each took from when it was due. */
  readonly times: readonly number[];
  /** Answers that were none. */
  readonly wrong: number;
  readonly bytes: number;
};

export const readWorld = (): World => JSON.parse(process.env.BENCH_WORLD ?? '{}') as World;

/** As they stand in a services file. */
export function servicesOf({ everyMs, servicesCount, checksEach, port }: World): readonly object[] {
  return Array.from({ length: servicesCount }, (_, index) => ({
    ...{ id: `bench-${index}`, name: { en: `Bench ${index}` }, every: `${everyMs / 1000}s` },
    checks: Array.from(
      { length: checksEach },
      (_each, check) => `https://127.0.0.1:${port}/c/${index}/${check}`,
    ),
  }));
}
