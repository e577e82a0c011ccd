/**
 * What readers wait while the bot works: 500 questions a second, to pages and to the API, as 5,000 checks run.
 *
 * The bot's part has a core of its own; targets, readers and this driver share the other. Readers are strangers who
 * see everything, so nothing is saved. A bare server in the same process answers a constant at the same pace: what that
 * takes is the machine's, not ours.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { How } from './part.ts';
import { isPinned, launch, startTargets, stepAside } from './probes/run.ts';
import type { Answered, Pace, Watched, World } from './web/world.ts';

const perSecond = 500;
const servicesCount = 1_000;
const checksEach = 5;
const everyMs = 30_000;
const bars = { p99Ms: 100, latenessMs: 50, onTime: 99.9 };
/** The constant alone takes that long: then nobody can say what ours took. */
const restlessMs = 50;

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

type Ports = { readonly web: number; readonly bare: number };
type Actors = {
  readonly how: How;
  readonly serving: ChildProcess;
  readonly client: ChildProcess;
};

async function compare({ how, serving, client }: Actors, ports: Ports): Promise<void> {
  const forMs = how.isLong ? 60_000 : 20_000;
  const ask = (port: number, paths: readonly string[], ms = forMs) =>
    asked(client, { port, perSecond, forMs: ms, paths });
  await ask(ports.web, paths.all, 2_000);
  const bare = await ask(ports.bare, ['/'], forMs / 2);
  const calm = await watched(serving, async () => {
    await new Promise((resolve) => setTimeout(resolve, forMs / 2));
  });
  const busy = await watched(serving, async () => {
    show(how, 'pages and API', { answered: await ask(ports.web, paths.all), bare });
  });
  for (const kind of ['pages', 'api', 'feeds'] as const) {
    show(how, kind, { answered: await ask(ports.web, paths[kind], forMs / 2), bare });
  }
  const isInconclusive = bare.p99Ms > restlessMs || calm.lateP99Ms > bars.latenessMs;
  const note = `without readers: p99 ${calm.lateP99Ms.toFixed(1)} ms, ${calm.late} late of ${calm.looks}`;
  how.show({
    what: `${perSecond} questions a second: lateness of looks, p99`,
    ...{ value: busy.lateP99Ms, unit: 'ms', bar: bars.latenessMs, note, isInconclusive },
  });
  how.show({
    what: `${perSecond} questions a second: looks on time`,
    ...{ value: (1 - busy.late / busy.looks) * 100, unit: '%', bar: bars.onTime, isLeast: true },
    ...{ note: `${busy.looks} looks`, isInconclusive },
  });
}

type Times = { readonly answered: Answered; readonly bare: Answered };

function show(how: How, what: string, { answered, bare }: Times): void {
  const { p50Ms, p99Ms, longestMs, wrong, count, bytes } = answered;
  const size = `${(bytes / count / 1000).toFixed(1)} kB each`;
  how.show({
    what: `${perSecond} a second, ${what}: p99`,
    ...{ value: p99Ms, unit: 'ms', bar: bars.p99Ms, isInconclusive: bare.p99Ms > restlessMs },
    note: `p50 ${p50Ms.toFixed(1)}, longest ${longestMs.toFixed(0)} ms, ${size}; a constant: p99 ${bare.p99Ms.toFixed(1)} ms`,
  });
  if (wrong > 0) {
    how.show({ what: `${what}: answers that were none`, value: wrong, unit: 'answers', bar: 0 });
  }
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

async function watched(serving: ChildProcess, during: () => Promise<void>): Promise<Watched> {
  serving.send('begin');
  await during();
  serving.send('end');
  return (await heard<{ watched: Watched }>(serving)).watched;
}

function readers(): ChildProcess {
  const words = [process.execPath, join(import.meta.dirname, 'web/client.ts')];
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', '1', ...words] : words;
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return child;
}
