/**
 * What looking costs: CPU beside the bare client and a peer, 10,000 checks, memory, isolation.
 *
 * Each system runs in a process of its own on one core, the targets and this driver on the other. Cost is CPU time of
 * the whole process by the looks that the targets counted. Systems take turns (bare, ours, ours, bare); when the two
 * bare runs differ by more than a tenth, the machine was too restless to say.
 *
 * What is late is judged only where others left us the core: the kernel says how long we wanted it in vain. On a busy
 * machine, root can have this run before everything else: `chrt --rr 1 npm run bench -- probes`.
 */
import type { How } from './part.ts';
import { blackboxPath, runBlackbox } from './probes/blackbox.ts';
import { isolation } from './probes/isolation.ts';
import {
  compiledMs,
  isPinned,
  isRobbed,
  median,
  type Run,
  robbery,
  run,
  startTargets,
  stepAside,
  type Targets,
} from './probes/run.ts';

const restless = 0.1;
const checkpointEveryMs = 300_000;
/** Percent that 10,000 https checks may take, on a machine whose bare client stays below it: a slower one cannot say. */
const coreShare = 40;
const looksPerSecond = 10_000 / 30;

type Bench = { readonly how: How; readonly targets: Targets; readonly times: number };

export async function measure(how: How): Promise<void> {
  stepAside();
  if (!isPinned) how.say('not pinned: system and targets share their cores, ratios are rough');
  const targets = await startTargets();
  const bench = { how, targets, times: how.isLong ? 3 : 1 };
  try {
    await cost(bench, { scheme: 'http', perSecond: 800, bar: 1.2, peerBar: 0.5 });
    const bareMs = await cost(bench, { scheme: 'https', perSecond: 250, bar: 1.1, peerBar: 1.25 });
    await many(bench, bareMs);
    await memory(bench);
    await isolation(how, targets);
  } finally {
    targets.close();
  }
}

type Bars = {
  readonly scheme: 'http' | 'https';
  readonly perSecond: number;
  readonly bar: number;
  readonly peerBar: number;
};

/** The bare client's CPU for a look, in ms, for what else is to be measured on this machine. */
async function cost(
  { how, targets, times }: Bench,
  { scheme, perSecond, bar, peerBar }: Bars,
): Promise<number> {
  const load = {
    scheme,
    count: 5 * perSecond,
    everyMs: 5000,
    warmMs: compiledMs,
    windowMs: 6000 * times,
  };
  const bare: number[] = [];
  const ours: number[] = [];
  const peer: number[] = [];
  let isInconclusive = true;
  for (let round = 0; round < 2 * times && (isInconclusive || round < times); round++) {
    const [first, one, two, last] = [
      await run('bare', load, targets),
      await run('watching', load, targets),
      await run('watching', load, targets),
      await run('bare', load, targets),
    ].map((each) => all(each, load));
    const [low = 0, high = 0] = [first ?? 0, last ?? 0].sort((a, b) => a - b);
    isInconclusive = high / low > 1 + restless;
    if (isInconclusive && round + 1 < 2 * times) {
      how.say(
        `a round is left out: the bare client took ${low.toFixed(3)} and ${high.toFixed(3)} ms`,
      );
      continue;
    }
    bare.push(low, high);
    ours.push(one ?? Number.NaN, two ?? Number.NaN);
    const pace = { perSecond, warmMs: 2000, windowMs: load.windowMs };
    if (blackboxPath) peer.push(await runBlackbox(scheme, targets, pace));
  }
  const what = `CPU of a look over ${scheme}, everything in`;
  how.show({
    what: `${what}, ÷ undici's bare client`,
    value: median(ours) / median(bare),
    unit: '×',
    bar,
    note: `${range(ours)} ÷ ${range(bare)} ms at ${perSecond} looks/s`,
    isInconclusive,
  });
  if (!blackboxPath) {
    how.say('prometheus-blackbox-exporter is not installed: not compared');
    return median(bare);
  }
  how.show({
    what: `${what}, ÷ prometheus-blackbox-exporter`,
    value: median(ours) / median(peer),
    unit: '×',
    bar: peerBar,
    note: `${range(ours)} ÷ ${range(peer)} ms; the bare client alone ${(median(bare) / median(peer)).toFixed(2)} ×`,
    isInconclusive,
  });
  return median(bare);
}

/** With its share of the checkpoints, which are written every five minutes. */
function all({ cpuMs, checkpointMs, asked }: Run, { windowMs }: { windowMs: number }): number {
  return (cpuMs + (checkpointMs * windowMs) / checkpointEveryMs) / asked;
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((one) => one.toFixed(3));
  return low === high ? `${low}` : `${low}–${high}`;
}

async function many({ how, targets, times }: Bench, bareMs: number): Promise<void> {
  const load = { scheme: 'https' as const, warmMs: 4000, windowMs: 30_000 * times };
  const few = await run(
    'watching',
    { ...load, count: 2000, everyMs: 6000, windowMs: 9000 },
    targets,
  );
  const lot = await run('watching', { ...load, count: 10_000, everyMs: 30_000 }, targets);
  const again = await run(
    'watching',
    { ...load, count: 2000, everyMs: 6000, windowMs: 9000 },
    targets,
  );
  const what = '10,000 https checks every 30 s';
  const isRestless = Math.abs(few.cpuPerLook / again.cpuPerLook - 1) > restless;
  const bareShare = (bareMs * looksPerSecond) / 10;
  how.show({
    what: `${what}: of one core`,
    value: (lot.cpuMs / load.windowMs) * 100,
    unit: '%',
    bar: coreShare,
    note: `the bare client alone would take ${bareShare.toFixed(0)} %`,
    isInconclusive: bareShare > coreShare,
  });
  how.show({
    what: `${what}: lateness, p99`,
    value: lot.latenessMs[1],
    unit: 'ms',
    bar: 50,
    note: `${lateness(lot)}; ${robbery(lot, load.windowMs)}`,
    isInconclusive: isRobbed(lot, load.windowMs),
  });
  how.show({
    what: `${what}: looks left out`,
    value: Math.max(0, lot.wanted - lot.looks),
    unit: 'looks',
    bar: lot.wanted / 1000,
    note: `${lot.looks} of ${lot.wanted}; a few lie on the edges of the window`,
  });
  how.show({
    what: `${what}: last first look after the start`,
    value: lot.firstLooksMs / 1000,
    unit: 's',
    bar: 32,
  });
  how.show({
    what: 'CPU of a look at 10,000 checks ÷ at 2,000, at the same pace',
    value: lot.cpuPerLook / median([few.cpuPerLook, again.cpuPerLook]),
    unit: '×',
    bar: 1.1,
    note: `${lot.cpuPerLook.toFixed(3)} ÷ ${range([few.cpuPerLook, again.cpuPerLook])} ms`,
    isInconclusive: isRestless,
  });
  how.show({
    what: 'memory of the process with 10,000 checks',
    value: lot.residentBytes / 1e6,
    unit: 'MB',
  });
  how.show({
    what: 'CPU of writing 10,000 states, every five minutes',
    value: lot.checkpointMs,
    unit: 'ms',
  });
}

function lateness({ latenessMs: [middle, , longest] }: Run): string {
  return `p50 ${middle.toFixed(1)}, longest ${longest.toFixed(0)} ms`;
}

async function memory({ how, targets }: Bench): Promise<void> {
  const load = {
    scheme: 'http' as const,
    everyMs: 6000,
    warmMs: 500,
    windowMs: 6500,
    hasHistory: true,
  };
  const small = await run('watching', { ...load, count: 250 }, targets);
  const large = await run('watching', { ...load, count: 2000 }, targets);
  how.show({
    what: 'memory of a check with a day of history, by minutes',
    value: (large.heapBytes - small.heapBytes) / 1750 / 1000,
    unit: 'kB',
    bar: 20,
    note: 'heap and typed arrays after collection, 2,000 checks against 250',
  });
}
