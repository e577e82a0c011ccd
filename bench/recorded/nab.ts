/** The score on numenta/NAB, with settings chosen on one half of the files beside it. */
import { type Settings, settings } from '../../src/warning/unusual.ts';
import type { Figure } from '../part.ts';
import { choicesOf, sayChoice } from './choice.ts';
import { reportsOf } from './reports.ts';
import { probationOf, type Score, scoreOf } from './score.ts';
import { readNab, type Series } from './series.ts';

export function measureNab(directory: string): readonly Figure[] {
  const all = readNab(directory);
  const began = performance.now();
  const score = scoreWith(all, settings);
  const tookMs = performance.now() - began;
  const samples = all.reduce((sum, { at }) => sum + at.length, 0);
  return [
    bar('NAB, standard', score.standard, 55),
    bar('NAB, false reports cost double', score.lowFalse, 40),
    bar('NAB, missed windows cost double', score.lowMissed, 62),
    ...onOtherHalf(all),
    {
      what: 'a value taken in',
      ...{ value: (tookMs * 1000) / samples, unit: 'µs', bar: 1 },
      note: `${samples} values of ${all.length} files`,
    },
  ];
}

function bar(what: string, value: number, least: number): Figure {
  return { what, value, unit: 'points', bar: least, isLeast: true };
}

function scoreWith(all: readonly Series[], by: Settings): Score {
  return scoreOf(
    all.map((series) => [series, reportsOf(series, { ...by, warmUp: probationOf(series) })]),
  );
}

function onOtherHalf(all: readonly Series[]): readonly Figure[] {
  const score = (half: readonly Series[], by: Settings) => scoreWith(half, by).standard;
  return choicesOf(all, score).map(({ on, chosen, others }) => {
    const { standard, lowFalse, lowMissed } = scoreWith(others, chosen);
    return {
      what: `NAB, settings chosen on the ${on} files, measured on the others`,
      ...{ value: standard, unit: 'points' },
      note: [
        `${lowFalse.toFixed(1)} and ${lowMissed.toFixed(1)} by the other two rules`,
        sayChoice(chosen),
      ].join('; '),
    };
  });
}
