/** One form for all ways of writing a name, so that `Whats App`, `ＷｈａｔｓＡｐｐ` and `whatsapp` are the same. */

/** More than any name has; the rest of a longer text is not looked at. */
const longest = 100;

/**
 * Lower case without spaces, punctuation, accents, control characters and differences of width.
 * Empty for a text without any letter or digit.
 */
export function fold(text: string): string {
  return text
    .slice(0, longest)
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a text, each folded. */
export function foldWords(text: string): readonly string[] {
  return text
    .slice(0, longest)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(fold)
    .filter((word) => word !== '');
}
