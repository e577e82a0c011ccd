/** Results and bars as text in columns. */
import { type Bar, percent, type Result } from './bars.ts';
import type { Score, Spread } from './score.ts';

const heads = [
  'world',
  'rule',
  'false/yr',
  'blips/yr',
  'delay s',
  'recovery s',
  'told by length',
  'messages',
  'unnoticed',
  'first s',
  'looks/day',
];

export function resultTable(results: readonly Result[]): string {
  return columns([heads, ...results.map(({ world, rule, score }) => row(world, rule, score))]);
}

function row(world: string, rule: string, score: Score): string[] {
  const isFlapping = score.messagesPerEpisode > 0 || score.unnoticedShare > 0;
  return [
    world,
    rule,
    score.falseAlarmsPerYear.toFixed(2),
    score.blipAlarmsPerYear.toFixed(2),
    pair(score.delayS),
    pair(score.recoveryS),
    toldText(score.told),
    isFlapping ? score.messagesPerEpisode.toFixed(1) : '-',
    isFlapping ? percent(score.unnoticedShare) : '-',
    pair(score.firstMessageS),
    score.looksPerDay.toFixed(0),
  ];
}

function pair({ median, p95, count }: Spread): string {
  return count === 0 ? '-' : `${median.toFixed(0)}/${p95.toFixed(0)}`;
}

function toldText(told: Score['told']): string {
  if (told.length === 0) return '-';
  return told.map(({ lengthS, share }) => `${lengthS}s ${percent(share)}`).join(', ');
}

export function barTable(bars: readonly Bar[]): string {
  const rows = bars.map(({ what, must, measured, isMet }) => [
    isMet ? 'met' : 'MISSED',
    what,
    must,
    measured,
  ]);
  return columns([['', 'bar', 'must', 'measured'], ...rows]);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
