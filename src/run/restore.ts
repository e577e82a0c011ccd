/** `npm run restore -- FILE`: puts a copy in the place of the store, which no bot may be using. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { restoreStore } from '../store/restore.ts';
import { StoreFailed } from '../store/store.ts';
import { noStore, placeOfStore, stampOf } from './place.ts';

async function main([file, ...rest]: readonly string[]): Promise<number> {
  if (file === undefined || rest.length > 0 || file.startsWith('-')) {
    return complain('usage: npm run restore -- FILE');
  }
  const path = placeOfStore();
  if (path === undefined) return complain(noStore);
  if (!existsSync(file)) return complain(`There is no file ${file}.`);
  if (resolve(file) === resolve(path)) return complain('That is the store itself.');
  const { contents, keptAs } = await restoreStore(file, path, stampOf(Date.now()));
  const before = keptAs === undefined ? 'there was none before' : `the one before is ${keptAs}`;
  process.stdout.write(`Restored ${contents.rows} rows of ${file} to ${path}; ${before}.\n`);
  return 0;
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error) =>
  complain(error instanceof StoreFailed ? error.message : String(error)),
);
