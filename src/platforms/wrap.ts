/** Lines as wide as a terminal, broken where a reader would break them. */

/** Two places wide in the fonts of terminals (Unicode Standard Annex #11). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const without = /[\p{Mn}\p{Me}\p{Cf}]/u;

/**
 * What stays on one line: a word, or one character of a script without spaces, with the punctuation that may not
 * begin or end a line there.
 */
const pieces =
  /\s+|[（「『《“]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][ー，。、）」』》”！？：；…]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}（「『《]+|./gu;

/** In places of a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const one of text) if (!without.test(one)) width += wide.test(one) ? 2 : 1;
  return width;
}

/** A word that is wider than a line, such as an address, stays whole: half of it is of no use. */
export function wrap(line: string, width: number, indent: string): string {
  const rows: string[] = [];
  let row = '';
  for (const [piece] of line.trim().matchAll(pieces)) {
    const isFull = widthOf(indent) + widthOf(row + piece.trimEnd()) > width;
    if (isFull && row.trim() !== '') {
      rows.push(row);
      row = '';
    }
    if (row !== '' || piece.trim() !== '') row += piece;
  }
  return [...rows, row].map((one) => indent + one.trimEnd()).join('\n');
}
