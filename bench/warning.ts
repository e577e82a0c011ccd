/**
 * Early warnings: what is told about services that are well (all of it is false), how soon it is told that
 * one becomes slow, and what a look and a check cost.
 */
import { createDice, type Dice } from '../src/simulation/random.ts';
import type { Meter } from '../src/warning/gauge.ts';
import { addHour, type Hours, leftUntil, outlookAt } from '../src/warning/threshold.ts';
import type { How } from './part.ts';
import { watch } from './warning/watch.ts';
import {
  createLatency,
  day,
  hour,
  type Latency,
  minute,
  queue,
  start,
  type World,
  worlds,
} from './warning/worlds.ts';

const taughtMs = 9 * day;
const monthMs = 30 * day;
const many = { short: 8, long: 60 } as const;
const disks = 400;

/** How many times as long a service takes, `hours` after it has begun to be slow. */
type Trouble = { readonly name: string; readonly factor: (hours: number) => number };

const troubles: readonly Trouble[] = [
  { name: 'three times as long at once', factor: () => 3 },
  { name: 'twice as long each hour', factor: (hours) => 2 ** hours },
  { name: 'twice as long each day', factor: (hours) => 2 ** (hours / 24) },
];

export async function measure(how: How): Promise<void> {
  const count = how.isLong ? many.long : many.short;
  await measureHealthy(how, count);
  for (const trouble of troubles) await measureTrouble(how, trouble, count);
  measureFilling(how);
  await measureCost(how);
}

/** Without thresholds a number may go wrong either way, which is the hardest. */
const anyNumber: Meter = { name: 'number', limits: [] };

async function measureHealthy(how: How, count: number): Promise<void> {
  await measureWorlds(how, { what: 'a healthy service', all: worlds, count });
  const numbers = [...worlds, queue];
  await measureWorlds(how, { what: 'a healthy number', all: numbers, count, meter: anyNumber });
}

type Many = {
  readonly what: string;
  readonly all: readonly World[];
  readonly count: number;
  readonly meter?: Meter;
};

async function measureWorlds({ show }: How, { what, all, count, meter }: Many): Promise<void> {
  const rates: number[] = [];
  for (const world of all) {
    let told = 0;
    for (let seed = 0; seed < count; seed += 1) {
      const watching = await watch(meter);
      watching.look(createLatency(world, String(seed)), start + taughtMs + monthMs);
      told += watching.told.length;
    }
    rates.push(told / count);
    const about = `told of ${what} in 30 days: ${world.name}`;
    show({ what: about, value: told / count, unit: 'messages', note: `${count} of them` });
  }
  const value = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const about = `told of ${what} in 30 days, in the mean of all worlds`;
  const note = `${count * rates.length} of them`;
  show({ what: about, value, unit: 'messages', bar: 0.5, note });
}

async function measureTrouble({ show }: How, { name, factor }: Trouble, count: number) {
  const delays: number[] = [];
  for (let seed = 0; seed < count; seed += 1) {
    const world = worlds[seed % worlds.length];
    if (!world) continue;
    const watching = await watch();
    const began = start + taughtMs + seed * 5 * hour;
    const healthy = createLatency(world, `trouble ${seed}`);
    const slow: Latency = (at) => healthy(at) * (at < began ? 1 : factor((at - began) / hour));
    watching.look(slow, began + 2 * day);
    const first = watching.told.find((at) => at >= began);
    if (first !== undefined) delays.push(first - began);
  }
  const median = delays.toSorted((one, other) => one - other)[delays.length >> 1] ?? Number.NaN;
  const note = `${delays.length} of ${count} were told within two days`;
  show({ what: `until it is told: ${name}`, value: median / minute, unit: 'min', note });
}

/** Disks with a wave of the day, noise and a clean-up now and then: some fill, some stay as they are. */
function measureFilling({ show }: How): void {
  const dice = createDice('filling');
  const limit = { value: 90, side: 'above' } as const;
  const errors: number[] = [];
  let within = 0;
  let isFalse = 0;
  for (let disk = 0; disk < disks; disk += 1) {
    const slope = 0.15 + 0.45 * dice.next();
    const left = leftUntil(hoursOf(dice, slope, 80 - slope * 72), limit);
    const truthMs = (10 / slope) * hour;
    errors.push(Math.abs((left?.ms ?? 0) / truthMs - 1));
    within += left && left.leastMs <= truthMs && truthMs <= left.mostMs ? 1 : 0;
    isFalse += outlookAt(hoursOf(dice, 0, 80), limit, undefined) ? 1 : 0;
  }
  const median = errors.toSorted((one, other) => one - other)[disks >> 1] ?? Number.NaN;
  const note = `${disks} disks; the truth was between the bounds for ${within}`;
  show({ what: 'error of the time until full', value: 100 * median, unit: '%', bar: 5, note });
  show({ what: 'flat disks that seem to fill', value: (100 * isFalse) / disks, unit: '%', bar: 1 });
}

/** The medians of 72 hours. */
function hoursOf(dice: Dice, slope: number, first: number): Hours {
  const phase = dice.next() * 24;
  let cleaned = 0;
  let hours: Hours = { at: 0, values: [] };
  for (let at = 1; at <= 72; at += 1) {
    if (dice.next() < 1 / 48) cleaned = dice.next();
    cleaned *= 0.9;
    const wave = Math.sin(((at + phase) / 24) * 2 * Math.PI);
    const value = first + slope * at + wave - cleaned + 0.5 * (dice.next() - 0.5);
    hours = addHour(hours, at * hour, value);
  }
  return hours;
}

/** The fastest round of several: what else the machine does only makes it slower. */
async function measureCost({ show }: How): Promise<void> {
  const looks = (taughtMs + monthMs) / minute;
  const rounds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round += 1) {
    const watching = await watch();
    const began = performance.now();
    watching.look((at) => 100 + ((at / minute) % 17), start + taughtMs + monthMs);
    rounds.push(((performance.now() - began) * 1_000) / looks);
    await watching.warnings.stop();
    bytes = JSON.stringify([...watching.kept.values()]).length;
  }
  const note = `${looks} looks, the fastest of ${rounds.length} rounds`;
  show({ what: 'taking in a look', value: Math.min(...rounds), unit: 'µs', note });
  show({ what: 'a check in the store', value: bytes / 1024, unit: 'kB', bar: 64 });
}
