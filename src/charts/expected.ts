/** What a chart expects: a band where nearly all lies, its middle, busy times, and where the present is. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Column } from '../message.ts';

const colours = {
  band: 'rgba(126, 231, 135, 0.16)',
  middle: 'rgba(126, 231, 135, 0.75)',
  busy: 'rgba(240, 180, 60, 0.13)',
  busyEdge: '#f0b43c',
  now: '#e6e8eb',
} as const;
const dashes = [4, 4];
const edge = 3;

/** Where it is drawn. */
export type Plot = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

/** Busy times have an edge above, for who cannot tell their colour; what is expected is dashed. */
export function paintExpected(
  context: SKRSContext2D,
  columns: readonly Column[],
  plot: Plot & { readonly yOf: (ms: number) => number },
): void {
  const x = (index: number) => plot.left + (index / columns.length) * (plot.right - plot.left);
  for (const run of runs(columns, ({ isBusy }) => isBusy === true)) {
    const [from, wide] = [x(run[0]?.[0] ?? 0), x(run.length) - x(0)];
    context.fillStyle = colours.busy;
    context.fillRect(from, plot.top, wide, plot.bottom - plot.top);
    context.fillStyle = colours.busyEdge;
    context.fillRect(from, plot.top - edge, wide, edge);
  }
  for (const run of runs(columns, ({ usual }) => usual !== undefined)) {
    const points = run.map(([index, { usual }]) => ({ x: x(index + 0.5), usual }));
    paintBand(context, points, plot.yOf);
  }
}

type Point = { readonly x: number; readonly usual: Column['usual'] };

function paintBand(
  context: SKRSContext2D,
  points: readonly Point[],
  yOf: (ms: number) => number,
): void {
  context.beginPath();
  for (const { x, usual } of points) context.lineTo(x, yOf(usual?.toMs ?? 0));
  for (const { x, usual } of points.toReversed()) context.lineTo(x, yOf(usual?.fromMs ?? 0));
  context.fillStyle = colours.band;
  context.fill();
  context.beginPath();
  for (const { x, usual } of points) context.lineTo(x, yOf(usual?.ms ?? 0));
  context.strokeStyle = colours.middle;
  context.lineWidth = 1.5;
  context.setLineDash(dashes);
  context.stroke();
  context.setLineDash([]);
}

/** An upright line that stands out of the scale on both sides. */
export function paintNow(context: SKRSContext2D, at: number, plot: Plot): void {
  const x = plot.left + at * (plot.right - plot.left);
  context.strokeStyle = colours.now;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, plot.top - edge);
  context.lineTo(x, plot.bottom + edge);
  context.stroke();
}

/** Neighbours that have something, each with its place. */
export function runs(
  columns: readonly Column[],
  has: (column: Column) => boolean,
): (readonly [number, Column])[][] {
  const found: (readonly [number, Column])[][] = [];
  let isOpen = false;
  for (const [index, column] of columns.entries()) {
    const isIn = has(column);
    if (isIn && isOpen) found.at(-1)?.push([index, column]);
    else if (isIn) found.push([[index, column]]);
    isOpen = isIn;
  }
  return found;
}
