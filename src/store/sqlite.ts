/**
 * Rows in one SQLite file. Durable: write-ahead log, synchronous FULL. Alone: the file is locked for
 * as long as it is open. Fast enough: all writes begun in one turn of the event loop share one
 * commit, because each commit costs a disk flush of 0.1 to 10 ms during which nothing else runs.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Health } from '../model.ts';
import type { Row, Rows } from './rows.ts';
import { StoreFailed } from './store.ts';

/** A restart may overlap with the end of the process before; longer than that is a second bot. */
const lockTimeoutMs = 500;
/** Marks the file as ours (`Tocs`), for `file` and for whoever finds it. */
const applicationId = 0x546f6373;
const layoutVersion = 1;

type Write = {
  readonly namespace: string;
  readonly row: { readonly key: string; readonly text?: string; readonly expires?: number };
  readonly resolve: () => void;
  readonly reject: (reason: StoreFailed) => void;
};

type Statements = Readonly<Record<'read' | 'write' | 'remove' | 'page', StatementSync>>;

/** Opens or makes the file; `:memory:` keeps everything in memory. Throws `StoreFailed`. */
export function openSqlite(path: string, retryMs: number): Rows {
  const database = open(path);
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
      readFailure = describe('read from', path, error);
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
      writeFailure = describe('write to', path, error);
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
      write('store', row).catch(() => undefined);
    }, retryMs).unref();
  }

  function write(namespace: string, row: Write['row']): Promise<void> {
    if (isClosed) return Promise.reject(new StoreFailed('The store is closed.'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (waiting.push({ namespace, row, resolve, reject }) === 1) setImmediate(commit);
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
    },
  };
}

function open(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') makeFile(path);
    const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
    try {
      layOut(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(describe('open', path, error), { cause: error });
  }
}

/** Made by us so that it is never readable by others, not even for a moment; it may hold own targets. */
function makeFile(path: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function layOut(database: DatabaseSync): void {
  // The lock mode comes first: it decides how the write-ahead log is opened.
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
  );
  // Takes the lock now, not at the first write.
  database.exec('BEGIN IMMEDIATE');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (Number(version) > layoutVersion) {
    throw new StoreFailed(
      'The store file was made by a newer Tocsin; start that version, or name another file in STORE_URL.',
    );
  }
  database.exec(`
    CREATE TABLE IF NOT EXISTS kv (
      ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
      PRIMARY KEY (ns, key)
    ) STRICT, WITHOUT ROWID;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${layoutVersion};
    COMMIT`);
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
    for (const { namespace, row } of writes) {
      if (row.text === undefined) statements.remove.run(namespace, row.key);
      else statements.write.run(namespace, row.key, row.text, row.expires ?? null);
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

/** SQLite's primary result codes (https://sqlite.org/rescode.html) in words of what helps. */
const advice: Readonly<Record<number, string>> = {
  5: 'it is in use by another process; is a second Tocsin running?',
  8: 'it is read-only; make it writable for this user.',
  10: 'the disk does not take it; is it full, over its quota or broken?',
  11: 'it is damaged; put a backup in its place, or move it away to begin anew.',
  13: 'the disk is full.',
  14: 'it cannot be opened; does the folder exist and belong to this user?',
  26: 'it is not a store of Tocsin; name another file in STORE_URL.',
};

function describe(verb: string, path: string, error: unknown): string {
  const { errcode, message } = error as { errcode?: number; message?: string };
  // The low byte is the primary code.
  const reason = advice[(errcode ?? 0) & 0xff] ?? `${message ?? error}`;
  return `Cannot ${verb} the store ${path}: ${reason}`;
}
