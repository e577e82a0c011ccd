/**
 * `npm run bench:nab -- DIRECTORY` and `npm run bench:ms -- DIRECTORY`: the detector of early warnings on a
 * checkout of numenta/NAB or of microsoft/cloud-monitoring-dataset. Exit code 1 when a bar was missed.
 */
import { type Figure, lineOf, outcomeOf } from './part.ts';
import { measureMicrosoft } from './recorded/microsoft.ts';
import { measureNab } from './recorded/nab.ts';

const sets: Readonly<Record<string, (directory: string) => readonly Figure[]>> = {
  nab: measureNab,
  ms: measureMicrosoft,
};

function main([name = '', directory]: readonly string[]): number {
  const measure = Object.hasOwn(sets, name) ? sets[name] : undefined;
  if (!measure || directory === undefined) {
    process.stderr.write('write npm run bench:nab -- DIRECTORY or npm run bench:ms -- DIRECTORY\n');
    return 2;
  }
  const figures = measure(directory);
  for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
  return figures.some((figure) => outcomeOf(figure) === 'missed') ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
