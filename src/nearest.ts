/** What somebody probably meant: the nearest known word, counting slips of the fingers. */

/** Longer words are not compared: they are no slip of anything we know. */
const longest = 64;

/** The known word that differs least from `word`, when it differs little; undefined otherwise. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of known) {
    const slips = slipsBetween(typed, candidate.toLowerCase());
    // Of two equally near the one that was typed only in part is likelier: `of` is `off`, not `on`.
    const distance = candidate.toLowerCase().startsWith(typed) ? slips - 0.5 : slips;
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `, did you mean X?` or nothing, to be put after what was wrong. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `, did you mean ${meant}?`;
}

/**
 * How many letters were left out, added, changed or swapped with their neighbour (optimal string
 * alignment); Infinity for words too long to compare.
 */
export function slipsBetween(left: string, right: string): number {
  if (left.length > longest || right.length > longest) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const here = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped =
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      here[column] = Math.min(
        at(above, column) + 1,
        at(here, column - 1) + 1,
        at(above, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, above] = [above, here];
  }
  return at(above, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
