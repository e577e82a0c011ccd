/** Who comes into a store that another process has asks that one to leave, and says plainly when it cannot. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holderOf, isHere } from '../../src/store/holder.ts';
import { createStore } from '../../src/store/index.ts';
import { takeOver } from '../../src/store/takeover.ts';

let folder = '';
let path = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-takeover-'));
  path = join(folder, 'tocsin.db');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that has the store and writes to it. */
async function occupy(): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'writer.ts');
  const child = spawn(process.execPath, [program, `sqlite:${path}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  child.stdout?.resume();
  return child;
}

function pretend(change: object): void {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  const holder = JSON.stringify({ ...holderOf(path), ...change });
  database.prepare(`UPDATE kv SET value = ? WHERE ns = 'store' AND key = 'holder'`).run(holder);
  database.close();
}

test('where nobody is, nobody is asked', async () => {
  const asked: number[] = [];
  const askToStop = (pid: number) => void asked.push(pid);
  expect(await takeOver(path, { askToStop })).toBe(false);
  await (await createStore(`sqlite:${path}`)).close();
  expect(await takeOver(path, { askToStop })).toBe(false);
  expect(asked).toEqual([]);
});

test('a process that has the store is asked once and the store is free when it has gone', async () => {
  const child = await occupy();
  expect(holderOf(path)).toMatchObject({ pid: child.pid, host: hostname() });
  const asked: number[] = [];
  const isTaken = await takeOver(path, {
    askToStop(pid) {
      asked.push(pid);
      process.kill(pid, 'SIGTERM');
    },
  });
  expect([isTaken, asked]).toEqual([true, [child.pid]]);
  await (await createStore(`sqlite:${path}`)).close();
});

test('a process that stays is named after the limit', async () => {
  const child = await occupy();
  const staying = takeOver(path, { askToStop: () => {}, waitMs: 200 });
  await expect(staying).rejects.toThrow(
    new RegExp(
      `Process ${child.pid} was asked to stop and still has the store .*kill ${child.pid}`,
    ),
  );
});

test('a process of another user is named, and so is one that went by itself before it was asked', async () => {
  const child = await occupy();
  const refuse = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  await expect(takeOver(path, { askToStop: refuse('EPERM') })).rejects.toThrow(
    /belongs to another user/,
  );
  await expect(takeOver(path, { askToStop: refuse('ESRCH'), waitMs: 100 })).rejects.toThrow(
    new RegExp(`Process ${child.pid}`),
  );
});

test.each([
  ['of another machine', { host: 'elsewhere' }],
  ['that ended, whose number another process has now', { birth: '1' }],
])('a process %s is never asked', async (_, change) => {
  await occupy();
  pretend(change);
  const holder = holderOf(path);
  expect(holder && isHere(holder)).toBe(false);
  const asked: number[] = [];
  const askToStop = (pid: number) => void asked.push(pid);
  await expect(takeOver(path, { askToStop, waitMs: 100 })).rejects.toThrow(
    /cannot be asked from here; stop it there/,
  );
  expect(asked).toEqual([]);
});

test('a bot of an earlier version, which locked the store itself, is respected', async () => {
  await (await createStore(`sqlite:${path}`)).close();
  const earlier = new DatabaseSync(path);
  earlier.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(/second Tocsin running/);
  earlier.exec('COMMIT');
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(/second Tocsin running/);
  earlier.close();
  const store = await createStore(`sqlite:${path}`);
  const other = new DatabaseSync(path, { timeout: 10 });
  expect(() =>
    other.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT',
    ),
  ).toThrow(/locked/);
  other.close();
  await store.close();
});
