/**
 * `npm run bench -- resident --minutes N`: how much memory the whole bot takes, as the system sees it. It runs as
 * `npm start` runs it, with the real clients of both networks connected to stand-ins, once for each number of checks;
 * all of them at the same time. What counts is the most of the last minute.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDiscordPeer } from '../test/peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../test/peers/slack.ts';
import type { How } from './part.ts';

const sizes = [
  { checks: 0, bar: 120 },
  { checks: 1_000, bar: 150 },
  { checks: 5_000, bar: 200 },
];
const checksEach = 5;
const root = join(import.meta.dirname, '..');
/** What `npm start` runs. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sampleEveryMs = 5_000;
const readyWithinMs = 60_000;

export async function measure(how: How): Promise<void> {
  if (process.platform !== 'linux')
    return how.say('the memory of another process is read on Linux');
  const target = await startTarget();
  try {
    await Promise.all(sizes.map((size) => resident(how, size, target)));
  } finally {
    target.close();
  }
}

type Target = Awaited<ReturnType<typeof startTarget>>;

/** A healthy page that counts who asked, by the number of checks that their bot has. */
async function startTarget() {
  const asked = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 1 }, ({ url = '' }, response) => {
    const [, whose = ''] = url.split('/');
    asked.set(whose, (asked.get(whose) ?? 0) + 1);
    response.end('ok\n');
  });
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, asked, close: () => server.close() };
}

async function resident(how: How, { checks, bar }: (typeof sizes)[number], target: Target) {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const { settings, close } = await networks();
  const port = await freePort();
  const services = servicesOf(checks, `http://127.0.0.1:${target.port}/${checks}`);
  writeFileSync(join(home, 'services.yaml'), JSON.stringify({ services }));
  // In a folder of its own it finds no settings of this machine.
  const start = scripts.start.replace('src/main.ts', '"$0"');
  const bot = spawn('sh', ['-c', start, join(root, 'src/main.ts')], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...settings, HTTP_PORT: String(port), LOG_LEVEL: 'error' },
  });
  try {
    await ready(bot, port);
    const samples: number[] = [];
    for (const until = performance.now() + how.minutes * 60_000; performance.now() < until; ) {
      await pause(sampleEveryMs);
      samples.push(residentMb(bot));
    }
    how.show({
      what: `memory of the whole bot with both networks and ${checks} checks, after ${how.minutes} min`,
      value: Math.max(...samples.slice(-60_000 / sampleEveryMs)),
      unit: 'MB',
      bar,
      note: `${Math.max(...samples).toFixed(0)} MB at most; ${target.asked.get(`${checks}`) ?? 0} looks`,
    });
  } finally {
    await stop(bot);
    await close();
    rmSync(home, { recursive: true });
  }
}

async function networks() {
  const slack = await createSlackPeer();
  const discord = await createDiscordPeer();
  discord.addChannel(discord.addGuild('Ops'), 'alerts');
  return {
    settings: {
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
      ...{ CANARIES: 'off', CONSOLE: 'off' },
    },
    async close() {
      discord.close();
      await slack.close();
    },
  };
}

function servicesOf(checks: number, origin: string) {
  return Array.from({ length: checks / checksEach }, (_, index) => ({
    id: `bench-${index}`,
    name: { en: `Bench ${index}` },
    checks: Array.from({ length: checksEach }, (_each, check) => `${origin}/${index}/${check}`),
  }));
}

/** Both networks are connected, and everything is watched. */
async function ready(bot: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until && bot.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`the bot is not ready; it ended with ${bot.exitCode ?? 'nothing'}`);
}

function residentMb({ pid, exitCode }: ChildProcess): number {
  if (exitCode !== null) throw new Error(`the bot ended with ${exitCode}`);
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

async function stop(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null) return;
  const ended = once(bot, 'exit');
  bot.kill();
  await ended;
}

async function freePort(): Promise<number> {
  const server = createPort().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
