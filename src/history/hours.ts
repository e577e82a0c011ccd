/**
 * Hours of long ago, four characters each: minutes seen and the share that failed in steps, durations as
 * exact as ever. Whole days keep the exact counts.
 */
import { blank, digit, digitAt, mostOfDigit } from './digits.ts';
import { emptyRow, printTimes, type Row, readTimes } from './row.ts';

const length = 4;
const blankHour = blank.repeat(length);
/** Six times fifteen are ninety pairs. */
const knownLevels = [1, 5, 15, 30, 45, 60] as const;
const shareLevels = [
  ...[0, 1 / 60, 2 / 60, 3 / 60, 5 / 60, 8 / 60, 0.2, 0.3],
  ...[0.4, 0.5, 0.6, 0.75, 0.9, 0.97, 1],
] as const;

/** Side by side; empty ones at the end are left out. */
export function printHours(rows: readonly Row[]): string {
  const last = rows.findLastIndex(({ known }) => known > 0);
  return rows
    .slice(0, last + 1)
    .map(printHour)
    .join('');
}

/** Total: what is damaged or missing reads as never seen. */
export function readHours(text: string, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const code = digitAt(text, index * length);
    if (code === 0) return emptyRow();
    const known = knownLevels[Math.floor((code - 1) / shareLevels.length)] ?? 1;
    const failed = known * (shareLevels[(code - 1) % shareLevels.length] ?? 0);
    return readTimes({ known, failed }, text, index * length + 1);
  });
}

function printHour(row: Row): string {
  const { known, failed } = row;
  if (known === 0) return blankHour;
  const share = nearest(shareLevels, failed / known);
  // A failure must not be forgotten because it was short.
  const level = failed > 0 ? Math.max(1, share) : 0;
  const code = 1 + nearest(knownLevels, known) * shareLevels.length + level;
  return digit(Math.min(code, mostOfDigit)) + printTimes(row);
}

function nearest(levels: readonly number[], value: number): number {
  const away = (index: number) => Math.abs((levels[index] ?? 0) - value);
  return levels.reduce((best, _, index) => (away(index) < away(best) ? index : best), 0);
}
