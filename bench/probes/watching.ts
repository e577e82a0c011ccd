/** The real thing: all that watches, wired as in the bot, with real looks and a store on a disk. */
import { cpuMs, lateFromMs, readLoad, type Said, share, sleep, waitedMs } from './load.ts';
import { fillDay } from './past.ts';
import { checksOf, isWell, servicesFor } from './services.ts';
import { createWired } from './wiring.ts';

process.on('disconnect', () => process.exit());
const load = readLoad();
const isBeset = load.holes !== undefined;
const services = servicesFor(load);
/** Jobs of healthy checks, by their name in the schedule. */
const well = new Set<string>();
const unseen = new Set<string>();
for (const service of services) {
  for (const check of checksOf(service)) {
    unseen.add(`${service.id}/${check.id}`);
    if (isWell(check)) well.add(`${service.id}/${check.id}`);
  }
}

const lateness: number[] = [];
const took: number[] = [];
const lastLooks = new Map<string, number>();
let [looks, late, notUp, startedAt, firstLooksMs] = [0, 0, 0, 0, 0];
let isCounting = false;

const { watching, clock, close } = await createWired({
  services,
  ports: load.ports,
  onStart(lateMs, id) {
    if (unseen.delete(id) && unseen.size === 0) firstLooksMs = performance.now() - startedAt;
    if (isCounting && well.has(id)) lateness.push(lateMs);
  },
  through: (own) => ({
    ...own,
    every: (id, phaseMs, job) => own.every(id, phaseMs, well.has(id) ? () => round(id, job) : job),
  }),
});

/** From the first packet until the reading is judged and, if need be, stored. */
async function round(id: string, job: () => Promise<number>): Promise<number> {
  const beganAt = performance.now();
  if (isCounting) {
    looks++;
    noteLate(id, beganAt);
  }
  lastLooks.set(id, beganAt);
  const nextMs = await job();
  if (!isCounting) return nextMs;
  took.push(performance.now() - beganAt);
  if (isBeset && !isWorking(id)) notUp++;
  return nextMs;
}

/** A calm check comes back after its interval and a tenth. */
function noteLate(id: string, at: number): void {
  const latestMs = load.everyMs * 1.1 + lateFromMs;
  if (at - (lastLooks.get(id) ?? at) > latestMs) late++;
}

function isWorking(id: string): boolean {
  const [service = '', ...check] = id.split('/');
  const view = watching.watcher.views(service)?.[check.join('/')];
  return view !== undefined && view.failing === 0 && view.working > 0;
}

if (load.hasHistory === true) await fillDay(services, watching, clock.now());
startedAt = performance.now();
await watching.start(services.map(({ id }) => id));
const beganWatchingMs = performance.now() - startedAt;

await sleep(load.warmMs);
isCounting = true;
process.send?.({ begin: true });
const [cpu, waited] = [cpuMs(), waitedMs()];
await sleep(load.windowMs);
const [usedMs, idleMs] = [cpuMs() - cpu, waitedMs() - waited];
isCounting = false;
for (const id of well) noteLate(id, performance.now());
process.send?.({ end: true });
if (unseen.size > 0) await sleep(Math.max(0, load.everyMs + 1000 - load.warmMs - load.windowMs));
await watching.pause();
const beforeStop = cpuMs();
await watching.watcher.stop();
const checkpointMs = cpuMs() - beforeStop;
globalThis.gc?.();
const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
await close();

lateness.sort((a, b) => a - b);
took.sort((a, b) => a - b);
const said: Said = {
  cpuMs: usedMs,
  waitedMs: idleMs,
  looks,
  wanted: Math.round((well.size * load.windowMs) / load.everyMs),
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
