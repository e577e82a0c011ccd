/** Brings a store of an earlier version to the newest layout: all steps or none. */
import type { DatabaseSync } from 'node:sqlite';
import { writeCopy } from './copy.ts';
import { applicationId, recognise } from './layout.ts';
import { migrations } from './migrations.ts';

/**
 * One transaction, so that a process that is killed leaves the old store or the new one. A store with
 * rows in it is kept as it was, as `<path>.before-v<version>`. True when something was done.
 */
export function upgrade(database: DatabaseSync, path: string, steps = migrations): boolean {
  const version = recognise(database, steps.length);
  if (version === steps.length) return false;
  if (path !== ':memory:' && hasRows(database)) {
    writeCopy(database, `${path}.before-v${steps.length}`, 'replace');
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { sql } of steps.slice(version)) database.exec(sql);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the true error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return true;
}

function hasRows(database: DatabaseSync): boolean {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'kv'`).get();
  return table !== undefined && database.prepare('SELECT 1 FROM kv LIMIT 1').get() !== undefined;
}
