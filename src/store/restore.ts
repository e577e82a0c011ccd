/** Puts a copy in the place of the store, keeping what was there. */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Contents, flush, inspectStore, openToRead, writeCopy } from './copy.ts';
import { describe } from './failure.ts';
import { takeLock } from './lock.ts';
import { StoreFailed } from './store.ts';

export type Restored = {
  readonly contents: Contents;
  /** Where the store of before is now; undefined when there was none. */
  readonly keptAs?: string;
};

/**
 * The copy at `from` becomes the store at `path`, unless a bot uses that. A crash in the middle leaves
 * the store of before or the copy, never half of one. `stamp` tells one store of before from another.
 */
export async function restoreStore(from: string, path: string, stamp: string): Promise<Restored> {
  const contents = await inspectStore(from);
  mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  const lock = takeLock(path);
  if (!lock) {
    throw new StoreFailed(`A bot uses the store ${path} now; stop it first, then restore again.`);
  }
  try {
    const incoming = `${path}.restoring`;
    writeIncoming(from, incoming);
    const keptAs = existsSync(path) ? keep(path, `${path}.before-${stamp}`) : undefined;
    renameSync(incoming, path);
    flush(dirname(resolve(path)));
    return { contents, ...(keptAs !== undefined && { keptAs }) };
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(describe('restore the store', path, error), { cause: error });
  } finally {
    lock.release();
  }
}

function writeIncoming(from: string, incoming: string): void {
  const database = openToRead(from);
  try {
    writeCopy(database, incoming, 'replace');
  } finally {
    database.close();
  }
}

/** The log of the store of before must be gone before the copy comes: SQLite would read it as the copy's. */
function keep(path: string, kept: string): string {
  settleLog(path);
  if (existsSync(kept)) throw new StoreFailed(`${kept} is there already; try again in a second.`);
  for (const end of ['-wal', '-shm']) {
    if (!existsSync(path + end)) continue;
    if (statSync(path + end).size > 0 && end === '-wal') copyFileSync(path + end, kept + end);
    rmSync(path + end);
  }
  linkOrCopy(path, kept);
  flush(kept);
  return kept;
}

/** Takes the log into the file. A damaged store is kept with its log as it is. */
function settleLog(path: string): void {
  try {
    const database = new DatabaseSync(path, { timeout: 2_000 });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
  } catch {
    // It is damaged, which is why somebody restores.
  }
}

function linkOrCopy(path: string, kept: string): void {
  try {
    linkSync(path, kept);
  } catch {
    copyFileSync(path, kept);
  }
}
