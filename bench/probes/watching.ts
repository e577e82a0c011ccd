/** The real thing: schedule, probes, detection, blindness, history, journal, checkpoints and a store on a disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistory } from '../../src/history/history.ts';
import { createBlindness } from '../../src/incidents/blindness.ts';
import { createCanaries } from '../../src/incidents/canaries.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { type Checkpoint, createWatcher } from '../../src/incidents/watcher.ts';
import type { Check, Incident, Service } from '../../src/model.ts';
import { createEyes, look, probeFor } from '../../src/probes/index.ts';
import { createStore } from '../../src/store/index.ts';
import { createClock } from '../../src/time/clock.ts';
import { createSchedule, phaseOf } from '../../src/time/schedule.ts';
import { cpuMs, type Load, lateFromMs, readLoad, type Said, share, sleep } from './load.ts';

process.on('disconnect', () => process.exit());
const load = readLoad();
const checksPerService = 5;
const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const clock = createClock();
const store = await createStore(`sqlite:${join(folder, 'bench.db')}`);
const names = load.deadNames === undefined ? {} : { resolvers: [`127.0.0.1:${load.ports.names}`] };
const eyes = createEyes({ trust: [process.env.BENCH_CERT ?? ''], ...names });
const onBug = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const schedule = createSchedule({ clock, slowAfterMs: 1000, onBug });
const journal = await createJournal(store.table<Incident>('incidents'));
const history = createHistory({ table: store.table('history'), now: clock.now });
const log = () => {};
const canaries = await createCanaries({
  targets: [],
  look: (target, timeoutMs) => look({ target, timeoutMs, expect: undefined }, eyes),
  table: store.table('canaries'),
  now: clock.now,
  elapsed: clock.elapsed,
});
const blindness = await createBlindness({
  canaries,
  schedule,
  clock,
  store: store.health,
  table: store.table('blindness'),
  watched: () => watcher.watched,
  onSight: () => watcher.lookAgain(),
  announce: async () => {},
  log,
});

const lateness: number[] = [];
const took: number[] = [];
const unseen = new Set<Check>();
let isCounting = false;
let looks = 0;
let notUp = 0;
let firstLooksMs = 0;
let startedAt = 0;
const turns = new Map<Check, number>();
const lastLooks = new Map<Check, number>();
let late = 0;

/** How late a look is: its turns lie one interval apart, the first where its phase says. */
function noteTurn(check: Check): void {
  if (unseen.delete(check) && unseen.size === 0) firstLooksMs = performance.now() - startedAt;
  if (!isCounting || !check.id.startsWith('well')) return;
  looks++;
  const gapMs = performance.now() - (lastLooks.get(check) ?? Number.POSITIVE_INFINITY);
  if (gapMs > load.everyMs + lateFromMs) late++;
  lastLooks.set(check, performance.now());
  const sinceFirst = performance.now() - startedAt - (turns.get(check) ?? 0);
  const behind = ((sinceFirst % load.everyMs) + load.everyMs) % load.everyMs;
  lateness.push(behind > load.everyMs / 2 ? behind - load.everyMs : behind);
}

const watcher = createWatcher({
  look: async (check) => {
    noteTurn(check);
    const reading = await look(check, eyes);
    history.add(check, reading);
    if (isCounting && check.id.startsWith('well')) {
      took.push(reading.tookMs);
      if (reading.status !== 'up') notUp++;
    }
    return reading;
  },
  // Among so many failures everybody would rightly doubt our own network, and look at all again.
  believe: load.holes === undefined ? blindness.believe : async () => 'working',
  schedule,
  journal,
  checkpoints: store.table<Checkpoint>('checkpoints'),
  now: clock.now,
  // In the middle of the jitter: turns lie one interval apart.
  random: () => 0.5,
  isOwn: () => true,
  onIncident: () => {},
  log,
});

const services = servicesFor(load);
for (const service of services) await history.follow(service);
if (load.hasHistory === true) fillDay();
startedAt = performance.now();
for (const service of services) {
  for (const check of checksOf(service)) unseen.add(check);
  await watcher.watch(service);
  const begunMs = performance.now() - startedAt;
  for (const check of checksOf(service)) {
    turns.set(check, begunMs + phaseOf(`${service.id}/${check.id}`, check.everyMs));
  }
}
blindness.start();
const beganWatchingMs = performance.now() - startedAt;

await sleep(load.warmMs);
isCounting = true;
process.send?.({ begin: true });
const cpu = cpuMs();
await sleep(load.windowMs);
const usedMs = cpuMs() - cpu;
isCounting = false;
process.send?.({ end: true });
if (unseen.size > 0) await sleep(Math.max(0, load.everyMs + 1000 - load.warmMs - load.windowMs));
await schedule.stop();
const beforeStop = cpuMs();
await watcher.stop();
const checkpointMs = cpuMs() - beforeStop;
globalThis.gc?.();
const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
blindness.stop();
eyes.close();
await store.close();
rmSync(folder, { recursive: true });

lateness.sort((a, b) => a - b);
took.sort((a, b) => a - b);
const wellPart = services.flatMap(checksOf).filter(({ id }) => id.startsWith('well')).length;
const said: Said = {
  cpuMs: usedMs,
  looks,
  wanted: Math.round((wellPart * load.windowMs) / load.everyMs),
  late,
  latenessMs: [share(lateness, 0.5), share(lateness, 0.99), lateness.at(-1) ?? 0],
  tookMs: [share(took, 0.5), share(took, 0.99)],
  firstLooksMs: unseen.size > 0 ? Number.NaN : firstLooksMs - beganWatchingMs,
  notUp,
  checkpointMs,
  heapBytes: heapUsed + arrayBuffers,
  residentBytes: rss,
};
process.send?.({ said }, () => process.disconnect());

function servicesFor(load: Load): readonly Service[] {
  return Array.from({ length: Math.ceil(load.count / checksPerService) }, (_, index) => ({
    id: `service-${index}`,
    name: { en: `Service ${index}` },
    aliases: [],
    category: 'own',
    preset: 'default' as const,
    components: [
      {
        id: 'main',
        name: { en: 'Main' },
        need: 'all' as const,
        checks: Array.from({ length: checksPerService }, (_, place) =>
          checkFor(load, index * checksPerService + place),
        ),
      },
    ],
  }));
}

function checkFor({ scheme, ports, everyMs, ...load }: Load, index: number): Check {
  const { holes = 0, deadNames = 0, endless = 0 } = load;
  const place = index % 100;
  const [id, target] =
    place < holes
      ? ['hole', `http://127.0.0.1:${ports.hole}/${index}`]
      : place < holes + deadNames
        ? ['dead', `http://dead-${index}.test/`]
        : place < holes + deadNames + endless
          ? ['endless', `http://127.0.0.1:${ports.http}/endless`]
          : ['well', `${scheme}://127.0.0.1:${ports[scheme]}/c/${index}`];
  const expect = probeFor(target)?.expectation.parse({});
  return { id: `${id}-${index}`, target, everyMs, timeoutMs: Math.min(5000, everyMs), expect };
}

function checksOf(service: Service): readonly Check[] {
  return service.components.flatMap(({ checks }) => checks);
}

/** A day of readings, one a minute, as they would have come. */
function fillDay(): void {
  const minuteMs = 60_000;
  const first = clock.now() - 1440 * minuteMs;
  const timings = {};
  for (let minute = 0; minute < 1440; minute++) {
    const reading = { status: 'up' as const, at: first + minute * minuteMs, tookMs: 12, timings };
    for (const service of services) for (const one of checksOf(service)) history.add(one, reading);
  }
}
