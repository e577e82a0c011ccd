/** A copy is made beside a bot that writes as fast as it can, checked, and put back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { createStore } from '../../src/store/index.ts';

const root = join(import.meta.dirname, '..', '..');
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-backup-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** One of our programs, in a folder of its own. */
async function run(program: 'backup' | 'restore', folder: string, ...words: string[]) {
  const child = spawn(process.execPath, [join(root, 'src/run', `${program}.ts`), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, STORE_URL: 'sqlite:tocsin.db' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, said] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit'),
  ]);
  return { exit: child.exitCode, out: out.join(''), said: said.join('') };
}

/** A process that writes pairs of rows without pause and says which of them are durable. */
function writeForever(folder: string) {
  const child = spawn(
    process.execPath,
    [join(root, 'test/store/writer.ts'), `sqlite:${join(folder, 'tocsin.db')}`, '200'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => acknowledged.push(line));
  ends.push(() => stopped(child));
  return {
    acknowledged,
    async until(count: number) {
      while (acknowledged.length < count) await once(lines, 'line');
    },
    stop: () => stopped(child),
  };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a store holds: the numbers of both tables in order. */
async function numbersIn(path: string): Promise<readonly [number[], number[]]> {
  const store = await createStore(`sqlite:${path}`);
  const read = async (name: string) => {
    const keys: number[] = [];
    for await (const [key] of store.table(name).entries()) keys.push(Number(key));
    return keys.sort((a, b) => a - b);
  };
  const both = [await read('left'), await read('right')] as const;
  await store.close();
  return both;
}

async function storeWith(folder: string, value: string): Promise<void> {
  const store = await createStore(`sqlite:${join(folder, 'tocsin.db')}`);
  await store.table('things').set('key', value);
  await store.close();
}

async function valueIn(path: string): Promise<unknown> {
  const store = await createStore(`sqlite:${path}`);
  const value = await store.table('things').get('key');
  await store.close();
  return value;
}

test('copies made under full load are a beginning of what was written, and come back as such', {
  timeout: 60_000,
}, async () => {
  const folder = freshFolder();
  const writer = writeForever(folder);
  const counts: number[] = [];
  for (let round = 1; round <= 3; round += 1) {
    await writer.until(round * 1_000);
    const before = writer.acknowledged.length;
    const { exit, out, said } = await run('backup', folder, `copy-${round}.db`);
    expect(said).toMatch(/^Saved tocsin.db: 3 tables, \d+ rows, \d+ bytes, whole.\n$/);
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`^[0-9a-f]{64}  copy-${round}\\.db\\n$`));
    const [left, right] = await numbersIn(join(folder, `copy-${round}.db`));
    expect(left).toEqual(Array.from({ length: left.length }, (_, n) => n));
    expect(right).toEqual(left);
    expect(left.length % 8).toBe(0);
    // All that was durable when the copy was begun is in it, and the writer never stood still for it.
    expect(left.length).toBeGreaterThanOrEqual(before);
    expect(writer.acknowledged.length).toBeGreaterThan(before);
    counts.push(left.length);
  }
  await writer.stop();
  const { exit, out } = await run('restore', folder, 'copy-2.db');
  expect(out).toMatch(/^Restored \d+ rows of copy-2.db to tocsin.db; the one before is \S+\.\n$/);
  expect(exit).toBe(0);
  const [left, right] = await numbersIn(join(folder, 'tocsin.db'));
  expect(left.length).toBe(counts[1]);
  expect(right).toEqual(left);
  const kept = /before is (\S+)\.\n/.exec(out)?.[1] ?? '';
  const [aside] = await numbersIn(join(folder, kept));
  expect(aside.length).toBeGreaterThanOrEqual(writer.acknowledged.length);
});

test('a copy is readable by its owner alone and is never written over without a word', async () => {
  const folder = freshFolder();
  await storeWith(folder, 'first');
  expect((await run('backup', folder, 'copy.db')).exit).toBe(0);
  expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600);
  await storeWith(folder, 'second');
  const refused = await run('backup', folder, 'copy.db');
  expect(refused).toMatchObject({ exit: 1, out: '' });
  expect(refused.said).toMatch(/copy.db is there already; name another file, or add --replace/);
  expect(await valueIn(join(folder, 'copy.db'))).toBe('first');
  expect((await run('backup', folder, 'copy.db', '--replace')).exit).toBe(0);
  expect(await valueIn(join(folder, 'copy.db'))).toBe('second');
});

test('copies without a name get the time as their name, and only the newest are kept', async () => {
  const folder = freshFolder();
  await storeWith(folder, 'first');
  const old = ['tocsin-20250101T000000Z.db', 'tocsin-20250102T000000Z.db', 'by-hand.db'];
  // Two at the same moment do not get in each other's way.
  expect((await run('backup', folder)).exit).toBe(0);
  for (const name of old) writeFileSync(join(folder, 'backups', name), '');
  const { out } = await run('backup', folder, '--keep', '2');
  const left = readdirSync(join(folder, 'backups'));
  expect(out).toMatch(/ {2}backups\/tocsin-\d{8}T\d{6}Z\.db\n$/);
  expect(left).toContain('by-hand.db');
  expect(left.filter((name) => old.includes(name))).toEqual(['by-hand.db']);
  expect(left.length).toBe(3);
});

test('nothing is restored while a bot runs', async () => {
  const folder = freshFolder();
  await storeWith(folder, 'copied');
  await run('backup', folder, 'copy.db');
  const bot = await createStore(`sqlite:${join(folder, 'tocsin.db')}`);
  await bot.table('things').set('key', 'later');
  const { exit, said } = await run('restore', folder, 'copy.db');
  expect(exit).toBe(1);
  expect(said).toMatch(/A bot uses the store tocsin.db now; stop it first/);
  expect(await bot.table('things').get('key')).toBe('later');
  await bot.close();
});

test('a copy is put where there was no store', async () => {
  const folder = freshFolder();
  await storeWith(folder, 'moved');
  await run('backup', folder, 'copy.db');
  const other = freshFolder();
  const { exit, out } = await run('restore', other, join(folder, 'copy.db'));
  expect(exit).toBe(0);
  expect(out).toMatch(/there was none before/);
  expect(await valueIn(join(other, 'tocsin.db'))).toBe('moved');
  expect(existsSync(join(other, 'tocsin.db-wal'))).toBe(false);
});
