/**
 * What readers wait while the bot works: 500 questions a second, to pages and to the API, as 5,000 checks run.
 *
 * The bot's part has a core of its own; targets, readers and this driver share the other. Readers are strangers who
 * see everything, so nothing is saved. Before and after each slice of a few seconds a bare server in the same process
 * answers at the same pace after half a millisecond of other work: a slice counts when that was quick, as else it tells
 * of the machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { How } from './part.ts';
import { lateFromMs } from './probes/load.ts';
import { isPinned, launch, startTargets, stepAside } from './probes/run.ts';
import type { Answered, Pace, Watched, World } from './web/world.ts';

const perSecond = 500;
const servicesCount = 1_000;
const checksEach = 5;
const everyMs = 30_000;
const bars = { p99Ms: 100, latenessMs: 50, onTime: 99.9 };
const sliceMs = 3_000;
/** Other work that takes longer waits for the machine. */
const restlessMs = 25;
const slicesWanted = 5;
const helloSlices = 5;

export async function measure(how: How): Promise<void> {
  stepAside();
  if (!isPinned) how.say('not pinned: the bot and its readers share their cores');
  const targets = await startTargets();
  const world: World = { everyMs, servicesCount, checksEach, port: targets.ports.https };
  const env = { BENCH_WORLD: JSON.stringify(world) };
  const serving = launch([process.execPath, join(import.meta.dirname, 'web/serving.ts')], {
    ...{ core: 0, env },
  });
  const client = readers();
  try {
    how.say(
      `waiting ${everyMs / 1000} s for the first look at ${servicesCount * checksEach} checks`,
    );
    const { ports } = await heard<{ ports: Ports }>(serving);
    await compare({ how, serving, client }, ports);
  } finally {
    client.kill();
    targets.close();
    if (serving.connected) {
      serving.send('stop');
      await once(serving, 'exit');
    }
  }
}

type Ports = { readonly web: number; readonly bare: number; readonly hello: number };
type Actors = {
  readonly how: How;
  readonly serving: ChildProcess;
  readonly client: ChildProcess;
};

async function compare({ how, serving, client }: Actors, ports: Ports): Promise<void> {
  const tries = how.isLong ? 60 : 15;
  const ask = (port: number, paths: readonly string[], forMs: number) =>
    asked(client, { port, perSecond, forMs, paths });
  const bare = async () => share((await ask(ports.bare, ['/'], 1_000)).times, 0.99);
  await ask(ports.web, paths.all, sliceMs);
  const idle = await watched(serving, async () => {
    await new Promise((resolve) => setTimeout(resolve, sliceMs * 2));
    return nothing;
  });
  for (const kind of ['all', 'pages', 'api', 'feeds'] as const) {
    const slices: Slice[] = [];
    let before = await bare();
    for (let count = 0; count < tries && calm(slices).length < slicesWanted; count += 1) {
      const slice = await watched(serving, () => ask(ports.web, paths[kind], sliceMs));
      const after = await bare();
      slices.push({ ...slice, bareMs: Math.max(before, after) });
      before = after;
    }
    const size = Math.round(total(slices, ({ bytes }) => bytes) / countOf(slices));
    const hellos: Slice[] = [];
    for (let count = 0; count < helloSlices; count += 1) {
      const slice = await watched(serving, () => ask(ports.hello, [`/${size}`], sliceMs));
      hellos.push({ ...slice, bareMs: before });
    }
    show(how, kind, { slices, hellos, idle });
  }
}

const nothing: Answered = { times: [], wrong: 0, bytes: 0 };

/** A few seconds, and the worse p99 of other work before and after. */
type Slice = Answered & Watched & { readonly bareMs: number };

function calm(slices: readonly Slice[]): readonly Slice[] {
  return slices.filter(({ bareMs }) => bareMs <= restlessMs);
}

function total(slices: readonly Slice[], of: (slice: Slice) => number): number {
  return slices.reduce((sum, one) => sum + of(one), 0);
}

function countOf(slices: readonly Slice[]): number {
  return total(slices, ({ times }) => times.length);
}

/** Without the looks that went on meanwhile: as many as were counted, each as dear as when nobody asks. */
function cpuPerAnswer(slices: readonly Slice[], idle: Watched): number {
  const looks = total(slices, ({ lateMs }) => lateMs.length);
  const looksMs = (idle.cpuMs / idle.lateMs.length) * looks;
  return (total(slices, ({ cpuMs }) => cpuMs) - looksMs) / countOf(slices);
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const names = { all: 'pages and API', pages: 'pages', api: 'API', feeds: 'feeds and badges' };

type Measured = {
  readonly slices: readonly Slice[];
  /** Of the least that a server of this kind does, with answers of the same size. */
  readonly hellos: readonly Slice[];
  readonly idle: Watched;
};

function show(how: How, kind: keyof typeof names, { slices: all, hellos, idle }: Measured): void {
  const isInconclusive = calm(all).length < slicesWanted;
  const slices = isInconclusive ? all : calm(all);
  const times = slices.flatMap((one) => one.times);
  const lateMs = slices.flatMap((one) => one.lateMs);
  const bareMs = Math.max(...slices.map((one) => one.bareMs)).toFixed(1);
  const what = `${perSecond} a second, ${names[kind]}`;
  const kept = `${slices.length} of ${all.length} slices; other work: p99 ${bareMs} ms at most`;
  const size = `${(total(slices, ({ bytes }) => bytes) / times.length / 1000).toFixed(1)} kB each`;
  how.show({
    what: `${what}: p99`,
    ...{ value: share(times, 0.99), unit: 'ms', bar: bars.p99Ms, isInconclusive },
    note: `p50 ${share(times, 0.5).toFixed(1)}, longest ${share(times, 1).toFixed(0)} ms, ${size}; ${kept}`,
  });
  how.show({
    what: `${what}: answers that were none`,
    ...{ value: total(slices, ({ wrong }) => wrong), unit: 'answers', bar: 0, isInconclusive },
  });
  const [ours, least] = [cpuPerAnswer(slices, idle), cpuPerAnswer(hellos, idle)];
  how.show({
    what: `${what}: CPU of an answer against a fixed text of that size from bare hono`,
    ...{ value: ours / least, unit: '×' },
    note: `${ours.toFixed(3)} / ${least.toFixed(3)} ms; looks alone: ${((idle.cpuMs / idle.lastedMs) * 100).toFixed(0)} % of a core`,
  });
  if (kind !== 'all') return;
  const late = lateMs.filter((ms) => ms > lateFromMs).length;
  how.show({
    what: `${what}: lateness of looks, p99`,
    ...{ value: share(lateMs, 0.99), unit: 'ms', bar: bars.latenessMs, isInconclusive },
  });
  how.show({
    what: `${what}: looks on time`,
    ...{ value: (1 - late / lateMs.length) * 100, unit: '%', bar: bars.onTime, isLeast: true },
    ...{ note: `${lateMs.length} looks`, isInconclusive },
  });
}

const someServices = Array.from({ length: 40 }, (_, index) => `bench-${index * 25}`);
const pages = ['/', '/incidents', ...someServices.map((id) => `/s/${id}`)];
const api = [
  ...['/api/v1/services', '/api/v1/services?status=failing', '/api/v1/incidents?limit=20'],
  ...['/api/status', '/api/v2/summary.json', '/api/v2/status.json', '/healthz'],
  ...someServices.map((id) => `/api/v1/services/${id}`),
  ...someServices.slice(0, 10).map((id) => `/api/v1/services/${id}/latency`),
];
const feeds = [
  ...['/feed.atom', '/feed.rss', '/feed.json', '/calendar.ics'],
  ...someServices.flatMap((id) => [`/badge/${id}/state.svg`, `/badge/${id}/uptime.svg`]),
];
/** One of each kind after another. */
const paths = {
  pages,
  api,
  feeds,
  all: pages.flatMap((page, index) => [page, api[index] ?? page]),
};

/** The next thing that a process says; rejects when it ends instead. */
async function heard<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort(new Error(`a process ended with ${child.exitCode}`));
  child.once('exit', end);
  try {
    const [message] = (await once(child, 'message', { signal: ended.signal })) as [T];
    return message;
  } finally {
    child.off('exit', end);
  }
}

async function asked(client: ChildProcess, pace: Pace): Promise<Answered> {
  client.send(pace);
  return (await heard<{ answered: Answered }>(client)).answered;
}

async function watched(serving: ChildProcess, during: () => Promise<Answered>) {
  serving.send('begin');
  const answered = await during();
  serving.send('end');
  const { watched } = await heard<{ watched: Watched }>(serving);
  return { ...answered, ...watched };
}

function readers(): ChildProcess {
  const words = [process.execPath, join(import.meta.dirname, 'web/client.ts')];
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', '1', ...words] : words;
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return child;
}
