/** Settings chosen on one half of the series and measured on the other: what may be expected elsewhere. */
import { type Settings, settings } from '../../src/warning/unusual.ts';
import type { Series } from './series.ts';

/** What there is to choose from. */
const choices = {
  threshold: [5, 5.5, 6, 7, 8, 10],
  slow: [0.001, 0.002, 0.005],
  hour: [0.02, 0.05, 0.1],
  visits: [8, 14],
  calmest: [0, 0.2],
} as const satisfies Partial<Record<keyof Settings, readonly number[]>>;

export type Choice = {
  /** Which half they were chosen on: the odd or the even series by name. */
  readonly on: 'odd' | 'even';
  readonly chosen: Settings;
  readonly others: readonly Series[];
};

/** The best settings of each half by a score, with the series of the other half. */
export function choicesOf(
  all: readonly Series[],
  score: (half: readonly Series[], by: Settings) => number,
): readonly Choice[] {
  const halves = [0, 1].map((rest) => all.filter((_, index) => index % 2 === rest));
  return halves.map((half, index) => ({
    on: index === 0 ? 'odd' : 'even',
    chosen: bestOn(half, score),
    others: halves[1 - index] ?? [],
  }));
}

export function sayChoice({ threshold, slow, hour, visits, calmest }: Settings): string {
  return `threshold ${threshold}, slow ${slow}, hour ${hour}, visits ${visits}, calmest ${calmest}`;
}

function bestOn(
  half: readonly Series[],
  score: (half: readonly Series[], by: Settings) => number,
): Settings {
  const scored = candidates().map((by) => ({ by, score: score(half, by) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).by;
}

function candidates(): readonly Settings[] {
  return Object.entries(choices).reduce<readonly Settings[]>(
    (found, [name, values]) =>
      found.flatMap((by) => values.map((value) => ({ ...by, [name]: value }))),
    [settings],
  );
}
