/** A program under measurement: started on a port of its own, asked until it is ready, weighed, and ended. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a program has to look at: as many pages as there are checks, each of them as often. */
export type Load = {
  readonly checks: number;
  readonly everySeconds: number;
  readonly pageOf: (check: number) => string;
};

export type Program = {
  /** What the system holds in memory for it; throws when it has ended. */
  residentMb(): number;
  close(): Promise<void>;
};

export type Launch = {
  readonly name: string;
  readonly command: readonly [file: string, ...words: string[]];
  readonly options: SpawnOptions;
  /** Answers with 200 as soon as the program is at work. */
  readonly readyAt: string;
};

const readyWithinMs = 60_000;
/** On a connection of its own: Uptime Kuma's page of before would keep on answering on the first one. */
const asking = { redirect: 'manual', headers: { connection: 'close' } } as const;
/** Below those that the system hands out: of these, any could be gone before a slow program listens. */
const ports = { least: 20_000, most: 30_000 };

/** The running program, as soon as it is ready. Rejects when it does not become so. */
export async function launch({ name, command, options, readyAt }: Launch): Promise<Program> {
  const [file, ...words] = command;
  const child = spawn(file, words, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  const end = () => child.kill();
  // Nothing outlives a bench that fails.
  process.once('exit', end);
  const close = async () => {
    await stop(child);
    process.off('exit', end);
  };
  try {
    if (!(await isReady(child, readyAt)))
      throw new Error(`${name} is not ready; it ended with ${child.exitCode ?? 'nothing'}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { close, residentMb: () => residentMb(name, child) };
}

async function isReady(child: ChildProcess, url: string): Promise<boolean> {
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(url, asking).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await pause(100);
  }
  return false;
}

function residentMb(name: string, { pid, exitCode }: ChildProcess): number {
  if (exitCode !== null) throw new Error(`${name} ended with ${exitCode}`);
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(ports.least, ports.most);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').catch(() => undefined);
    server.close();
    if (isFree) return port;
  }
  throw new Error('no port is free');
}
