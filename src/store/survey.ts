/** A glance at a store from beside it, while a bot may be using it: how much there is, and the rows of one table. */
import { statSync } from 'node:fs';
import { openToRead } from './copy.ts';
import { describe } from './failure.ts';
import { type Holder, holderOf } from './holder.ts';
import { recognise } from './layout.ts';
import { StoreFailed } from './store.ts';

export type Survey = {
  readonly version: number;
  readonly bytes: number;
  readonly logBytes: number;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>;
  /** Who noted himself last; whether he is still there is not known. */
  readonly holder?: Holder;
};

/** Throws `StoreFailed` when the file cannot be read as a store. */
export function surveyStore(path: string): Survey {
  return reading(path, (database) => {
    const version = recognise(database);
    const counted = database
      .prepare('SELECT ns, count(*) AS rows, sum(length(value)) AS bytes FROM kv GROUP BY ns')
      .all();
    const holder = holderOf(path);
    return {
      version,
      bytes: sizeOf(path),
      logBytes: sizeOf(`${path}-wal`),
      tables: Object.fromEntries(
        counted.map(({ ns, rows, bytes }) => [ns, { rows: Number(rows), bytes: Number(bytes) }]),
      ),
      ...(holder && { holder }),
    };
  });
}

/** All values of a table. */
export function valuesIn<T>(path: string, table: string): readonly T[] {
  return reading(path, (database) => {
    const rows = database.prepare('SELECT value FROM kv WHERE ns = ?').all(table);
    return rows.map(({ value }) => JSON.parse(String(value)) as T);
  });
}

function reading<R>(path: string, read: (database: ReturnType<typeof openToRead>) => R): R {
  const database = openToRead(path);
  try {
    return read(database);
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(describe('read', path, error), { cause: error });
  } finally {
    database.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
