/** Labelled events of microsoft/cloud-monitoring-dataset that the detector finds, and what it reports beside them. */
import { type Direction, type Settings, settings } from '../../src/warning/unusual.ts';
import type { Figure } from '../part.ts';
import { choicesOf, sayChoice } from './choice.ts';
import { reportsOf } from './reports.ts';
import { type Found, foundOf } from './score.ts';
import { mediansOf, readMicrosoft, type Series } from './series.ts';

const hourMs = 60 * 60_000;
/** A label is as exact as the series, which is hourly for most. */
const toleranceMs = hourMs;
const warmUp = 0.15;

type Group = {
  readonly folder: string;
  readonly what: string;
  readonly direction: Direction;
  /** Medians of so long; the values themselves when absent. */
  readonly mediansMs?: number;
};

const groups: readonly Group[] = [
  { folder: 'middle-tier-api-dependency-latency', what: 'API latency', direction: 'up' },
  { folder: 'ecommerce-api-incoming-rps', what: 'request rate', direction: 'both' },
  { folder: 'mongodb-machine-rps', what: 'queries of a machine, by the minute', direction: 'both' },
  {
    ...{ folder: 'data-ingress-rate', what: 'data ingress, medians of 15 minutes' },
    ...{ direction: 'both', mediansMs: 15 * 60_000 },
  },
];

export function measureMicrosoft(directory: string): readonly Figure[] {
  const latency = readMicrosoft(directory, 'middle-tier-api-dependency-latency');
  // Hourly series of a month have up to four events in a day; a channel hears of one.
  const often = { ...settings, silentMs: 3 * hourMs };
  const found = foundWith(latency, 'up', often);
  return [
    {
      ...figure('API latency, silent for 3 h after a report', found),
      ...{ bar: 45, isLeast: true },
    },
    ...onOtherHalf(latency, often),
    ...groups.map(({ folder, what, direction, mediansMs }) => {
      const all = readMicrosoft(directory, folder);
      const series = mediansMs ? all.map((one) => mediansOf(one, mediansMs)) : all;
      return figure(what, foundWith(series, direction, settings));
    }),
  ];
}

function onOtherHalf(all: readonly Series[], often: Settings): readonly Figure[] {
  const quiet = (by: Settings) => ({ ...by, silentMs: often.silentMs });
  const score = (half: readonly Series[], by: Settings) => foundWith(half, 'up', quiet(by)).f1;
  return choicesOf(all, score).map(({ on, chosen, others }) => {
    const what = `API latency, settings chosen on the ${on} series, measured on the others`;
    const one = figure(what, foundWith(others, 'up', quiet(chosen)));
    return { ...one, note: `${one.note}; ${sayChoice(chosen)}` };
  });
}

function foundWith(all: readonly Series[], direction: Direction, by: Settings): Found {
  return foundOf(
    all.map((series) => {
      const taught = { ...by, warmUp: Math.floor(warmUp * series.at.length) };
      return [series, reportsOf(series, taught, direction)];
    }),
    toleranceMs,
  );
}

function figure(what: string, { f1, recall, precision, ...rest }: Found): Figure {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return {
    what: `F1: ${what}`,
    ...{ value: 100 * f1, unit: '%' },
    note: [
      `finds ${percent(recall)} of ${rest.events} events`,
      `${percent(precision)} of ${rest.reports} reports are one`,
      `${rest.falsePerMonth.toFixed(2)} others in a month of a series`,
    ].join(', '),
  };
}
