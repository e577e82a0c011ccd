/** The SQLite store: the contract, and what only a file can do wrong. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test, vi } from 'vitest';
import { createStore } from '../../src/store/index.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { storeContract } from './contract.ts';

const lockModule = new URL('../../src/store/lock.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'tocsin-store-'));
let files = 0;
const freshPath = () => join(folder, `${files++}`, 'tocsin.db');

afterAll(() => rmSync(folder, { recursive: true }));

storeContract({ name: 'SQLite', freshUrl: () => `sqlite:${freshPath()}`, isDurable: true });
storeContract({ name: 'in-memory', freshUrl: () => 'sqlite::memory:', isDurable: false });

test('the file and its log can be read by nobody else', async () => {
  const path = freshPath();
  const store = await createStore(`sqlite://${path}`);
  await store.table('things').set('key', 1);
  for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  await store.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test.each([
  ['postgress://host/name', /sqlite:PATH/],
  ['sqlite:', /sqlite:PATH/],
  ['data/tocsin.db', /sqlite:PATH/],
  ['constructor:x', /sqlite:PATH/],
  [`sqlite:${folder}`, /it is a folder/],
  ['sqlite:/dev/null/tocsin.db', /Cannot open the store \/dev\/null\/tocsin.db/],
])('the place %s is refused with what would be right', async (url, words) => {
  await expect(createStore(url)).rejects.toThrow(words);
  await expect(createStore(url)).rejects.toMatchObject({ name: 'StoreFailed' });
});

test('no password of a place is ever said', async () => {
  await expect(createStore('redis://user:hunter2@host')).rejects.not.toThrow(/hunter2/);
});

test('a second opening in the same process is refused and takes nothing from the first', async () => {
  const path = freshPath();
  const store = await createStore(`sqlite:${path}`);
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(/second Tocsin running/);
  const other = `import { takeLock } from ${JSON.stringify(lockModule)};
    process.exitCode = takeLock(${JSON.stringify(path)}, 0) ? 1 : 0;`;
  const words = ['--input-type=module', '--eval', other];
  expect(spawnSync(process.execPath, words, { encoding: 'utf8' })).toMatchObject({
    ...{ status: 0, stderr: '' },
  });
  await store.close();
});

test('a file of something else is left alone', async () => {
  const path = join(folder, 'letter.txt');
  writeFileSync(path, 'Dear bot, this is not a database. '.repeat(100));
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(/not a store of Tocsin/);
});

test('a file of a newer version is refused', async () => {
  const path = join(folder, 'newer.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(/newer Tocsin/);
});

test('a damaged value is a failure, not an absence', async () => {
  const path = freshPath();
  const store = await createStore(`sqlite:${path}`);
  await store.table('things').set('key', 1);
  await store.close();
  const database = new DatabaseSync(path);
  database.exec(`UPDATE kv SET value = '{' WHERE key = 'key'`);
  database.close();
  const again = await createStore(`sqlite:${path}`);
  await expect(again.table('things').get('key')).rejects.toThrow(/damaged/);
  await again.close();
});

test('writes of one turn cost one commit, whichever tables they go to', async () => {
  const path = freshPath();
  const store = await createStore(`sqlite:${path}`);
  await store.table('warm').set('key', 1);
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  const keys = Array.from({ length: 100 }, (_, n) => `${n}`);
  await Promise.all(keys.flatMap((key) => ['a', 'b'].map((name) => store.table(name).set(key, 1))));
  expect(exec.mock.calls.map(([sql]) => sql)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  exec.mockRestore();
  await store.close();
});

test('a row past its time is not there', async () => {
  const rows = openSqlite(':memory:', 1_000);
  await rows.write('things', [{ key: 'old', text: '1', expires: Date.now() - 1 }]);
  await rows.write('things', [{ key: 'young', text: '1', expires: Date.now() + 60_000 }]);
  expect(await rows.read('things', 'old')).toBeUndefined();
  const page = await rows.page('things', '', 10);
  expect(page.map(({ key }) => key)).toEqual(['young']);
  await rows.close();
});

test('a store that failed to write says so until it has proved itself again', async () => {
  const rows = openSqlite(':memory:', 20);
  const unstorable = { key: 'key', text: {} as string };
  const refused = rows.write('things', [unstorable]);
  const neighbour = rows.write('others', [{ key: 'key', text: '1' }]);
  await expect(refused).rejects.toThrow(/Cannot write to the store/);
  await expect(neighbour).rejects.toThrow(/Cannot write to the store/);
  expect(await rows.read('others', 'key')).toBeUndefined();
  expect(rows.health()).toMatchObject({ isWorking: false });
  await expect.poll(() => rows.health()).toEqual({ isWorking: true });
  await rows.close();
});
