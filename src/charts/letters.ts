/**
 * Which letters a font has: the `cmap` table of a WOFF2 file (https://www.w3.org/TR/WOFF2/, OpenType's cmap formats
 * 4 and 12). What a package says of its files is what they were meant for, and a tenth of that is not in them.
 */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** Where WOFF2 keeps things: the number of tables, the packed size, the first table. */
const place = { tables: 12, packed: 20, directory: 48 } as const;
/** Numbers of known tables; the shapes of letters may come transformed. */
const known = { cmap: 0, glyf: 10, loca: 11, other: 63 } as const;
const lastOfPlane = 0xff_ff;

/** The code points of all signs that the font draws. Throws for what is no WOFF2 font. */
export function lettersOf(path: string): ReadonlySet<number> {
  const table = charactersIn(readFileSync(path));
  const found = new Set<number>();
  const count = table.readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const part = table.subarray(table.readUInt32BE(8 + index * 8));
    const format = part.readUInt16BE(0);
    const letters = format === 12 ? grouped(part) : format === 4 ? segmented(part) : [];
    for (const letter of letters) found.add(letter);
  }
  return found;
}

/** The cmap table, out of all tables packed as one. */
function charactersIn(font: Buffer): Buffer {
  let at: number = place.directory;
  /** Seven bits to the byte, the last one without its eighth. */
  const next = (): number => {
    let value = 0;
    for (;;) {
      const byte = font.readUInt8(at++);
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  let offset = 0;
  let own = { from: 0, to: 0 };
  for (let left = font.readUInt16BE(place.tables); left > 0; left -= 1) {
    const flags = font.readUInt8(at++);
    const number = flags & 63;
    if (number === known.other) at += 4;
    const isShape = number === known.glyf || number === known.loca;
    const isTransformed = flags >> 6 !== (isShape ? 3 : 0);
    const size = next();
    const length = isTransformed ? next() : size;
    if (number === known.cmap) own = { from: offset, to: offset + length };
    offset += length;
  }
  const packed = font.subarray(at, at + font.readUInt32BE(place.packed));
  return brotliDecompressSync(packed).subarray(own.from, own.to);
}

/** Format 12: groups of neighbours. */
function* grouped(part: Buffer): Generator<number> {
  const count = part.readUInt32BE(12);
  for (let index = 0; index < count; index += 1) {
    const [first, last] = [part.readUInt32BE(16 + index * 12), part.readUInt32BE(20 + index * 12)];
    for (let letter = first; letter <= last; letter += 1) yield letter;
  }
}

/** Format 4: segments whose glyphs follow each other, or stand in a list; glyph 0 is the empty box. */
function* segmented(part: Buffer): Generator<number> {
  const size = part.readUInt16BE(6);
  const [ends, starts, deltas, lists] = [14, 16 + size, 16 + 2 * size, 16 + 3 * size];
  for (let index = 0; index < size; index += 2) {
    const start = part.readUInt16BE(starts + index);
    const last = part.readUInt16BE(ends + index);
    const delta = part.readUInt16BE(deltas + index);
    const list = part.readUInt16BE(lists + index);
    for (let letter = start; letter <= last && letter < lastOfPlane; letter += 1) {
      const listed =
        list === 0 ? letter : part.readUInt16BE(lists + index + list + 2 * (letter - start));
      const isBox = list !== 0 && listed === 0;
      if (!isBox && ((listed + delta) & lastOfPlane) !== 0) yield letter;
    }
  }
}
