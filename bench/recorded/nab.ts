/** The score on numenta/NAB, with settings chosen on one half of the files beside it. */
import { type Settings, settings } from '../../src/warning/unusual.ts';
import type { Figure } from '../part.ts';
import { reportsOf } from './reports.ts';
import { probationOf, type Score, scoreOf } from './score.ts';
import { readNab, type Series } from './series.ts';

/** What there is to choose from, where the settings are chosen on one half. */
const choices = {
  threshold: [5, 5.5, 6, 7, 8, 10],
  slow: [0.001, 0.002, 0.005],
  hour: [0.02, 0.05, 0.1],
  visits: [8, 14],
  calmest: [0, 0.2],
} as const satisfies Partial<Record<keyof Settings, readonly number[]>>;

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

/** Every second file by name is one half. */
function onOtherHalf(all: readonly Series[]): readonly Figure[] {
  const halves = [0, 1].map((rest) => all.filter((_, index) => index % 2 === rest));
  return halves.map((half, index) => {
    const chosen = bestOn(half);
    const { standard, lowFalse, lowMissed } = scoreWith(halves[1 - index] ?? [], chosen);
    const { threshold, slow, hour, visits, calmest } = chosen;
    return {
      what: `NAB, settings chosen on the ${index === 0 ? 'odd' : 'even'} files, measured on the others`,
      ...{ value: standard, unit: 'points' },
      note: [
        `${lowFalse.toFixed(1)} and ${lowMissed.toFixed(1)} by the other two rules`,
        `threshold ${threshold}, slow ${slow}, hour ${hour}, visits ${visits}, calmest ${calmest}`,
      ].join('; '),
    };
  });
}

function bestOn(half: readonly Series[]): Settings {
  const scored = candidates().map((by) => ({ by, score: scoreWith(half, by).standard }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).by;
}

function candidates(): readonly Settings[] {
  return Object.entries(choices).reduce<readonly Settings[]>(
    (found, [name, values]) =>
      found.flatMap((by) => values.map((value) => ({ ...by, [name]: value }))),
    [settings],
  );
}
