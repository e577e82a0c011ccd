/**
 * Hours of long ago, three characters each: minutes seen and the share that failed in steps, the median to
 * two hundredths, p95 the finer the nearer it is to the median. Whole days keep the exact counts.
 */
import { blank, digit, digitAt, mostOfDigit, pair, pairAt } from './digits.ts';
import { emptyRow, longestMs, type Row, readTimes } from './row.ts';

export const hourLength = 3;
const blankHour = blank.repeat(hourLength);
/** Six times fifteen are ninety pairs. */
const knownLevels = [1, 5, 15, 30, 45, 60] as const;
const shareLevels = [
  ...[0, 1 / 60, 2 / 60, 3 / 60, 5 / 60, 8 / 60, 0.2, 0.3],
  ...[0.4, 0.5, 0.6, 0.75, 0.9, 0.97, 1],
] as const;
/** Medians by so many levels of p95 above them: all that two digits hold, and nothing for none. */
const medians = 345;
const levels = 24;
const medianStep = Math.log(longestMs) / (medians - 1);
const farthest = Math.log(1_000);

export function printHour(row: Row): string {
  const { known, failed } = row;
  if (known === 0) return blankHour;
  const share = nearest(shareLevels, failed / known);
  // A failure must not be forgotten because it was short.
  const level = failed > 0 ? Math.max(1, share) : 0;
  const code = 1 + nearest(knownLevels, known) * shareLevels.length + level;
  return digit(Math.min(code, mostOfDigit)) + printTimes(row);
}

/** Total: what is damaged or missing reads as never seen. */
export function readHour(text: string, at: number): Row {
  const seen = seenAt(text, at);
  const code = pairAt(text, at + 1) - 1;
  if (!seen || code < 0) return seen ?? emptyRow();
  const medianMs = Math.exp(Math.floor(code / levels) * medianStep);
  const level = (code % levels) / (levels - 1);
  return { ...seen, medianMs, p95Ms: medianMs * Math.exp(farthest * level ** 2) };
}

/** A day as it was written while an hour had four characters. */
export function readWideHours(text: string, count: number): Row[] {
  const wide = hourLength + 1;
  return Array.from({ length: count }, (_, index) => {
    const seen = seenAt(text, index * wide);
    return seen ? readTimes(seen, text, index * wide + 1) : emptyRow();
  });
}

function printTimes({ medianMs, p95Ms = 0 }: Row): string {
  if (medianMs === undefined) return blank.repeat(2);
  const median = Math.log(Math.max(medianMs, 1)) / medianStep;
  const above = Math.log(Math.max(p95Ms, 1) / Math.max(medianMs, 1)) / farthest;
  const level = (levels - 1) * Math.sqrt(Math.min(Math.max(above, 0), 1));
  return pair(1 + Math.min(Math.round(median), medians - 1) * levels + Math.round(level));
}

function seenAt(text: string, at: number): Row | undefined {
  const code = digitAt(text, at) - 1;
  if (code < 0) return undefined;
  const known = knownLevels[Math.floor(code / shareLevels.length)] ?? 1;
  return { known, failed: known * (shareLevels[code % shareLevels.length] ?? 0) };
}

function nearest(levels: readonly number[], value: number): number {
  const away = (index: number) => Math.abs((levels[index] ?? 0) - value);
  return levels.reduce((best, _, index) => (away(index) < away(best) ? index : best), 0);
}
