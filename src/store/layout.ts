/** What a store file of ours looks like from outside: its mark, its version, its rows about itself. */
import type { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';
import { StoreFailed } from './store.ts';

/** Marks the file as ours (`Tocs`), for `file` and for whoever finds it. */
export const applicationId = 0x546f6373;
export const newestVersion = migrations.length;
/** Rows of the store about itself. */
export const ownNamespace = 'store';
export const holderKey = 'holder';

/** The version of the file's layout; 0 for an empty one. Throws `StoreFailed` for what is not ours to touch. */
export function recognise(database: DatabaseSync, newest = newestVersion): number {
  const version = pragma(database, 'user_version');
  const id = pragma(database, 'application_id');
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  const isStrange = version === 0 && names.some(({ name }) => name !== 'kv');
  if (version > newest && (id === applicationId || id === 0)) {
    throw new StoreFailed(
      'The store file was made by a newer Tocsin; start that version, or name another file in STORE_URL.',
    );
  }
  if (isStrange || (id !== applicationId && id !== 0)) {
    throw new StoreFailed(
      'The store file is a database of another program; name another file in STORE_URL.',
    );
  }
  return version;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
