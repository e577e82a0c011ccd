/**
 * `npm run backup -- [FILE]`: saves the store while the bot runs, checks the copy and prints one line
 * that `sha256sum -c` takes. `--replace` writes over a file, `--keep N` leaves the newest N of the
 * copies that have no name of their own. Ends with 0 only when the copy is whole.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyStore } from '../store/copy.ts';
import { StoreFailed } from '../store/store.ts';
import { noStore, placeOfStore, stampOf } from './place.ts';

const usage = 'usage: npm run backup -- [FILE] [--replace] [--keep N]';
/** What copies without a name of their own are called. */
const ownName = /^tocsin-\d{8}T\d{6}Z\.db$/;

async function main(): Promise<number> {
  const { file, isReplacing, keep } = readWords();
  const path = placeOfStore();
  if (path === undefined) return complain(noStore);
  if (!existsSync(path)) return complain(`There is no store at ${path} yet.`);
  const folder = join(dirname(path), 'backups');
  const target = file ?? freeName(folder, Date.now());
  if (!isReplacing && existsSync(target)) {
    return complain(`${target} is there already; name another file, or add --replace.`);
  }
  if (resolve(target) === resolve(path)) return complain('That is the store itself.');
  mkdirSync(dirname(resolve(target)), { recursive: true, mode: 0o700 });
  const { tables, rows, bytes, sha256 } = await copyStore(
    path,
    target,
    isReplacing ? 'replace' : 'refuse',
  );
  const count = Object.keys(tables).length;
  process.stderr.write(`Saved ${path}: ${count} tables, ${rows} rows, ${bytes} bytes, whole.\n`);
  process.stdout.write(`${sha256}  ${target}\n`);
  if (keep !== undefined) leaveNewest(folder, keep);
  return 0;
}

function readWords() {
  const { values, positionals } = parseArgs({
    options: { replace: { type: 'boolean' }, keep: { type: 'string' } },
    allowPositionals: true,
  });
  const keep = values.keep === undefined ? undefined : Number(values.keep);
  const isWrong = keep !== undefined && !(Number.isInteger(keep) && keep > 0);
  if (positionals.length > 1 || isWrong) throw new TypeError('wrong words');
  return { file: positionals[0], isReplacing: values.replace === true, keep };
}

/** Of two copies in one second the later one takes the next, so that names sort by time. */
function freeName(folder: string, at: number): string {
  const name = join(folder, `tocsin-${stampOf(at)}.db`);
  return existsSync(name) ? freeName(folder, at + 1_000) : name;
}

/** Names sort by time. */
function leaveNewest(folder: string, count: number): void {
  const copies = readdirSync(folder).filter((name) => ownName.test(name));
  for (const name of copies.sort().slice(0, -count)) rmSync(join(folder, name));
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 1;
}

process.exitCode = await main().catch((error) => {
  if (error instanceof TypeError) return complain(usage);
  return complain(error instanceof StoreFailed ? error.message : String(error));
});
