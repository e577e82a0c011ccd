/**
 * Healthy looks, in turns with hostile checks beside them and with as many healthy ones in their place. All in one
 * process: two of them, a minute apart, differ more by what the machine was doing than by their neighbours.
 */
import { lateFromMs, readLoad, share, sleep, waitedMs } from './load.ts';
import { checksOf, type Kind, kindOf, servicesFor } from './services.ts';
import { createWired } from './wiring.ts';

/** What healthy looks were like in one turn. */
export type Turn = {
  readonly looks: number;
  /** Looks that began, or are missing, half a second and more after their check was to be looked at again. */
  readonly late: number;
  /** Outages told of services that are well, and their checks that did not count as working in the end. */
  readonly notUp: number;
  readonly tookMs: readonly [median: number, p99: number];
  /** After their turn in the schedule. */
  readonly latenessMs: readonly [median: number, longest: number];
  /** How long the main thread wanted to run and others had the core. */
  readonly waitedMs: number;
};

process.on('disconnect', () => process.exit());
const load = readLoad();
const { turns = 1 } = load;
/** Looks that began before the turn have ended by then. */
const settleMs = load.everyMs + 1000;
const services = servicesFor(load);
/** By their name in the schedule. */
const kinds = new Map<string, Kind>();
const wellServices = new Set<string>();
for (const service of services) {
  const checks = checksOf(service);
  for (const check of checks) kinds.set(`${service.id}/${check.id}`, kindOf(check));
  if (checks.every((check) => kindOf(check) === 'well')) wellServices.add(service.id);
}

let isBeset = true;
let isCounting = false;
let [late, notUp] = [0, 0];
let took: number[] = [];
let lateness: number[] = [];
const lastLooks = new Map<string, number>();

const { watching, close } = await createWired({
  services,
  ports: load.ports,
  onStart(lateMs, id) {
    if (isCounting && kinds.get(id) === 'well') lateness.push(lateMs);
  },
  onIncident({ service }) {
    if (wellServices.has(service)) notUp++;
  },
  through: (own) => ({
    ...own,
    every: (id, phaseMs, job) => own.every(id, phaseMs, jobFor(id, job)),
  }),
});

function jobFor(id: string, job: () => Promise<number>): () => Promise<number> {
  const kind = kinds.get(id);
  if (kind === undefined) return job;
  if (kind === 'well') return () => round(id, job);
  const rest = Promise.resolve(load.everyMs);
  return () => ((kind === 'stand-in') === isBeset ? rest : job());
}

/** From the first packet until the reading is judged and, if need be, stored. */
async function round(id: string, job: () => Promise<number>): Promise<number> {
  const beganAt = performance.now();
  noteLate(id, beganAt);
  lastLooks.set(id, beganAt);
  const nextMs = await job();
  if (isCounting) took.push(performance.now() - beganAt);
  return nextMs;
}

/** A calm check comes back after its interval and a tenth. */
function noteLate(id: string, at: number): void {
  const latestMs = load.everyMs * 1.1 + lateFromMs;
  if (isCounting && at - (lastLooks.get(id) ?? at) > latestMs) late++;
}

function unwell(service: string): number {
  const views = Object.values(watching.watcher.views(service) ?? {});
  return views.filter(({ failing, working }) => failing > 0 || working === 0).length;
}

async function turn(): Promise<Turn> {
  await sleep(settleMs);
  [late, took, lateness] = [0, [], []];
  const before = waitedMs();
  isCounting = true;
  await sleep(load.windowMs);
  for (const id of lastLooks.keys()) noteLate(id, performance.now());
  isCounting = false;
  for (const service of wellServices) notUp += unwell(service);
  took.sort((a, b) => a - b);
  lateness.sort((a, b) => a - b);
  return {
    ...{ looks: took.length, late, notUp, waitedMs: waitedMs() - before },
    tookMs: [share(took, 0.5), share(took, 0.99)],
    latenessMs: [share(lateness, 0.5), lateness.at(-1) ?? 0],
  };
}

await watching.start(services.map(({ id }) => id));
await sleep(load.warmMs);
for (let index = 0; index < turns; index++) {
  isBeset = index % 2 === 1;
  process.send?.(await turn());
  notUp = 0;
}
await close();
process.disconnect();
