/** The bars our detector has to clear, and whether it does. */
import type { Score } from './score.ts';

export type Result = { readonly world: string; readonly rule: string; readonly score: Score };

export type Bar = {
  readonly what: string;
  readonly must: string;
  readonly measured: string;
  readonly isMet: boolean;
};

type Measure = {
  readonly what: string;
  readonly world: string;
  readonly rule?: string;
  readonly must: string;
  measured(score: Score): string;
  isMet(score: Score): boolean;
};

/** The rule that the bars are about, unless a bar names another. */
export const ours = 'Tocsin 60 s';
/** The same with a second place that looks too. */
export const oursTwice = 'Tocsin 60 s + 2nd place';
export const fasterTwice = 'Tocsin 30 s + 2nd place';

type Most = { readonly most: number; readonly rule?: string };

const falseAlarms = (what: string, world: string, { most, rule }: Most): Measure => ({
  what,
  world,
  ...(rule ? { rule } : {}),
  must: `at most ${most} a year`,
  measured: (score) => score.falseAlarmsPerYear.toFixed(2),
  isMet: (score) => score.falseAlarmsPerYear <= most,
});

type Slowest = { readonly median: number; readonly p95: number; readonly rule?: string };

const delay = (what: string, world: string, { median, p95, rule }: Slowest): Measure => ({
  what: `delay, ${what}${rule ? `, ${rule.slice('Tocsin '.length)}` : ''}`,
  world,
  ...(rule ? { rule } : {}),
  must: `at most ${median} / ${p95} s`,
  measured: ({ delayS }) => `${delayS.median.toFixed(0)} / ${delayS.p95.toFixed(0)} s`,
  isMet: ({ delayS }) => delayS.count > 0 && delayS.median <= median && delayS.p95 <= p95,
});

const flapping = (world: string, messages: number, firstS: number): Measure => ({
  what: `going up and down for 2 h (${world.slice('flap-'.length).replace('-', ' s down, ')} s up)`,
  world,
  must: `all noticed, at most ${messages} messages, the first within ${firstS} s (median)`,
  measured: ({ messagesPerEpisode, unnoticedShare, firstMessageS }) =>
    `${percent(1 - unnoticedShare)} noticed, ${messagesPerEpisode.toFixed(1)} messages, ` +
    `the first within ${firstMessageS.median.toFixed(0)} s`,
  // Noise of its own now and then adds a message to an episode; one in ten is not a habit.
  isMet: ({ messagesPerEpisode, unnoticedShare, firstMessageS }) =>
    unnoticedShare === 0 &&
    messagesPerEpisode <= messages + 0.1 &&
    firstMessageS.count > 0 &&
    firstMessageS.median <= firstS,
});

const measures: readonly Measure[] = [
  falseAlarms('false alarms, 1 % of the looks lost', 'loss-1', { most: 0.05 }),
  falseAlarms('false alarms, mixed noise, one place and canaries', 'mixed', { most: 3 }),
  falseAlarms('false alarms, mixed noise, two places', 'mixed', { most: 0.2, rule: oursTwice }),
  delay('fails fast', 'fails-fast', { median: 75, p95: 100 }),
  delay('fails fast', 'fails-fast', { median: 61, p95: 87, rule: oursTwice }),
  delay('fails fast', 'fails-fast', { median: 45, p95: 59, rule: fasterTwice }),
  delay('black hole', 'black-hole', { median: 125, p95: 150 }),
  delay('black hole', 'black-hole', { median: 60, p95: 87, rule: oursTwice }),
  delay('black hole', 'black-hole', { median: 45, p95: 58, rule: fasterTwice }),
  delay('half of the looks fail', 'half', { median: 200, p95: 500 }),
  delay('half of the looks fail', 'half', { median: 192, p95: 478, rule: oursTwice }),
  delay('half of the looks fail', 'half', { median: 138, p95: 270, rule: fasterTwice }),
  {
    what: 'outages of 120 s and longer that were told',
    world: 'short',
    must: 'all',
    measured: ({ told }) =>
      told.map(({ lengthS, share }) => `${lengthS} s: ${percent(share)}`).join(', '),
    isMet: ({ told }) =>
      told.length > 0 && told.every(({ lengthS, share }) => lengthS < 120 || share === 1),
  },
  falseAlarms('outage messages, our own network down', 'own-network', { most: 0 }),
  flapping('flap-120-180', 6, 75),
  flapping('flap-45-75', 2, 400),
  flapping('flap-90-900', 8, 75),
];

/** Only the bars whose worlds were simulated. */
export function barsOf(results: readonly Result[]): Bar[] {
  return measures.flatMap(({ what, world, rule = ours, must, measured, isMet }) => {
    const found = results.find((result) => result.world === world && result.rule === rule);
    if (!found) return [];
    const { score } = found;
    return { what, must, measured: measured(score), isMet: isMet(score) };
  });
}

export function percent(share: number): string {
  const value = 100 * share;
  // 99.9 must not be read as all of them.
  return `${share < 1 && value > 99 ? Math.min(99.9, value).toFixed(1) : value.toFixed(0)} %`;
}
