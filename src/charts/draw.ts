/** Draws a chart as a picture: light on dark, readable on a phone, no text outside. */
import type { GlobalFonts, SKRSContext2D } from '@napi-rs/canvas';
import type { Chart, Column } from '../message.ts';
import { paintExpected, paintNow, runs } from './expected.ts';
import { familiesFor, isWritable, legible } from './fonts.ts';

const width = 640;
const height = 200;
/** Phones have two points and more for each of ours. */
const scale = 2;
const plot = { left: 70, right: width - 16, top: 62, bottom: height - 28 };

const colours = {
  ground: '#1e2127',
  text: '#e6e8eb',
  faint: '#a3a9b3',
  grid: '#3a3f47',
  line: '#58a6ff',
  band: 'rgba(88, 166, 255, 0.22)',
  failed: '#f85149',
  unseen: '#2a2e35',
} as const;

type Paper = { readonly context: SKRSContext2D; readonly fonts: typeof GlobalFonts };

/** A PNG of 1280 × 400 points, or undefined where this machine cannot draw or the font lacks a letter. */
export async function drawChart(chart: Chart): Promise<Uint8Array | undefined> {
  const texts = [
    chart.title,
    chart.note,
    ...[...chart.heights, ...chart.marks].map((one) => one.label),
  ];
  if (!texts.every(isWritable)) return undefined;
  // Loaded with the first picture: a bot that draws none needs neither the library nor the memory.
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  const canvas = createCanvas(width * scale, height * scale);
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  paint({ context, fonts: GlobalFonts }, chart);
  return canvas.encode('png');
}

function paint(paper: Paper, chart: Chart): void {
  const { context } = paper;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  write(paper, chart.title, { x: 16, y: 20, size: 15, colour: colours.text, bold: true });
  write(paper, chart.note, { x: 16, y: 38, size: 12, colour: colours.faint });
  const top = chart.heights.at(-1)?.ms ?? 1;
  const yOf = (ms: number) => plot.bottom - (Math.min(ms, top) / top) * (plot.bottom - plot.top);
  const isAhead = (index: number) => index / chart.columns.length >= (chart.nowAt ?? 1);
  paintStates(
    paper,
    chart.columns.map((one, index) => (isAhead(index) ? { ...one, failed: 0 } : one)),
  );
  paintScale(paper, chart, yOf);
  paintExpected(context, chart.columns, { ...plot, yOf });
  paintTimes(context, chart.columns, yOf);
  if (chart.nowAt !== undefined) paintNow(context, chart.nowAt, plot);
}

function left(columns: readonly Column[], index: number): number {
  return plot.left + (index / columns.length) * (plot.right - plot.left);
}

/** Failures stand over the whole height, with a mark below for who cannot tell red; the unseen is darker. */
function paintStates(paper: Paper, columns: readonly Column[]): void {
  const { context } = paper;
  for (const [index, { failed }] of columns.entries()) {
    const x = left(columns, index);
    const wide = left(columns, index + 1) - x;
    if (failed === undefined) {
      context.fillStyle = colours.unseen;
      context.fillRect(x, plot.top, wide, plot.bottom - plot.top);
    } else if (failed > 0) {
      context.globalAlpha = 0.25 + 0.5 * failed;
      context.fillStyle = colours.failed;
      context.fillRect(x, plot.top, wide, plot.bottom - plot.top);
      context.globalAlpha = 1;
      write(paper, '×', {
        x: x + wide / 2,
        y: plot.bottom - 6,
        size: 11,
        colour: colours.text,
        align: 'center',
      });
    }
  }
}

function paintScale(paper: Paper, { heights, marks }: Chart, yOf: (ms: number) => number): void {
  const { context } = paper;
  context.strokeStyle = colours.grid;
  context.lineWidth = 1;
  for (const { ms, label } of heights) {
    const y = Math.round(yOf(ms)) + 0.5;
    segment(context, plot.left, y, plot.right, y);
    write(paper, label, { x: plot.left - 8, y, size: 11, colour: colours.faint, align: 'right' });
  }
  for (const { at, label } of marks) {
    const x = plot.left + at * (plot.right - plot.left);
    segment(context, x, plot.bottom, x, plot.bottom + 4);
    write(paper, label, {
      x,
      y: plot.bottom + 14,
      size: 11,
      colour: colours.faint,
      align: 'center',
    });
  }
}

/** The usual time as a line, what nearly all took as a band above it; both end where nothing was measured. */
function paintTimes(
  context: SKRSContext2D,
  columns: readonly Column[],
  yOf: (ms: number) => number,
): void {
  for (const run of runs(columns, ({ ms }) => ms !== undefined)) {
    const points = run.map(([index, { ms = 0, mostMs = ms }]) => ({
      x: (left(columns, index) + left(columns, index + 1)) / 2,
      y: yOf(ms),
      most: yOf(mostMs),
    }));
    const half = (left(columns, 1) - left(columns, 0)) / 2;
    const [first] = points;
    const last = points.at(-1);
    if (!first || !last) continue;
    const drawn = [{ ...first, x: first.x - half }, ...points, { ...last, x: last.x + half }];
    context.beginPath();
    for (const { x, most } of drawn) context.lineTo(x, most);
    for (const { x, y } of drawn.toReversed()) context.lineTo(x, y);
    context.fillStyle = colours.band;
    context.fill();
    context.beginPath();
    for (const { x, y } of drawn) context.lineTo(x, y);
    context.strokeStyle = colours.line;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.stroke();
  }
}

function segment(context: SKRSContext2D, ...[x, y, toX, toY]: [number, number, number, number]) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

type Writing = {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: string;
  readonly align?: 'center' | 'right';
  readonly bold?: boolean;
};

/** One line around `y`, moved and cut so that all of it is inside the picture. */
function write({ context, fonts }: Paper, typed: string, how: Writing): void {
  const text = legible(typed);
  const { x, y, size, colour, align = 'left', bold = false } = how;
  context.font = `${size}px ${familiesFor(`${text}…`, fonts)}`;
  // A variable font is drawn at its thinnest unless it is told.
  context.fontVariationSettings = `'wght' ${bold ? 650 : 450}`;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const shown = fitting(context, text, width - 32);
  const wide = context.measureText(shown).width;
  const from = align === 'center' ? x - wide / 2 : align === 'right' ? x - wide : x;
  context.fillText(shown, Math.min(Math.max(from, 4), width - 4 - wide), y);
}

function fitting(context: SKRSContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const signs = [...text];
  while (signs.length > 0 && context.measureText(`${signs.join('')}…`).width > room) signs.pop();
  return `${signs.join('')}…`;
}
