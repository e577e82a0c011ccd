/**
 * `npm run bench -- soak --minutes N`: does it grow? All that watches, wired as in the bot, looks at healthy, shaky and
 * hostile targets; how large it is and what it holds open is read every five seconds.
 *
 * The first third is left out, as a heap takes its size then. What is compared is the median of the next third with that
 * of the last; the slope is that of the straight line through both.
 */
import type { How } from './part.ts';
import type { Load } from './probes/load.ts';
import { median, startTargets, stepAside, type Targets, wordsOf } from './probes/run.ts';
import type { Sample } from './probes/soaking.ts';

const hourMs = 3_600_000;
const settledFrom = 1 / 3;

export async function measure(how: How): Promise<void> {
  stepAside();
  const targets = await startTargets();
  try {
    await growth(how, targets);
    await perCheck(how, targets);
  } finally {
    targets.close();
  }
}

async function growth(how: How, targets: Targets): Promise<void> {
  const load = {
    scheme: 'https' as const,
    ...{ count: 2000, everyMs: 10_000, warmMs: 0, windowMs: how.minutes * 60_000 },
    ...{ holes: 5, deadNames: 1, endless: 1, shaky: 3, hasHistory: true },
  };
  const samples = await soak(load, targets);
  const settled = samples.filter(({ atMs }) => atMs >= load.windowMs * settledFrom);
  const [first, last] = [settled[0], settled.at(-1)];
  if (!first || !last) return how.say('too short to say anything');
  const looks = last.looks - first.looks;
  const lasted = ((last.atMs - first.atMs) / 60_000).toFixed(1);
  const what = `soak of ${how.minutes} min (${lasted} of them counted, ${looks} looks)`;
  how.show({
    what: `${what}: memory of the process, last third ÷ the one before`,
    ...grown(settled, 'residentBytes', 1e6, 'MB'),
    bar: 1.05,
  });
  how.show({
    what: `${what}: heap after collections, last third ÷ the one before`,
    ...grown(settled, 'heapBytes', 1e6, 'MB'),
    bar: 1.05,
  });
  how.show({
    what: `${what}: open sockets, last third ÷ the one before`,
    ...grown(settled, 'sockets', 1, 'sockets'),
    bar: 1.1,
  });
  how.show({
    what: `${what}: timers, last third ÷ the one before`,
    ...grown(settled, 'timers', 1, 'timers'),
    bar: 1.1,
  });
  how.show({
    what: `${what}: heap that stays of a look`,
    value: (slopeMs(settled, 'heapBytes') * (last.atMs - first.atMs)) / looks,
    unit: 'B',
    note: `${last.incidents - first.incidents} revisions of incidents were written meanwhile`,
  });
  how.show({
    what: `${what}: CPU of a look`,
    value: (last.cpuMs - first.cpuMs) / looks,
    unit: 'ms',
    note: `others had the core for ${((last.waitedMs - first.waitedMs) / 1000).toFixed(0)} s meanwhile`,
  });
}

/** What one more check costs in memory as the system sees it, at the same number of looks a second. */
async function perCheck(how: How, targets: Targets): Promise<void> {
  const [few, many] = [500, 5000];
  const windowMs = 90_000;
  const at = async (count: number) => {
    const everyMs = count * 12;
    const load = { scheme: 'http' as const, count, everyMs, warmMs: 0, windowMs, hasHistory: true };
    const samples = await soak(load, targets);
    return median(samples.slice(-6).map(({ residentBytes }) => residentBytes));
  };
  const [small, large] = [await at(few), await at(many)];
  how.show({
    what: 'memory of the process for each further check with a day of history',
    value: (large - small) / (many - few) / 1000,
    unit: 'kB',
    bar: 20,
    note: `${mega(large)} MB with ${many} checks, ${mega(small)} MB with ${few}, both at 83 looks/s`,
  });
}

async function soak(load: Omit<Load, 'ports'>, targets: Targets): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of wordsOf<Sample>('soaking', load, targets)) samples.push(sample);
  return samples;
}

type Measured = 'residentBytes' | 'heapBytes' | 'sockets' | 'timers';

function grown(samples: readonly Sample[], what: Measured, size: number, unit: string) {
  const half = Math.floor(samples.length / 2);
  const of = (some: readonly Sample[]) => median(some.map((sample) => sample[what]));
  const [before, after] = [of(samples.slice(0, half)), of(samples.slice(half))];
  const perHour = (slopeMs(samples, what) * hourMs) / size;
  const sign = perHour < 0 ? '' : '+';
  return {
    value: after / before,
    unit: '×',
    note: `${(after / size).toFixed(1)} ${unit}, ${sign}${perHour.toFixed(1)} ${unit} an hour`,
  };
}

/** The straight line through all samples: its rise in a millisecond. */
function slopeMs(samples: readonly Sample[], what: Measured): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const at = mean(({ atMs }) => atMs);
  const middle = mean((sample) => sample[what]);
  const rise = mean((sample) => (sample.atMs - at) * (sample[what] - middle));
  return rise / mean(({ atMs }) => (atMs - at) ** 2);
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
