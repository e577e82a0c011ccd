/** What is counted while the bot runs: totals by label, and how durations are spread. */
import { labels, type Sample } from './family.ts';

/** Counts up, by the values of its labels. */
export type Tally = {
  add(values: Readonly<Record<string, string>>): void;
  readonly samples: Iterable<Sample>;
};

/** More series than this in one family means that a label holds what it must not. */
const mostSeries = 500;

/** The series that must be there from the start, at zero, so that a first one is seen as an increase. */
export function createTally(known: readonly Readonly<Record<string, string>>[] = []): Tally {
  const totals = new Map<string, number>(known.map((values) => [labels(values), 0]));
  return {
    add(values) {
      const key = labels(values);
      const total = totals.get(key);
      if (total === undefined && totals.size >= mostSeries) return;
      totals.set(key, (total ?? 0) + 1);
    },
    get samples() {
      return [...totals].map(([written, value]) => ({ labels: written, value }));
    },
  };
}

/** How many took at most so long, in seconds. */
export type Spread = {
  note(ms: number): void;
  readonly samples: Iterable<Sample>;
};

export function createSpread(boundsSeconds: readonly number[], written = ''): Spread {
  const counts = boundsSeconds.map(() => 0);
  let count = 0;
  let sum = 0;

  function* samples(): Iterable<Sample> {
    const before = written === '' ? '' : `${written},`;
    let below = 0;
    for (const [index, bound] of boundsSeconds.entries()) {
      below += counts[index] ?? 0;
      yield { part: '_bucket', labels: `${before}le="${float(bound)}"`, value: below };
    }
    yield { part: '_bucket', labels: `${before}le="+Inf"`, value: count };
    yield { part: '_sum', labels: written, value: sum };
    yield { part: '_count', labels: written, value: count };
  }

  return {
    note(ms) {
      const seconds = ms / 1_000;
      const index = boundsSeconds.findIndex((bound) => seconds <= bound);
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
      count += 1;
      sum += seconds;
    },
    get samples() {
      return samples();
    },
  };
}

/** OpenMetrics wants bounds to look like floats. */
function float(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
