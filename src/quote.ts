/** Foreign text made fit to stand in a sentence of ours: one line, of bounded length. Platforms escape it. */

/** Without control, direction and private characters; cut with an ellipsis at `limit` characters. */
export function quote(foreign: string, limit = 80): string {
  // A character is at most two units long; the rest need not be looked at.
  const line = foreign
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  const kept = Array.from(line);
  const isCut = kept.length > limit || foreign.length > limit * 4;
  return isCut ? `${kept.slice(0, limit - 1).join('')}…` : line;
}
