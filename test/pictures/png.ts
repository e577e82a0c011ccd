/**
 * Pictures in memory: reads the PNG of a browser, cuts pieces out, and writes small PNGs with a palette.
 * Only what browsers and this file write is read: 8 bits a channel or an index, not interlaced.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { paletteOf } from './palette.ts';

/** Three bytes a pixel, rows from the top. */
export type Image = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
};
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function decodePng(file: Buffer): Image {
  const chunks = chunksOf(file);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  const body = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  if (!header || body.length === 0) throw new Error('not a PNG');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = channelsOf[header[9] ?? -1];
  if (header[8] !== 8 || !channels || header[12] !== 0) throw new Error('an unusual PNG');
  const rows = unfilter(inflateSync(Buffer.concat(body)), { width, height, channels });
  const colours = chunks.find(({ type }) => type === 'PLTE')?.data;
  return { width, height, pixels: colours ? coloured(rows, colours) : opaque(rows, channels) };
}

/** By the kind of colour: red, green and blue; an index; the same as the first and how opaque it is. */
const channelsOf: Readonly<Record<number, number>> = { 2: 3, 3: 1, 6: 4 };

function chunksOf(file: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const chunks = [];
  for (let at = signature.length; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: file.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

type Shape = { readonly width: number; readonly height: number; readonly channels: number };

/** https://www.w3.org/TR/png-3/#9Filters */
function unfilter(raw: Buffer, { width, height, channels }: Shape): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    for (let index = 0; index < stride; index += 1) {
      const left = index >= channels ? (out[to + index - channels] ?? 0) : 0;
      const up = row > 0 ? (out[to + index - stride] ?? 0) : 0;
      const corner = row > 0 && index >= channels ? (out[to + index - stride - channels] ?? 0) : 0;
      const add =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0;
      out[to + index] = (raw[from + index] ?? 0) + add;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [guess - left, guess - up, guess - corner].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function opaque(rows: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return rows;
  const out = new Uint8Array((rows.length / channels) * 3);
  for (let from = 0, to = 0; from < rows.length; from += channels, to += 3) {
    out.set(rows.subarray(from, from + 3), to);
  }
  return out;
}

function coloured(indexes: Uint8Array, colours: Uint8Array): Uint8Array {
  const out = new Uint8Array(indexes.length * 3);
  for (const [at, index] of indexes.entries()) {
    out.set(colours.subarray(index * 3, index * 3 + 3), at * 3);
  }
  return out;
}

/** The part of an image inside a box, as far as there is one. */
export function crop(image: Image, box: Box): Image {
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
  const width = Math.min(box.width, image.width - left);
  const height = Math.min(box.height, image.height - top);
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * image.width + left) * 3;
    pixels.set(image.pixels.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, pixels };
}

/** A PNG of at most 256 colours. */
export function encodePng({ width, height, pixels }: Image): Buffer {
  const { colours, indexes } = paletteOf(pixels);
  const raw = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    raw.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours)),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
