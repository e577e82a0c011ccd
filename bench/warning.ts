/**
 * Early warnings: what is told about services that are well (all of it is false), how soon it is told that
 * one becomes slow, and what a look and a check cost.
 */
import type { How } from './part.ts';
import { watch } from './warning/watch.ts';
import { createLatency, day, hour, type Latency, minute, start, worlds } from './warning/worlds.ts';

const taughtMs = 9 * day;
const monthMs = 30 * day;
const many = { short: 12, long: 60 } as const;

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
  await measureCost(how);
}

async function measureHealthy({ show }: How, count: number): Promise<void> {
  const rates: number[] = [];
  for (const world of worlds) {
    let told = 0;
    for (let seed = 0; seed < count; seed += 1) {
      const watching = await watch();
      watching.look(createLatency(world, String(seed)), start + taughtMs + monthMs);
      told += watching.told.length;
    }
    rates.push(told / count);
    const what = `told of a healthy service in 30 days: ${world.name}`;
    show({ what, value: told / count, unit: 'messages', note: `${count} services` });
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const what = 'told of a healthy service in 30 days, in the mean of all worlds';
  show({ what, value: mean, unit: 'messages', bar: 0.5, note: `${count * rates.length} services` });
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
