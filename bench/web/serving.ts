/** The whole of looking, with all doors of the web on it: what readers ask while thousands of checks run. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { readServices } from '../../src/catalogue/read.ts';
import { createHistory } from '../../src/history/history.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { type Checkpoint, createWatcher } from '../../src/incidents/watcher.ts';
import type { Check, Incident } from '../../src/model.ts';
import { createEyes, look, publicTarget } from '../../src/probes/index.ts';
import { createStore } from '../../src/store/index.ts';
import { createClock } from '../../src/time/clock.ts';
import { createSchedule } from '../../src/time/schedule.ts';
import { createAccess } from '../../src/web/access.ts';
import { createWeb, listen } from '../../src/web/server.ts';
import { cpuMs, sleep } from '../probes/load.ts';
import { readWorld, servicesOf, type Watched } from './world.ts';

process.on('disconnect', () => process.exit());
const world = readWorld();
const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const clock = createClock();
const store = await createStore(`sqlite:${join(folder, 'bench.db')}`);
const eyes = createEyes({ trust: [process.env.BENCH_CERT ?? ''] });
const onBug = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const schedule = createSchedule({ clock, slowAfterMs: 1000, onBug });
const journal = await createJournal(store.table<Incident>('incidents'));
const history = createHistory({ table: store.table('history'), now: clock.now });

const gaps: number[] = [];
const lastLooks = new Map<Check, number>();
let isCounting = false;
let begun = { at: 0, cpuMs: 0 };

function noteTurn(check: Check): void {
  const gapMs = performance.now() - (lastLooks.get(check) ?? Number.NaN);
  if (isCounting && gapMs > 0) gaps.push(gapMs - world.everyMs);
  lastLooks.set(check, performance.now());
}

const watcher = createWatcher({
  look: async (check) => {
    noteTurn(check);
    const reading = await look(check, eyes);
    history.add(check, reading);
    return reading;
  },
  believe: async () => 'working',
  schedule,
  journal,
  checkpoints: store.table<Checkpoint>('checkpoints'),
  now: clock.now,
  random: () => 0.5,
  isOwn: () => true,
  onIncident: () => {},
  log: () => {},
});

const { services } = readServices(JSON.stringify({ services: servicesOf(world) }), 'bench');
for (const service of services) await history.follow(service);
await remember();
for (const service of services) await watcher.watch(service);

const web = createWeb({
  catalogue: createCatalogue(services),
  ...{ watcher, journal, history, publicTarget, clock },
  health: () => ({}),
  now: clock.now,
  access: createAccess({ publicServices: 'all' }),
  onBug,
});
const limits = {
  ...{ connections: 1_000, questions: 1_000, headerBytes: 16_384 },
  ...{ headersMs: 10_000, requestMs: 20_000, idleMs: 60_000 },
};
const server = await listen(web, '127.0.0.1', 0, limits);
// The least that any server of this kind does: a text of the size that is asked for, and no more.
const texts = new Map<number, Buffer<ArrayBuffer>>();
const hello = new Hono().get('/:size', (context) => {
  const size = Number(context.req.param('size'));
  const text = texts.get(size) ?? Buffer.alloc(size, 'x');
  texts.set(size, text);
  return context.body(text, 200, { 'content-type': 'text/plain' });
});
const greeting = await listen(hello, '127.0.0.1', 0, limits);
// What the machine makes of the same amount of work that has nothing to do with us.
const work = Buffer.alloc(64_000);
const rounds = calibrated(0.5);
const bare = createServer((_, response) => {
  toil(rounds);
  response.end('{"is":"well"}');
});
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
const address = bare.address();
const barePort = typeof address === 'object' && address !== null ? address.port : 0;

// Every check has had its turn once.
await sleep(world.everyMs + 2_000);
process.send?.({ ports: { web: server.port, bare: barePort, hello: greeting.port } });

process.on('message', async (message) => {
  if (message === 'begin') {
    gaps.length = 0;
    isCounting = true;
    begun = { at: performance.now(), cpuMs: cpuMs() };
  } else if (message === 'end') {
    isCounting = false;
    const watched: Watched = {
      lateMs: gaps,
      cpuMs: cpuMs() - begun.cpuMs,
      lastedMs: performance.now() - begun.at,
    };
    process.send?.({ watched });
  } else {
    server.close();
    greeting.close();
    await schedule.stop();
    await watcher.stop();
    eyes.close();
    await store.close();
    rmSync(folder, { recursive: true });
    process.disconnect();
  }
});

/** A past that is worth asking for: of every tenth service five outages, and a day of readings of all. */
async function remember(): Promise<void> {
  const now = clock.now();
  const hourMs = 3_600_000;
  for (const [index, { id, components }] of services.entries()) {
    const checks = components.flatMap((component) => component.checks);
    for (let minute = 1_440; minute > 0; minute -= 5) {
      const at = now - minute * 60_000;
      for (const check of checks) history.add(check, { status: 'up', at, tookMs: 12, timings: {} });
    }
    for (let count = 1; index % 10 === 0 && count <= 5; count += 1) {
      const startedAt = now - count * 20 * hourMs;
      await journal.write({
        ...{ id: `${id}.${count}`, service: id, revision: 2, status: 'major', worst: 'major' },
        ...{ startedAt, openedAt: startedAt + 60_000, changedAt: startedAt + hourMs },
        endedAt: startedAt + hourMs,
        parts: [],
      });
    }
  }
}

function toil(times: number): void {
  for (let count = 0; count < times; count += 1) createHash('sha256').update(work).digest();
}

/** So many rounds take so many milliseconds of CPU. */
function calibrated(ms: number): number {
  const many = 2_000;
  const before = cpuMs();
  toil(many);
  return Math.max(1, Math.round((many * ms) / (cpuMs() - before)));
}
