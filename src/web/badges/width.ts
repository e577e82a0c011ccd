/** How wide a text is in the fonts of badges. Pure. */

/** Of Verdana at eleven pixels, the widest of the fonts we ask for: so nothing is ever cut. */
const pixels: readonly (readonly [RegExp, number])[] = [
  [/^\p{M}$|^\p{Cf}$/u, 0],
  [/^[ijl.,:;'|!()[\]\\/ ]$/, 4.6],
  [/^[ftrI"-]$/, 5],
  [/^[mw%@MW—…]$/, 11],
  [/^[A-Z&]$/, 7.8],
  // Characters as wide as they are high, and whatever is not Latin, Greek or Cyrillic.
  [/^[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]$/u, 11.5],
  [/^[\u3000-\u303f\uff00-\uffef\p{Extended_Pictographic}]$/u, 11.5],
];
const usual = 7;

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /^\d$/.test(character)
      ? usual
      : (pixels.find(([kind]) => kind.test(character))?.[1] ?? usual);
  }
  return Math.ceil(width);
}
