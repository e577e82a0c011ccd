/** Writes a store file anew, so that nothing of what was deleted is left in it or in its log. */
import { DatabaseSync } from 'node:sqlite';
import { describe } from './failure.ts';
import { takeLock } from './lock.ts';
import { StoreFailed } from './store.ts';

/** No bot may be using it. Throws `StoreFailed`. */
export function compact(path: string): void {
  const lock = takeLock(path);
  if (!lock) throw new StoreFailed(`A bot uses the store ${path} now; stop it first.`);
  const database = new DatabaseSync(path, { timeout: 2_000 });
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw new StoreFailed(describe('compact the store', path, error), { cause: error });
  } finally {
    database.close();
    lock.release();
  }
}
