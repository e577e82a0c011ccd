/**
 * The letters of our pictures: fonts that come along, so that no machine needs one of its own.
 *
 * Each comes in a hundred slices. Registered under one name only one of them would be found, so each slice is a
 * family of its own, registered when a text first needs it, and a text is set in the families that it needs.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GlobalFonts } from '@napi-rs/canvas';
import { lettersOf } from './letters.ts';

/** The first is asked first: an alphabet of one hand looks best. What is not installed cannot be written. */
const fonts = ['noto-sans', 'noto-sans-sc', 'noto-sans-kr'] as const;

type Slice = {
  readonly name: string;
  readonly path: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Read when a sign within the ranges is first asked for. */
  letters?: ReadonlySet<number>;
};
let slices: readonly Slice[] | undefined;
/** Names come again and again. */
const found = new Map<string, Slice | undefined>();
const foundAtMost = 20_000;

/** The same text in the signs that fonts have: letters in one piece, and spaces of one kind. */
export function legible(text: string): string {
  return text.normalize('NFC').replace(/\p{Zs}/gu, ' ');
}

/** Would every sign of this text be seen, and none as an empty box? */
export function isWritable(text: string): boolean {
  return [...legible(text)].every((sign) => sliceOf(sign) !== undefined);
}

/** The families that a text needs, as CSS lists them; they are known to `known` afterwards. */
export function familiesFor(text: string, known: typeof GlobalFonts): string {
  // The first family sets the height of the line, so it is always the Latin one.
  const needed = new Set(['A', ...text].flatMap((sign) => sliceOf(sign) ?? []));
  for (const { name, path } of needed) {
    if (!known.has(name)) known.registerFromPath(path, name);
  }
  return [...needed].map(({ name }) => `"${name}"`).join(', ');
}

function sliceOf(sign: string): Slice | undefined {
  if (found.has(sign)) return found.get(sign);
  slices ??= fonts.flatMap(readSlices);
  const code = sign.codePointAt(0) ?? 0;
  const slice = slices.find((one) => hasLetter(one, code));
  if (found.size >= foundAtMost) found.clear();
  found.set(sign, slice);
  return slice;
}

/** What a slice is meant for is quickly asked, and not always in it. */
function hasLetter(slice: Slice, code: number): boolean {
  if (!slice.ranges.some(([from, to]) => code >= from && code <= to)) return false;
  slice.letters ??= lettersOf(slice.path);
  return slice.letters.has(code);
}

/** Latin first: a sign that several slices have is taken from the commonest. */
function readSlices(font: (typeof fonts)[number]): readonly Slice[] {
  const list = pathOf(`@fontsource-variable/${font}/unicode.json`);
  if (list === undefined) return [];
  const texts: Record<string, string> = JSON.parse(readFileSync(list, 'utf8'));
  return Object.entries(texts)
    .map(([slice, ranges]) => {
      const name = `${font}-${slice.replace(/[[\]]/g, '')}`;
      const path = join(dirname(list), 'files', `${name}-wght-normal.woff2`);
      return { name, path, ranges: ranges.split(',').map(rangeOf) };
    })
    .sort((a, b) => Number(b.name.endsWith('latin')) - Number(a.name.endsWith('latin')));
}

/** `U+1f1e9-1f1f5` or `U+f1f7` as numbers. */
function rangeOf(text: string): readonly [number, number] {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

function pathOf(file: string): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve(file));
  } catch {
    return undefined;
  }
}
