/** The real thing: all that watches, wired as in the bot, with real looks and a store on a disk. */
import { cpuMs, readLoad, type Said, share, sleep, waitedMs } from './load.ts';
import { fillDay } from './past.ts';
import { checksOf, servicesFor } from './services.ts';
import { createWired } from './wiring.ts';

process.on('disconnect', () => process.exit());
const load = readLoad();
const services = servicesFor(load);
/** Jobs of checks, by their name in the schedule. */
const all = new Set<string>();
for (const service of services) {
  for (const { id } of checksOf(service)) all.add(`${service.id}/${id}`);
}
const unseen = new Set(all);

const lateness: number[] = [];
let [looks, startedAt, firstLooksMs] = [0, 0, 0];
let isCounting = false;

const { watching, clock, close } = await createWired({
  services,
  ports: load.ports,
  onStart(lateMs, id) {
    if (unseen.delete(id) && unseen.size === 0) firstLooksMs = performance.now() - startedAt;
    if (!isCounting || !all.has(id)) return;
    looks++;
    lateness.push(lateMs);
  },
});

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
const said: Said = {
  cpuMs: usedMs,
  waitedMs: idleMs,
  looks,
  wanted: Math.round((all.size * load.windowMs) / load.everyMs),
  latenessMs: [share(lateness, 0.5), share(lateness, 0.99), lateness.at(-1) ?? 0],
  firstLooksMs: unseen.size > 0 ? Number.NaN : firstLooksMs - beganWatchingMs,
  checkpointMs,
  heapBytes: heapUsed + arrayBuffers,
  residentBytes: rss,
};
process.send?.({ said }, () => process.disconnect());
