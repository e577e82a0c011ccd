/**
 * Rows in one SQLite file. Durable: write-ahead log, synchronous FULL. Alone: the lock beside the file is
 * ours for as long as it is open; others may read it meanwhile, as a backup does. Fast enough: all writes begun in one turn of the event loop share one
 * commit, because each commit costs a disk flush of 0.1 to 10 ms during which nothing else runs.
 */
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Health } from '../model.ts';
import { describe } from './failure.ts';
import { type Holder, holderHere, holderOf } from './holder.ts';
import { holderKey, ownNamespace, recognise } from './layout.ts';
import { takeLock } from './lock.ts';
import type { Change, Row, Rows } from './rows.ts';
import { StoreFailed } from './store.ts';
import { upgrade } from './upgrade.ts';

/** A copy that is being opened after a crash, or a bot of an earlier version, may have the file for a moment. */
const busyTimeoutMs = 500;

type Write = {
  readonly namespace: string;
  readonly changes: readonly Change[];
  readonly resolve: () => void;
  readonly reject: (reason: StoreFailed) => void;
};

type Statements = Readonly<Record<'read' | 'write' | 'remove' | 'page', StatementSync>>;

/** Opens or makes the file; `:memory:` keeps everything in memory. Throws `StoreFailed`. */
export function openSqlite(path: string, retryMs: number): Rows {
  const { database, release } = open(path);
  const statements = prepare(database);
  let waiting: Write[] = [];
  let isClosed = false;
  let readFailure: string | undefined;
  let writeFailure: string | undefined;
  let retry: NodeJS.Timeout | undefined;

  function reading<T>(read: () => T): T {
    if (isClosed) throw new StoreFailed('The store is closed.');
    try {
      const result = read();
      readFailure = undefined;
      return result;
    } catch (error) {
      readFailure = describe('read from the store', path, error);
      throw new StoreFailed(readFailure, { cause: error });
    }
  }

  function commit(): void {
    const writes = waiting;
    waiting = [];
    if (writes.length === 0) return;
    try {
      transact(database, statements, writes);
      writeFailure = undefined;
    } catch (error) {
      writeFailure = describe('write to the store', path, error);
      retryLater();
      for (const write of writes) write.reject(new StoreFailed(writeFailure, { cause: error }));
      return;
    }
    for (const write of writes) write.resolve();
  }

  /** While writing fails the bot keeps silent and so writes nothing: find out ourselves when it works again. */
  function retryLater(): void {
    clearTimeout(retry);
    retry = setTimeout(() => {
      const row = { key: 'proof', text: String(Date.now()) };
      write(ownNamespace, [row]).catch(() => undefined);
    }, retryMs).unref();
  }

  function write(namespace: string, changes: readonly Change[]): Promise<void> {
    if (isClosed) return Promise.reject(new StoreFailed('The store is closed.'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (waiting.push({ namespace, changes, resolve, reject }) === 1) setImmediate(commit);
    return promise;
  }

  function health(): Health {
    const reason = isClosed ? 'The store is closed.' : (writeFailure ?? readFailure);
    return reason === undefined ? { isWorking: true } : { isWorking: false, reason };
  }

  return {
    read: (namespace, key) => reading(() => toRow(statements.read.get(namespace, key, Date.now()))),
    page: (namespace, after, limit) =>
      reading(() =>
        statements.page.all(namespace, after, Date.now(), limit).map((row) => toRow(row) as Row),
      ),
    write,
    health,
    async close() {
      if (isClosed) return;
      commit();
      isClosed = true;
      clearTimeout(retry);
      database.close();
      release();
    },
  };
}

type Opened = { readonly database: DatabaseSync; release(): void };

function open(path: string): Opened {
  try {
    if (path === ':memory:') return { database: layOut(path), release: () => {} };
    makeFile(path);
    const lock = takeLock(path);
    if (!lock) throw new StoreFailed(heldBy(path, holderOf(path)));
    try {
      return { database: layOut(path), release: lock.release };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(describe('open the store', path, error), { cause: error });
  }
}

/** Made by us so that it is never readable by others, not even for a moment; it may hold own targets. */
function makeFile(path: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory()) throw new StoreFailed(`Cannot open the store ${path}: it is a folder.`);
  // Not opened when it is there: closing a file takes away the locks that this process has on it.
  if (!known) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function layOut(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    // What is not ours, or too new for us, is left as it is: even the mode of the log is written to it.
    recognise(database);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    upgrade(database, path);
    if (path !== ':memory:') noteHolder(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function noteHolder(database: DatabaseSync): void {
  database
    .prepare('INSERT OR REPLACE INTO kv (ns, key, value) VALUES (?, ?, ?)')
    .run(ownNamespace, holderKey, JSON.stringify(holderHere(Date.now())));
}

function heldBy(path: string, holder: Holder | undefined): string {
  const who = holder
    ? `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()}`
    : 'another process';
  return `Cannot open the store ${path}: it is in use by ${who}; is a second Tocsin running?`;
}

function prepare(database: DatabaseSync): Statements {
  const columns = 'SELECT key, value, expires FROM kv WHERE ns = ?';
  const isFresh = '(expires IS NULL OR expires > ?)';
  return {
    read: database.prepare(`${columns} AND key = ? AND ${isFresh}`),
    page: database.prepare(`${columns} AND key > ? AND ${isFresh} ORDER BY key LIMIT ?`),
    write: database.prepare(
      'INSERT INTO kv (ns, key, value, expires) VALUES (?, ?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires',
    ),
    remove: database.prepare('DELETE FROM kv WHERE ns = ? AND key = ?'),
  };
}

function transact(database: DatabaseSync, statements: Statements, writes: readonly Write[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { namespace, changes } of writes) {
      for (const { key, text, expires } of changes) {
        if (text === undefined) statements.remove.run(namespace, key);
        else statements.write.run(namespace, key, text, expires ?? null);
      }
    }
    database.exec('COMMIT');
  } catch (error) {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the true error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function toRow(row: Record<string, unknown> | undefined): Row | undefined {
  if (!row) return undefined;
  const { key, value, expires } = row as { key: string; value: string; expires: number | null };
  return { key, text: value, ...(expires !== null && { expires }) };
}
