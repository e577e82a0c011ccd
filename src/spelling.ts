/** How far a typed word is from one we know. */

/** Longer words are not misspelt names of ours. */
const longest = 40;

/** Edits between two words, where two swapped neighbours count as one (optimal string alignment). */
export function distance(left: string, right: string): number {
  const [a, b] = [Array.from(left.slice(0, longest)), Array.from(right.slice(0, longest))];
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = isSwap && row > 1 ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY;
      const edit = Math.min(at(above, column) + 1, at(current, column - 1) + 1);
      current.push(Math.min(edit, at(above, column - 1) + cost, swap));
    }
    [before, above] = [above, current];
  }
  return at(above, b.length);
}

/** The known word that is likely meant: one slip in a short word, two in a longer one. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const slips = typed.length < 4 ? 0 : typed.length < 7 ? 1 : 2;
  const near = known
    .map((word) => ({ word, far: distance(typed, word) }))
    .filter(({ word, far }) => far <= Math.min(slips, word.length - 2))
    .sort((one, other) => one.far - other.far);
  return near[0]?.word;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
