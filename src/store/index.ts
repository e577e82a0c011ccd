/** The list of stores, and the tables of JSON values that Keyv keeps in them. */
import { Keyv } from 'keyv';
import { type Rows, RowsAdapter } from './rows.ts';
import { openSqlite } from './sqlite.ts';
import { type Store, StoreFailed, type Table } from './store.ts';
import { createTurn, type Turn } from './turn.ts';

/** How long a store that failed to write waits before it tries by itself. */
const defaultRetryMs = 5_000;
/** Far above anything we keep; more is a mistake that would fill the disk. */
const longestText = 8_000_000;
const longestKey = 1_000;
/** Also what stops at a value that contains itself. */
const deepest = 100;

/** What opens a URL of each scheme; the part after the scheme is passed. */
const openers: Readonly<Record<string, (place: string, retryMs: number) => Rows>> = {
  sqlite: (place, retryMs) => openSqlite(pathOf(place), retryMs),
};

/** Opens the store, such as `sqlite:data/tocsin.db` or `sqlite::memory:`; rejects with `StoreFailed`. */
export async function createStore(url: string, retryMs = defaultRetryMs): Promise<Store> {
  const { scheme, place } = apart(url);
  const open = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined;
  // The URL itself stays unsaid: it may hold a password.
  if (!open || place === '') {
    throw new StoreFailed(
      'STORE_URL names no store that works here; use sqlite:PATH, such as sqlite:data/tocsin.db.',
    );
  }
  const rows = open(place, retryMs);
  const turn = createTurn();
  return {
    table: <T>(name: string) => createTable<T>(rows, name, turn),
    health: rows.health,
    async close() {
      await turn.end();
      await rows.close();
    },
  };
}

/** The file of a store that is one; undefined for any other. */
export function storePath(url: string): string | undefined {
  const { scheme, place } = apart(url);
  const path = scheme === 'sqlite' ? pathOf(place) : '';
  return path === '' || path === ':memory:' ? undefined : path;
}

function apart(url: string) {
  const [, scheme = '', place = ''] = /^([a-z]+):(.*)$/s.exec(url) ?? [];
  return { scheme, place };
}

function pathOf(place: string): string {
  return place.replace(/^\/\//, '');
}

/** A row to write; one without a value is taken away. */
type Entry = { readonly key: string; readonly value: string | null };

function createTable<T>(rows: Rows, name: string, turn: Turn): Table<T> {
  const keyv = new Keyv<string | null>(new RowsAdapter(rows, name), {
    namespace: name,
    // We make the text ourselves, at once: a caller may change the value right after `set`.
    serialization: false,
  });
  // Keyv turns an error into "not found" or `false` unless its listener throws.
  keyv.on('error', (error: unknown) => {
    throw error;
  });

  // Set and taken away the same way: Keyv would hand a delete over earlier than a set begun before it.
  const put = turn.gather<Entry>(async (entries) => {
    const areStored = await guard(() => keyv.setMany([...entries]));
    if (areStored.includes(false)) {
      throw new StoreFailed(`The store did not take a value of "${name}".`);
    }
  });

  return {
    async get(key) {
      const text = await guard(() => keyv.get(key));
      return typeof text === 'string' ? (parse(name, text) as T) : undefined;
    },
    set: async (key, value) => put({ key: checked(key), value: print(name, value) }),
    delete: async (key) => put({ key: checked(key), value: null }),
    async *entries() {
      const iterator = keyv.iterator();
      for (;;) {
        const next = await guard(() => iterator.next());
        if (next.done) return;
        const [key, text] = next.value as [string, string];
        yield [key, parse(name, text) as T] as const;
      }
    },
  };
}

function checked(key: string): string {
  if (key !== '' && key.length <= longestKey) return key;
  throw new StoreFailed(`A key must have 1 to ${longestKey} characters.`);
}

async function guard<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreFailed) throw error;
    throw new StoreFailed(`The store failed: ${error}`, { cause: error });
  }
}

/** The text of a value; refuses what would come back as something else. */
function print(table: string, value: unknown): string {
  if (!isJson(value, 0)) throw new StoreFailed(`A value for "${table}" is not plain JSON.`);
  const text = JSON.stringify(value);
  if (text.length > longestText) throw new StoreFailed(`A value for "${table}" is too long.`);
  return text;
}

/** True for what JSON gives back as it was; absent fields of objects may be `undefined`. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth > deepest) return false;
  if (Array.isArray(value)) {
    // A closure for each would be most of what is checked here.
    for (const part of value) if (!isJson(part, depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name];
    if (part !== undefined && !isJson(part, depth + 1)) return false;
  }
  return true;
}

function parse(table: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreFailed(`A stored value of "${table}" is damaged.`, { cause: error });
  }
}
