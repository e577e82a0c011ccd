/** Copies of a store file: written while a bot uses it, checked, and put in place in one step. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { describe } from './failure.ts';
import { recognise } from './layout.ts';
import { StoreFailed } from './store.ts';

export type Contents = {
  readonly version: number;
  /** Rows per table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** What to do when the target is there already. */
export type Existing = 'refuse' | 'replace';

/**
 * One moment of the store as a file of its own: a transaction is whole in it or absent. It is on disk
 * before it gets its name, and only its owner can read it. Throws `StoreFailed`.
 */
export function writeCopy(database: DatabaseSync, target: string, existing: Existing): void {
  // Named after the process, so that two that write the same copy never mix their pages.
  const part = `${target}.${process.pid}.part`;
  rmSync(part, { force: true });
  try {
    // SQLite fills an empty file that is there, and keeps who may read it.
    closeSync(openSync(part, 'wx', 0o600));
    database.prepare('VACUUM INTO ?').run(part);
    flush(part);
    putInPlace(part, target, existing);
  } catch (error) {
    rmSync(part, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new StoreFailed(`${target} is there already.`);
    throw new StoreFailed(describe('write a copy to', target, error), { cause: error });
  }
}

/** Copies the store at `path`, also while a bot writes to it, and checks the copy. */
export async function copyStore(
  path: string,
  target: string,
  existing: Existing,
): Promise<Contents> {
  const database = openToRead(path);
  try {
    recognise(database);
    writeCopy(database, target, existing);
  } finally {
    database.close();
  }
  return inspectStore(target);
}

/** Reads all of a store file; throws `StoreFailed` when it is damaged or no store of ours. */
export async function inspectStore(path: string): Promise<Contents> {
  const database = openToRead(path);
  try {
    const version = recognise(database);
    if (version === 0) throw new StoreFailed(`${path} is empty.`);
    const problem = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
    if (problem !== 'ok') throw new StoreFailed(`${path} is damaged: ${problem}`);
    const broken = database.prepare('SELECT ns FROM kv WHERE NOT json_valid(value) LIMIT 1').get();
    if (broken) throw new StoreFailed(`${path} is damaged: a value of "${broken.ns}" is no JSON`);
    const counted = database.prepare('SELECT ns, count(*) AS count FROM kv GROUP BY ns').all();
    const tables = Object.fromEntries(counted.map(({ ns, count }) => [String(ns), Number(count)]));
    const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
    return { version, tables, rows, bytes: statSync(path).size, sha256: await digestOf(path) };
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(describe('read', path, error), { cause: error });
  } finally {
    database.close();
  }
}

export function openToRead(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  } catch (error) {
    throw new StoreFailed(describe('open', path, error), { cause: error });
  }
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function putInPlace(part: string, target: string, existing: Existing): void {
  if (existing === 'replace') renameSync(part, target);
  else {
    // Unlike a rename, a link never takes the place of what is there.
    linkSync(part, target);
    rmSync(part);
  }
  flush(dirname(resolve(target)));
}

/** On disk when it returns; what the system cannot flush is left to it. */
export function flush(path: string): void {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    fsyncSync(file);
  } catch (error) {
    // Windows flushes no folders, and some file systems nothing at all.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP'].includes(code)) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
