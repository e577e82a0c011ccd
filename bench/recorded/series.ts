/** Recorded series of a checkout of public data, with what experts say was unusual in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Places in the series from the first to the last unusual value, in order. */
export type Window = { readonly from: number; readonly to: number };

export type Series = {
  readonly name: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly Window[];
};

/** The files of numenta/NAB with its combined windows, by name. */
export function readNab(directory: string): readonly Series[] {
  const path = join(directory, 'labels', 'combined_windows.json');
  const labels = JSON.parse(readFileSync(path, 'utf8')) as Record<string, [string, string][]>;
  return Object.keys(labels)
    .sort()
    .map((name) => {
      const rows = rowsOf(join(directory, 'data', name));
      const at = rows.map(([time = '']) => instantOf(time));
      const places = (labels[name] ?? []).map(([from, to]) => ({
        from: at.indexOf(instantOf(from)),
        to: at.indexOf(instantOf(to)),
      }));
      return { name, at, values: rows.map(([, value]) => Number(value)), windows: places };
    });
}

/** One group of microsoft/cloud-monitoring-dataset; neighbouring labels are one event. */
export function readMicrosoft(directory: string, group: string): readonly Series[] {
  const folder = join(directory, 'data', group);
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return names.sort().map((name) => {
    const rows = rowsOf(join(folder, name));
    return {
      name: `${group}/${name}`,
      at: rows.map(([time = '']) => instantOf(time)),
      values: rows.map(([, value]) => Number(value)),
      windows: runsOf(rows.map(([, , label]) => label === '1')),
    };
  });
}

/** Medians of equal stretches of time; a stretch is unusual when one of its values is. */
export function mediansOf({ name, at, values, windows }: Series, lengthMs: number): Series {
  const isLabelled = (place: number) =>
    windows.some(({ from, to }) => place >= from && place <= to);
  const groups = Map.groupBy(at.keys(), (place) => Math.floor((at[place] ?? 0) / lengthMs));
  const stretches = [...groups].sort(([one], [other]) => one - other);
  return {
    name,
    at: stretches.map(([number]) => number * lengthMs),
    values: stretches.map(([, places]) => median(places.map((place) => values[place] ?? 0))),
    windows: runsOf(stretches.map(([, places]) => places.some(isLabelled))),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}

function runsOf(labels: readonly boolean[]): readonly Window[] {
  const windows: Window[] = [];
  for (const [place, isUnusual] of labels.entries()) {
    const last = windows.at(-1);
    if (!isUnusual) continue;
    if (last?.to === place - 1) windows[windows.length - 1] = { from: last.from, to: place };
    else windows.push({ from: place, to: place });
  }
  return windows;
}

function rowsOf(path: string): readonly (readonly string[])[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => line.replaceAll('"', '').split(','));
}

/** Both sets write UTC, with and without saying so. */
function instantOf(text: string): number {
  return Date.parse(
    `${text
      .trim()
      .replace(' ', 'T')
      .replace(/(\.\d+)?Z?$/, '')}Z`,
  );
}
