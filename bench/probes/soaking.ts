/** A system under test that runs for as long as it is told, and says every few seconds how large it has become. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { cpuMs, readLoad, sleep, waitedMs } from './load.ts';
import { fillDay } from './past.ts';
import { checksOf, servicesFor } from './services.ts';
import { createWired } from './wiring.ts';

/** What it was like at one moment. */
export type Sample = {
  readonly atMs: number;
  readonly residentBytes: number;
  /** Heap and typed arrays when the collector last ran through all of them; 0 before it did. */
  readonly heapBytes: number;
  readonly sockets: number;
  readonly timers: number;
  /** Looks that have ended so far, and incidents that were written. */
  readonly looks: number;
  readonly incidents: number;
  readonly cpuMs: number;
  readonly waitedMs: number;
};

const sampleEveryMs = 5000;

process.on('disconnect', () => process.exit());
const load = readLoad();
const services = servicesFor(load);
const checks = new Set(
  services.flatMap((service) => checksOf(service).map(({ id }) => `${service.id}/${id}`)),
);
let [looks, incidents, heapBytes] = [0, 0, 0];

new PerformanceObserver((list) => {
  const entries = list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[];
  const isWhole = entries.some(({ detail }) => {
    return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
  });
  if (isWhole) heapBytes = held();
}).observe({ entryTypes: ['gc'] });

const { watching, clock, close } = await createWired({
  services,
  ports: load.ports,
  onStart(_lateMs, id) {
    if (checks.has(id)) looks++;
  },
  onIncident: () => void incidents++,
});
if (load.hasHistory === true) await fillDay(services, watching, clock.now());
await watching.start(services.map(({ id }) => id));

const startedAt = performance.now();
while (performance.now() - startedAt < load.windowMs) {
  await sleep(sampleEveryMs);
  process.send?.(sample());
}
await close();
process.disconnect();

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function sample(): Sample {
  const open = process.getActiveResourcesInfo();
  const count = (...names: string[]) => open.filter((name) => names.includes(name)).length;
  return {
    atMs: performance.now() - startedAt,
    residentBytes: process.memoryUsage.rss(),
    heapBytes,
    sockets: count('TCPSocketWrap', 'TLSWrap', 'TCPWrap'),
    timers: count('Timeout'),
    ...{ looks, incidents, cpuMs: cpuMs(), waitedMs: waitedMs() },
  };
}
