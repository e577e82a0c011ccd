/**
 * Reads a file of recorded rows line by line, so that its size does not matter; once to find out
 * whether it is sound and how often each service was looked at, and again to play it.
 */
import { createReadStream } from 'node:fs';
import { columns, type Recorded, readRow } from './recorded.ts';

/** What a first reading of the file found. */
export type Survey = {
  readonly rows: number;
  readonly services: readonly string[];
  /** The usual time between two rows of a service. */
  readonly everyMsOf: (service: string) => number;
  /** What is wrong, with line numbers: at most twenty, and then how many more. */
  readonly problems: readonly string[];
};

const problemsAtMost = 20;
const servicesAtMost = 1000;
const longestLine = 1000;
/** A service of which there is but one row. */
const usualMs = 60_000;
/** Longer gaps are times in which nobody recorded. */
const longestGapS = 86_400;
const shortestMs = 10_000;

type Cadence = { at: number; readonly gaps: Map<number, number> };

export async function survey(path: string): Promise<Survey> {
  const cadences = new Map<string, Cadence>();
  const problems: string[] = [];
  let [rows, wrong, latest] = [0, 0, 0];
  function complain(number: number, problem: string): void {
    wrong += 1;
    if (problems.length < problemsAtMost) problems.push(`line ${number}: ${problem}`);
  }
  for await (const { number, row } of readRows(path)) {
    if (typeof row === 'string') {
      complain(number, row);
      continue;
    }
    const problem = misplaced(row, latest, cadences);
    if (problem !== undefined) {
      complain(number, problem);
      continue;
    }
    rows += 1;
    latest = row.at;
    measure(row, cadences);
  }
  if (rows === 0 && wrong === 0) problems.push(`no rows; a row is ${columns}`);
  if (wrong > problems.length) problems.push(`and ${wrong - problems.length} more`);
  const services = [...cadences.keys()];
  const paces = new Map(services.map((service) => [service, median(cadences.get(service))]));
  return { rows, services, everyMsOf: (service) => paces.get(service) ?? usualMs, problems };
}

/** The rows of a file that a survey has found sound. */
export async function* recordedRows(path: string): AsyncGenerator<Recorded> {
  for await (const { row } of readRows(path)) if (typeof row !== 'string') yield row;
}

function misplaced(
  { at, service }: Recorded,
  latest: number,
  cadences: ReadonlyMap<string, Cadence>,
): string | undefined {
  if (at < latest) return 'older than the row before it; sort the rows by their instant';
  const cadence = cadences.get(service);
  if (cadence?.at === at) return `a second row of ${service} for the same instant; keep one`;
  if (!cadence && cadences.size >= servicesAtMost) {
    return `${service} would be service number ${servicesAtMost + 1}; split the file`;
  }
  return undefined;
}

function measure({ at, service }: Recorded, cadences: Map<string, Cadence>): void {
  const cadence = cadences.get(service);
  if (!cadence) {
    cadences.set(service, { at, gaps: new Map() });
    return;
  }
  const gapS = Math.min(Math.round((at - cadence.at) / 1000), longestGapS);
  cadence.gaps.set(gapS, (cadence.gaps.get(gapS) ?? 0) + 1);
  cadence.at = at;
}

function median(cadence: Cadence | undefined): number {
  const gaps = [...(cadence?.gaps ?? [])].sort(([one], [other]) => one - other);
  const half = gaps.reduce((sum, [, count]) => sum + count, 0) / 2;
  let passed = 0;
  for (const [gapS, count] of gaps) {
    passed += count;
    if (passed >= half) return Math.max(gapS * 1000, shortestMs);
  }
  return usualMs;
}

type NumberedRow = { readonly number: number; readonly row: Recorded | string };

async function* readRows(path: string): AsyncGenerator<NumberedRow> {
  let number = 0;
  for await (const line of lines(path)) {
    number += 1;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '' || text.startsWith('#') || text === columns) continue;
    yield { number, row: line.length > longestLine ? 'too long for a row' : readRow(text) };
  }
}

/** Lines without their ends; of a line without end only the beginning is kept. */
async function* lines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const [first = '', ...others] = String(chunk).split('\n');
    rest = (rest + first).slice(0, longestLine + 1);
    for (const other of others) {
      yield rest;
      rest = other;
    }
  }
  yield rest;
}
