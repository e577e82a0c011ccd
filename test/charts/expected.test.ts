/** Charts that look ahead: what is usual, busy times, and where the present is. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { forecastChart } from '../../src/asking/forecast.ts';
import type { Busy } from '../../src/busy/busy.ts';
import { outlookOf } from '../../src/busy/outlook.ts';
import { drawChart } from '../../src/charts/draw.ts';
import { createVoice, languages } from '../../src/languages/index.ts';
import { type Chart, plain } from '../../src/message.ts';
import { withBars } from '../../src/platforms/bars.ts';
import { dayMs, hourMs, hoursOf, officeMs } from '../busy/past.ts';

const now = Date.parse('2026-11-10T06:00:00Z');
const timeZone = 'Asia/Shanghai';
const sale: Busy = {
  ...{ id: '11-11', name: { en: '11.11', 'zh-CN': '双十一' }, factor: 2, isLearned: false },
  ...{ from: now + 6 * hourMs, until: now + 4 * dayMs },
};

function chart(tag: string, busy: readonly Busy[] = [sale]): Chart {
  const past = hoursOf({ from: now - 28 * dayMs, to: now }, (at) => officeMs(at, timeZone));
  const outlook = outlookOf(past, { now, horizonMs: dayMs, busy, timeZone });
  const made = forecastChart(createVoice(tag, timeZone), outlook, { service: 'China Post', now });
  if (!made) throw new Error('There is enough to draw.');
  return made;
}

/** The colours of a row of points across the picture. */
async function across(png: Uint8Array | undefined, y: number): Promise<readonly string[]> {
  if (!png) throw new Error('not drawn');
  const context = createCanvas(1280, 400).getContext('2d');
  context.drawImage(await loadImage(png), 0, 0);
  const { data } = context.getImageData(0, y, 1280, 1);
  return Array.from({ length: 1280 }, (_, x) => data.slice(x * 4, x * 4 + 3).join());
}

const white = '230,232,235';
const edge = '240,180,60';

test('the present stands in the middle', async () => {
  const row = await across(await drawChart(chart('en')), 150);
  const [left, right] = [140, 1248];
  expect(row[(left + right) / 2]).toBe(white);
  expect(row.filter((colour) => colour === white).length).toBeLessThan(6);
});

test('a busy time has an edge above it, and without one there is none', async () => {
  const busy = await across(await drawChart(chart('en')), 121);
  const at = busy.flatMap((colour, x) => (colour === edge ? [x] : []));
  // It begins six hours from now, a quarter of the second half.
  expect(at[0]).toBeGreaterThan(820);
  expect(at[0]).toBeLessThan(845);
  expect(at.at(-1)).toBeGreaterThan(1240);
  const calm = await across(await drawChart(chart('en', [])), 121);
  expect(calm).not.toContain(edge);
});

test('the time ahead does not look unseen', async () => {
  const row = await across(await drawChart(chart('en', [])), 130);
  expect(row[900]).toBe(row[5]);
});

test.each(languages.map(({ tag }) => tag))('it is drawn in %s, inside its frame', async (tag) => {
  const made = chart(tag);
  expect(made.note.length).toBeGreaterThan(10);
  const png = await drawChart(made);
  expect(png?.length).toBeLessThan(100_000);
  for (const y of [40, 76]) {
    const row = await across(png, y);
    expect(new Set([...row.slice(0, 8), ...row.slice(1272)]).size).toBe(1);
  }
});

test('where no picture can be shown, bars stand on both sides of the present', () => {
  const [title, bars] = withBars({ tone: 'info', title: '', lines: [], chart: chart('en') }).lines;
  expect(plain(title ?? [])).toBe('China Post: 1 day back, 1 day ahead');
  expect(plain(bars ?? [])).toMatch(/^[▁-█]{12}│[▁-█]{12}$/);
  expect(plain(bars ?? [])).toMatch(/█.*│.*█/);
});

test('what is past and was not seen stays a gap in the bars', () => {
  const made = chart('en');
  const columns = made.columns.map((column, index) =>
    index < 12 && column.usual ? { usual: column.usual } : column,
  );
  const message = { tone: 'info', title: '', lines: [], chart: { ...made, columns } } as const;
  expect(plain(withBars(message).lines[1] ?? [])).toMatch(/^·{6}[▁-█]{6}│/);
});
