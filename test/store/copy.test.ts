/** Copies that are no copies are never put in the place of a store, and a damaged store makes way for a good one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyStore, inspectStore } from '../../src/store/copy.ts';
import { createStore } from '../../src/store/index.ts';
import { restoreStore } from '../../src/store/restore.ts';

let folder = '';
const inFolder = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function write(value: string): Promise<void> {
  const store = await createStore(`sqlite:${inFolder('tocsin.db')}`);
  await store.table('things').set('key', value);
  await store.close();
}

async function read(): Promise<unknown> {
  const store = await createStore(`sqlite:${inFolder('tocsin.db')}`);
  const value = await store.table('things').get('key');
  await store.close();
  return value;
}

const copy = () => copyStore(inFolder('tocsin.db'), inFolder('copy.db'), 'refuse');
const restore = () => restoreStore(inFolder('copy.db'), inFolder('tocsin.db'), 'now');
const leftovers = () => readdirSync(folder).filter((name) => /before|restoring|part/.test(name));

test.each([
  ['a file of something else', () => Buffer.from('Dear bot, this is a letter. '.repeat(99))],
  ['half a copy', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ['a torn page', (whole: Buffer) => Buffer.from(whole).fill(0xff, whole.length - 4096)],
  ['an empty file', () => Buffer.alloc(0)],
])('%s is refused and the store stays', async (_, damage) => {
  await write('x'.repeat(50_000));
  await copy();
  writeFileSync(inFolder('copy.db'), damage(readFileSync(inFolder('copy.db'))));
  await expect(restore()).rejects.toThrow(/damaged|not a store of Tocsin|is empty/);
  expect(await read()).toBe('x'.repeat(50_000));
  expect(leftovers()).toEqual([]);
});

test.each([
  ['a value that is no JSON', `UPDATE kv SET value = '{' WHERE key = 'key'`, /value of "things"/],
  ['the mark of another program', 'PRAGMA application_id = 7', /of another program/],
  ['a newer version', 'PRAGMA user_version = 99', /newer Tocsin/],
])('a copy with %s is refused', async (_, sql, words) => {
  await write('good');
  await copy();
  const database = new DatabaseSync(inFolder('copy.db'));
  database.exec(sql);
  database.close();
  await expect(restore()).rejects.toThrow(words);
  expect(await read()).toBe('good');
});

test('a damaged store makes way for a copy and is kept as it was', async () => {
  await write('good');
  await copy();
  writeFileSync(inFolder('tocsin.db'), 'no database at all '.repeat(1_000));
  writeFileSync(inFolder('tocsin.db-wal'), 'a log of nothing');
  const { keptAs = '' } = await restore();
  expect(await read()).toBe('good');
  expect(readFileSync(keptAs, 'utf8')).toMatch(/^no database at all/);
  expect(readFileSync(`${keptAs}-wal`, 'utf8')).toBe('a log of nothing');
});

test('what a crash left in the log is kept with the store of before', async () => {
  await write('copied');
  await copy();
  const crashed = new DatabaseSync(inFolder('tocsin.db'));
  crashed.exec(`UPDATE kv SET value = '"in the log"' WHERE key = 'key'`);
  for (const end of ['', '-wal']) {
    writeFileSync(inFolder(`crashed${end}`), readFileSync(inFolder(`tocsin.db${end}`)));
  }
  crashed.close();
  rmSync(inFolder('tocsin.db'));
  for (const end of ['', '-wal']) {
    writeFileSync(inFolder(`tocsin.db${end}`), readFileSync(inFolder(`crashed${end}`)));
  }
  const { keptAs = '' } = await restore();
  expect(await read()).toBe('copied');
  const kept = new DatabaseSync(keptAs);
  expect(kept.prepare(`SELECT value FROM kv WHERE key = 'key'`).get()).toEqual({
    value: '"in the log"',
  });
  kept.close();
});

test('a copy says what is in it', async () => {
  await write('good');
  const made = await copy();
  expect(made).toMatchObject({ tables: { things: 1, store: 1 }, rows: 2 });
  expect(made.bytes).toBe(readFileSync(inFolder('copy.db')).length);
  expect(await inspectStore(inFolder('copy.db'))).toEqual(made);
  await expect(copy()).rejects.toThrow(/is there already/);
  expect(leftovers()).toEqual([]);
});
