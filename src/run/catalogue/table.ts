/** Rows of text in columns, as wide as what stands in them; wide characters take two places. */
import { widthOf } from '../../platforms/wrap.ts';

const widest = 70;

export function columns(rows: readonly (readonly string[])[]): string {
  const cut = rows.map((row) => row.map((cell) => shorten(cell)));
  const widths = (cut[0] ?? []).map((_, index) =>
    Math.max(...cut.map((row) => widthOf(row[index] ?? ''))),
  );
  return cut
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Foreign text may hold anything, and a terminal obeys control characters. */
function shorten(cell: string): string {
  const line = cell.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length > widest ? `${line.slice(0, widest - 1).toWellFormed()}…` : line;
}
