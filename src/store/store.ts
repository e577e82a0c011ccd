/** The contract of the store: named tables of JSON values that are durable once a write has resolved. */
import type { Health } from '../model.ts';

/** One namespace. Every method rejects with `StoreFailed` when the store cannot do it; nothing is ever "not found" by mistake. */
export type Table<T> = {
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
  entries(): AsyncIterable<readonly [string, T]>;
};

/**
 * Writes to any tables that are begun in the same turn of the event loop are one transaction:
 * after a crash either all of them are there or none.
 */
export type Store = {
  table<T>(name: string): Table<T>;
  health(): Health;
  /** Waits for writes under way, then lets go of the file. */
  close(): Promise<void>;
};

/** The store could not read or write; the text says what failed and what would help. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}
