/**
 * `npm run import -- FILE... [--from NAME] [--out FILE]`: the configuration of another tool as a services file.
 * What could not be carried over is told on standard error, line by line; secrets stay out of the file.
 */
import { globSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { sourceNamed, sourceNames, sourceOf } from './import/index.ts';
import { readKumaDatabase } from './import/kuma-database.ts';
import { createLedger, type Ledger, lossesInWords } from './import/ledger.ts';
import type { Found, Source } from './import/source.ts';
import { writeServices } from './import/write.ts';

const usage = `npm run import -- FILE... [--from NAME] [--out FILE]
  FILE         Uptime Kuma's backup (JSON) or database (kuma.db), Gatus' YAML, Upptime's .upptimerc.yml,
               or prometheus.yml and blackbox.yml together
  --from NAME  ${sourceNames.join(', ')}; found out by content when not said
  --out FILE   where to write, and never over a file; standard output when not said
`;

const largestBytes = 50_000_000;
/** Anchors that many endpoints share are honest; a bomb has millions. */
const mostAliases = 10_000;

type Wish = { readonly paths: readonly string[]; readonly from?: string; readonly out?: string };

/** What is wrong with the wish or the files, in one line. */
class CannotImport extends Error {}

/** 0: done · 1: done, and something could not be carried over · 2: nothing was done. */
async function main(words: readonly string[]): Promise<number> {
  try {
    const wish = read([...words]);
    const found = (await Promise.all(wish.paths.map(open))).flat();
    const source = sourceFor(found, wish.from);
    const ledger = createLedger();
    const drafts = await source.read(found, ledger, beside);
    const written = writeServices(drafts, ledger);
    await put(written.text, wish.out);
    report(
      ledger,
      `${written.services} services with ${written.checks} checks from ${source.name}`,
    );
    return ledger.losses.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CannotImport)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function read(words: string[]): Wish {
  try {
    const options = { from: { type: 'string' }, out: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options });
    if (positionals.length > 0) return { paths: positionals, ...values };
  } catch (error) {
    throw new CannotImport(`${(error as Error).message}\n\n${usage}`);
  }
  throw new CannotImport(usage);
}

async function open(path: string): Promise<Found> {
  try {
    if ((await stat(path)).size > largestBytes) throw new Error('is far too large');
    const bytes = await readFile(path);
    if (bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3') {
      return { path, value: await readKumaDatabase(path) };
    }
    return { path, value: contentOf(bytes.toString('utf8')) };
  } catch (error) {
    throw new CannotImport(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Its complaints do not quote the text: it may hold secrets. */
function contentOf(text: string): unknown {
  return parse(text, {
    merge: true,
    maxAliasCount: mostAliases,
    logLevel: 'error',
    prettyErrors: false,
  });
}

function sourceFor(found: readonly Found[], name: string | undefined): Source {
  const named = name === undefined ? undefined : sourceNamed(name);
  if (name !== undefined && named === undefined) {
    throw new CannotImport(`--from ${name} is none of ${sourceNames.join(', ')}`);
  }
  const [first] = found;
  const source = named ?? sourceOf(first?.value);
  if (source === undefined) {
    throw new CannotImport(`${first?.path} is of no tool that is known here; name it with --from`);
  }
  const stranger = found.find(({ value }) => !source.recognises(value));
  if (stranger) throw new CannotImport(`${stranger.path} is no file of ${source.name}`);
  return source;
}

/** The files that a configuration names, as Prometheus' file_sd does: with `*` in their names. */
async function beside(from: string, pattern: string): Promise<readonly Found[]> {
  const paths = globSync(resolve(dirname(from), pattern)).toSorted();
  return Promise.all(paths.map(open));
}

async function put(text: string, path: string | undefined): Promise<void> {
  if (path === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    // Readable by its owner alone: it says where everything is.
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new CannotImport(`${path} cannot be written: ${(error as Error).message}`);
  }
}

function report({ losses, secrets }: Ledger, summary: string): void {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  say(summary);
  if (losses.length > 0) say('\nNot carried over:');
  for (const line of lossesInWords(losses)) say(`  ${line}`);
  if (secrets.length > 0) say('\nTo be written into .env:');
  for (const { name, of } of secrets) say(`  ${name}=   # ${of}`);
}

process.exitCode = await main(process.argv.slice(2));
