/**
 * `npm run forget -- slack:T123`: deletes all that the stopped bot knows about a workspace or a server
 * (`discord:<server>`), or about one channel of it (`slack:T123/C456`, `discord:<channel>`).
 */
import { existsSync } from 'node:fs';
import { forgetRows, whoseRows } from '../privacy/rows.ts';
import { compact } from '../store/compact.ts';
import { createStore } from '../store/index.ts';
import { StoreFailed } from '../store/store.ts';
import { noStore, placeOfStore } from './place.ts';

const name = /^(slack|discord):[A-Za-z0-9]+(\/[A-Za-z0-9]+)?$/;

async function main(names: readonly string[]): Promise<number> {
  if (names.length === 0 || !names.every((one) => name.test(one))) {
    return complain('usage: npm run forget -- slack:T123 | discord:123 | slack:T123/C456 …');
  }
  const path = placeOfStore();
  if (path === undefined) return complain(noStore);
  if (!existsSync(path)) return complain(`There is no store at ${path}.`);
  const store = await createStore(`sqlite:${path}`);
  const rows = await forgetRows(store, await whoseRows(store, names)).finally(store.close);
  // What was deleted is still in the file until its pages are written anew.
  compact(path);
  const counts = Object.entries(rows).map(([table, count]) => `${count} of ${table}`);
  const what = counts.length > 0 ? counts.join(', ') : 'nothing was known';
  process.stdout.write(`Forgot ${names.join(', ')}: ${what}. Copies of the store keep it.\n`);
  return 0;
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error) =>
  complain(error instanceof StoreFailed ? error.message : String(error)),
);
