/** How long answers took, as a curve that fits any width: lines stretch, words do not. */
import { html } from 'hono/html';
import type { Chart, Column } from '../../message.ts';
import type { Stretch } from '../../model.ts';
import type { Markup } from './markup.ts';

/** Of the drawing itself; it is stretched to the page. */
const width = 1000;
const height = 100;

/** Failing for so much of a column is marked below it. */
const failedFrom = 0.1;

export function curveSvg(chart: Chart, stretches: readonly Stretch[]): Markup {
  const { columns, heights, marks, alt } = chart;
  const top = heights.at(-1)?.ms || 1;
  const usual = usualPath(columns, top);
  const ticks = heights.map(({ ms, label }) => {
    const y = percent(100 - (ms / top) * 100);
    return html`<line x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="0" y="${y}" dy="-4">${label}</text>`;
  });
  const hours = marks.map(({ at, label }) => {
    const instant = instantAt(stretches, at);
    return html`<text class="mark" x="${percent(at * 100)}" y="100%" dy="16" data-at="${instant}">${label}</text>`;
  });
  return html`<svg class="curve" role="img" aria-label="${alt}"><svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><path class="spread" d="${bandPath(columns, top)}"/>${usual && html`<path class="usual" d="${usual}"/>`}<path class="line" d="${linePath(columns, top)}"/><path class="fails" d="${failPath(columns)}"/></svg><g class="ticks">${ticks}${hours}</g></svg>`;
}

function instantAt(stretches: readonly Stretch[], share: number): number {
  const [first] = stretches;
  return first ? Math.round(first.at + share * first.lengthMs * stretches.length) : 0;
}

type Point = { readonly x: number; readonly y: number; readonly most: number };

/** Runs of columns in which something was measured: no line is drawn over what was not. */
function runsOf(columns: readonly Column[], top: number): readonly (readonly Point[])[] {
  const runs: Point[][] = [[]];
  for (const [index, { ms, mostMs = ms }] of columns.entries()) {
    if (ms === undefined) runs.push([]);
    else
      runs
        .at(-1)
        ?.push({ x: middle(index, columns), y: depth(ms, top), most: depth(mostMs ?? ms, top) });
  }
  return runs.filter(({ length }) => length > 0);
}

function linePath(columns: readonly Column[], top: number): string {
  return runsOf(columns, top)
    .map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}${run.length === 1 ? 'h1' : ''}`)
    .join('');
}

/** Between the middle and what nearly all took at most. */
function bandPath(columns: readonly Column[], top: number): string {
  return runsOf(columns, top)
    .map((run) => {
      const back = run.toReversed().map(({ x, most }) => `${x} ${most}`);
      return `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}L${back.join('L')}Z`;
    })
    .join('');
}

/** From where to where it usually lies: two lines in steps, as what is usual changes by the hour. */
function usualPath(columns: readonly Column[], top: number): string {
  return (['fromMs', 'toMs'] as const)
    .map((bound) => columns.map(({ usual }) => usual && depth(usual[bound], top)))
    .map(stepPath)
    .join('');
}

/** One height for each column; no line where there is none. */
function stepPath(heights: readonly (number | undefined)[]): string {
  return [...heights, undefined]
    .map((next, index) => {
      const before = heights[index - 1];
      if (next === before) return '';
      const x = round((index / heights.length) * width);
      const end = before === undefined ? '' : `H${x}`;
      if (next === undefined) return end;
      return `${end}${before === undefined ? `M${x} ${next}` : `V${next}`}`;
    })
    .join('');
}

function failPath(columns: readonly Column[]): string {
  const half = width / columns.length / 2;
  return [...columns.entries()]
    .filter(([, { failed = 0 }]) => failed >= failedFrom)
    .map(([index]) => `M${round(middle(index, columns) - half)} ${height}h${round(half * 2)}`)
    .join('');
}

function middle(index: number, columns: readonly Column[]): number {
  return round(((index + 0.5) / columns.length) * width);
}

function depth(ms: number, top: number): number {
  return round(height - (Math.min(ms, top) / top) * height);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function percent(number: number): string {
  return `${Math.round(number * 100) / 100}%`;
}
