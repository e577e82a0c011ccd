/**
 * One bot per store. The lock is an empty SQLite file beside the store, held by a transaction that
 * never ends: the system lets go of it when the process dies, however it dies, and the store itself
 * stays readable for a backup meanwhile.
 */
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './failure.ts';

/** A restart may overlap with the end of the process before; longer than that is a second bot. */
const patienceMs = 500;

export type Lock = { release(): void };

/** Undefined when another process has it. The folder of the store must be there. */
export function takeLock(storePath: string, waitMs = patienceMs): Lock | undefined {
  const path = `${storePath}.lock`;
  // Not opened when it is there: closing a file takes away the locks that this process has on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
