/**
 * The letters of our pictures: fonts that come along, so that no machine needs one of its own.
 *
 * Each comes in a hundred slices. Registered under one name only one of them would be found, so each slice is a
 * family of its own, registered when a text first needs it, and a text is set in the families that it needs.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GlobalFonts } from '@napi-rs/canvas';

/** The first is asked first. Korean is all that it lacks of our languages, though it claims some of it. */
const scripts = ['sc', 'kr'] as const;
const hangul = /\p{Script=Hangul}/u;

type Slice = {
  readonly script: (typeof scripts)[number];
  readonly name: string;
  readonly path: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
};
let slices: readonly Slice[] | undefined;

/** Would every sign of this text be seen, and none as an empty box? */
export function isWritable(text: string): boolean {
  return [...text].every((sign) => sliceOf(sign) !== undefined);
}

/** The families that a text needs, as CSS lists them; they are known to `fonts` afterwards. */
export function familiesFor(text: string, fonts: typeof GlobalFonts): string {
  // The first family sets the height of the line, so it is always the Latin one.
  const needed = new Set(['A', ...text].flatMap((sign) => sliceOf(sign) ?? []));
  for (const { name, path } of needed) {
    if (!fonts.has(name)) fonts.registerFromPath(path, name);
  }
  return [...needed].map(({ name }) => `"${name}"`).join(', ');
}

function sliceOf(sign: string): Slice | undefined {
  slices ??= scripts.flatMap(readSlices);
  const code = sign.codePointAt(0) ?? 0;
  const isKorean = hangul.test(sign);
  return slices.find(
    ({ script, ranges }) =>
      (script === 'kr' || !isKorean) && ranges.some(([from, to]) => code >= from && code <= to),
  );
}

/** Latin first: a sign that several slices have is taken from the commonest. */
function readSlices(script: Slice['script']): readonly Slice[] {
  const home = `@fontsource-variable/noto-sans-${script}`;
  const texts: Record<string, string> = JSON.parse(
    readFileSync(pathOf(`${home}/unicode.json`), 'utf8'),
  );
  return Object.entries(texts)
    .map(([slice, ranges]) => {
      const name = `noto-sans-${script}-${slice.replace(/[[\]]/g, '')}`;
      const path = pathOf(`${home}/files/${name}-wght-normal.woff2`);
      return { script, name, path, ranges: ranges.split(',').map(rangeOf) };
    })
    .sort((a, b) => Number(b.name.endsWith('latin')) - Number(a.name.endsWith('latin')));
}

/** `U+1f1e9-1f1f5` or `U+f1f7` as numbers. */
function rangeOf(text: string): readonly [number, number] {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

function pathOf(file: string): string {
  return fileURLToPath(import.meta.resolve(file));
}
