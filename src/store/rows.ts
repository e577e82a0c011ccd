/**
 * What an adapter must offer: rows of text under a namespace and a key.
 * Writes begun in the same turn of the event loop, over all namespaces, are one transaction.
 */
import { Hookified } from 'hookified';
import {
  type KeyvStorageAdapter,
  type KeyvStorageEntry,
  type KeyvStorageGetResult,
  keyvStorageCapability,
} from 'keyv';
import type { Health } from '../model.ts';

export type Row = { readonly key: string; readonly text: string; readonly expires?: number };

/** A row to write; one without text is taken away. */
export type Change = { readonly key: string; readonly text?: string; readonly expires?: number };

export type Rows = {
  read(namespace: string, key: string): Row | undefined | Promise<Row | undefined>;
  /** In this order; resolves once all of them are durable. */
  write(namespace: string, changes: readonly Change[]): Promise<void>;
  /** At most `limit` rows whose keys come after `after`, in the order of keys. */
  page(namespace: string, after: string, limit: number): readonly Row[] | Promise<readonly Row[]>;
  health(): Health;
  close(): Promise<void>;
};

const pageSize = 500;

/** The form in which Keyv, told not to serialise, hands values over. */
type Envelope = { readonly value: string | null; readonly expires?: number | undefined };

/**
 * Keyv's storage adapter over the rows of one namespace. One object per namespace: Keyv sets the
 * namespace on the adapter itself, so the last of several sharers would win.
 */
export class RowsAdapter extends Hookified implements KeyvStorageAdapter {
  readonly #rows: Rows;
  namespace: string | undefined;

  constructor(rows: Rows, namespace: string) {
    super({ throwOnEmptyListeners: false });
    this.#rows = rows;
    this.namespace = namespace;
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  get #space(): string {
    return this.namespace ?? '';
  }

  async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
    const row = await this.#rows.read(this.#space, key);
    return row && (envelope(row) as KeyvStorageGetResult<Value>);
  }

  async getMany<Value>(keys: string[]): Promise<Array<KeyvStorageGetResult<Value | undefined>>> {
    return Promise.all(keys.map((key) => this.get<Value>(key)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.#rows.read(this.#space, key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.#rows.write(this.#space, [changeOf(key, value, expires)]);
    return true;
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    await this.#rows.write(
      this.#space,
      entries.map(({ key, value, expires }) => changeOf(key, value, expires)),
    );
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    const existed = await this.has(key);
    await this.#rows.write(this.#space, [{ key }]);
    return existed;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.delete(key)));
  }

  async clear(): Promise<void> {
    const keys: string[] = [];
    for await (const [key] of this.iterator()) keys.push(key as string);
    await this.deleteMany(keys);
  }

  async *iterator<Value>(): AsyncGenerator<Array<string | Awaited<Value> | undefined>, void> {
    let after = '';
    for (;;) {
      const rows = await this.#rows.page(this.#space, after, pageSize);
      for (const row of rows) yield [row.key, envelope(row) as Awaited<Value>];
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = last.key;
    }
  }
}

function changeOf(key: string, value: unknown, expires: number | undefined): Change {
  const text = (value as Envelope).value;
  return {
    key,
    ...(text !== null && { text }),
    ...(expires !== undefined && { expires }),
  };
}

function envelope(row: Row): Envelope {
  return { value: row.text, expires: row.expires };
}
