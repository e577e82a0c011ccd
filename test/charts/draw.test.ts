/** Charts as pictures: of the size that phones show well, with every letter written, or none at all. */
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { chartOf } from '../../src/asking/past.ts';
import { drawChart } from '../../src/charts/draw.ts';
import { familiesFor, isWritable, legible } from '../../src/charts/fonts.ts';
import { createVoice } from '../../src/languages/index.ts';
import type { Chart } from '../../src/message.ts';
import type { Stretch } from '../../src/model.ts';

const halfHour = 30 * 60_000;
const from = Date.UTC(2026, 10, 21, 14);

function stretch(index: number, rest: Partial<Stretch> = {}): Stretch {
  const times = { medianMs: 100 + index, p95Ms: 150 + index };
  return {
    at: from + index * halfHour,
    lengthMs: halfHour,
    known: 30,
    failed: 0,
    ...times,
    ...rest,
  };
}

const day = Array.from({ length: 48 }, (_, index) => stretch(index));

function chart(tag: string, name: string, stretches: readonly Stretch[] = day): Chart {
  const made = chartOf(createVoice(tag, 'Asia/Shanghai'), name, stretches);
  if (!made) throw new Error('There is enough to draw.');
  return made;
}

/** How many points of a part of the picture are not the ground's colour. */
async function inked(png: Uint8Array, [x, y, wide, high]: readonly number[]): Promise<number> {
  const image = await loadImage(png);
  expect([image.width, image.height]).toEqual([1280, 400]);
  const context = createCanvas(1280, 400).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(x ?? 0, y ?? 0, wide ?? 0, high ?? 0);
  const [red, green, blue] = context.getImageData(1270, 390, 1, 1).data;
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const isGround = data[at] === red && data[at + 1] === green && data[at + 2] === blue;
    count += isGround ? 0 : 1;
  }
  return count;
}

test.each([
  ['en', 'WhatsApp'],
  ['zh-CN', '微信支付'],
  ['ko', '카카오톡'],
  ['zh-CN', 'a'.repeat(400)],
])('a chart in %s of %s keeps its text inside', async (tag, name) => {
  const png = await drawChart(chart(tag, name));
  if (!png) throw new Error('not drawn');
  expect(png.length).toBeLessThan(100_000);
  expect(await inked(png, [20, 20, 1240, 45])).toBeGreaterThan(500);
  expect(await inked(png, [0, 0, 6, 400])).toBe(0);
  expect(await inked(png, [1272, 0, 8, 400])).toBe(0);
  expect(await inked(png, [0, 392, 1280, 8])).toBe(0);
});

test('different letters look different: none of them is an empty box', async () => {
  for (const [tag, name, otherName] of [
    ['zh-CN', '微信', '支付'],
    ['ko', '카카', '오톡'],
    ['ko', '국각', '간갈'],
  ] as const) {
    const one = await drawChart(chart(tag, name));
    const other = await drawChart(chart(tag, otherName));
    expect(Buffer.from(one ?? []).equals(Buffer.from(other ?? []))).toBe(false);
  }
  expect(isWritable('WhatsApp 微信支付 ヤマト 카카오톡 ×…')).toBe(true);
});

/** The letters of names all over the world, a few thousand of them. */
const letters = [
  ...[
    [0x21, 0x24f],
    [0x370, 0x52f],
    [0x1e00, 0x1eff],
    [0x2010, 0x2044],
    [0x20a0, 0x20c0],
  ],
  ...[
    [0x3041, 0x30ff],
    [0x4e00, 0x4fff],
    [0x9f00, 0x9fff],
    [0xac00, 0xac80],
    [0xff01, 0xff5e],
  ],
].flatMap(([from = 0, to = 0]) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)),
);

test('a letter that counts as written is never an empty box', () => {
  const context = createCanvas(40, 40).getContext('2d');
  const picture = (sign: string, family: string) => {
    context.clearRect(0, 0, 40, 40);
    context.font = `20px ${family}`;
    context.fillText(sign, 8, 28);
    return Buffer.from(context.getImageData(0, 0, 40, 40).data).toString('base64');
  };
  const written = letters.filter((sign) => isWritable(sign) && legible(sign) === sign);
  expect(written.length).toBeGreaterThan(1_200);
  const boxed = written.filter((sign) => {
    const family = familiesFor(sign, GlobalFonts);
    // Nobody will ever have a letter there.
    return picture(sign, family) === picture('\u{10ffff}', family);
  });
  expect(boxed).toEqual([]);
});

test('spaces of any width and letters in two pieces are written', () => {
  expect(isWritable('1\u202f200\u00a0ms \u2009×')).toBe(true);
  expect(isWritable('Vie\u0302\u0323t')).toBe(isWritable('Việt'));
});

test('a text that the font cannot write is not drawn at all', async () => {
  expect(isWritable('שלום')).toBe(false);
  expect(await drawChart(chart('en', 'שלום'))).toBeUndefined();
});

test('a few measured moments make no chart', () => {
  const voice = createVoice('en', 'UTC');
  expect(chartOf(voice, 'x', [])).toBeUndefined();
  const { medianMs: _, p95Ms: __, ...unmeasured } = stretch(0, { known: 0 });
  expect(chartOf(voice, 'x', [stretch(0), stretch(1), unmeasured])).toBeUndefined();
});

test('a chart says in numbers what it shows, and when it failed', () => {
  const failing = day.with(20, stretch(20, { failed: 30 })).with(21, stretch(21, { failed: 15 }));
  const { alt, marks, heights } = chart('en', 'Shop', failing);
  expect(alt).toBe(
    'Shop: response time in the last 1 day: 120 ms, nearly always within 200 ms; failing for 45 min',
  );
  expect(marks.map(({ label }) => label)).toEqual(['22:00', '03:00', '08:00', '13:00', '18:00']);
  expect(heights.map(({ label }) => label)).toEqual(['0', '200 ms', '400 ms']);
});

test('Polish, Czech, Turkish and Greek letters are there to be drawn', () => {
  expect(isWritable('Łódź Česká ğ Ω')).toBe(true);
});
