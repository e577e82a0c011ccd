/** The pictures say what the payloads say: nothing is left over, and nothing from outside becomes markup. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { renderDiscord } from '../../src/platforms/discord/render.ts';
import { renderSlack } from '../../src/platforms/slack/render.ts';
import { markdownHtml } from './markdown.ts';
import { mrkdwnHtml } from './mrkdwn.ts';
import { noticePage, postsHtml, scenePage } from './page.ts';
import { crop, decodePng, encodePng, type Image } from './png.ts';
import type { Network, Scene } from './post.ts';
import { readers } from './reader.ts';
import { scenesFor, told } from './scenes.ts';
import { today } from './world.ts';

const networks: readonly Network[] = ['slack', 'discord'];
const views = networks.flatMap((network) =>
  readers.map((reader) => [network, reader.language, reader] as const),
);
const [english, chinese] = readers;
const view = { reader: english, now: today };

/** What people read on a page. */
function visible(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll('\u200b', '');
}

function isPlain(scene: Scene): boolean {
  return scene.id !== 'hostile' && !scene.id.startsWith('services');
}

describe.each(views)('%s in %s', (network, _language, reader) => {
  test('no scene has leftovers of markup or of missing values', async () => {
    const scenes = (await scenesFor(network, reader)).filter(isPlain);
    expect(scenes.length).toBeGreaterThan(20);
    for (const scene of scenes) {
      const text = visible(postsHtml(scene.posts, network, reader));
      expect(text, scene.id).not.toMatch(
        /<t:|<!|\*\*|[*`\\]|&\w+;|\uE000|\uE001|undefined|\bNaN\b|\[object|Invalid Date|\{\w+\}/,
      );
    }
  });

  test('every text of a message can be read in its picture', async () => {
    for (const { id, posts } of (await scenesFor(network, reader)).filter(isPlain)) {
      const text = visible(postsHtml(posts, network, reader)).replace(/\s+/g, ' ');
      for (const { message } of posts) {
        expect(text, id).toContain(message.title);
        for (const { label } of message.buttons ?? []) expect(text, id).toContain(label);
      }
    }
  });

  test('a name full of tricks stays text', async () => {
    const scenes = (await scenesFor(network, reader)).filter((scene) => !isPlain(scene));
    expect(scenes.map(({ id }) => id)).toContain('hostile');
    for (const scene of scenes) {
      const html = postsHtml(scene.posts, network, reader);
      expect(html, scene.id).not.toMatch(
        /class="(mention|link|spoiler|underline|italic)"|<img|<b>/,
      );
    }
    const hostile = scenes.filter(({ id }) => id === 'hostile');
    const html = hostile.map(({ posts }) => postsHtml(posts, network, reader)).join('');
    expect(visible(html)).toContain('<b>@everyone</b>');
  });

  test('a scene is a page of its own', async () => {
    const [scene] = await scenesFor(network, reader);
    const html = scene ? scenePage(scene, network, reader) : '';
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain(`lang="${reader.language}"`);
    expect(html).not.toMatch(/src=|https?:\/\/[^"]*\.(css|js|png)/);
  });
});

describe('times', () => {
  const outage = (reader: typeof english) => told(reader)[0]?.posts ?? [];

  test.each(networks)('are those of the reader on %s', (network) => {
    const clock = (text: string) => `<span class="date">${text}</span>`;
    expect(postsHtml(outage(english), network, english)).toContain(clock('14:02'));
    expect(postsHtml(outage(chinese), network, chinese)).toContain(clock('22:02'));
  });
});

describe('the reading of mrkdwn', () => {
  test.each([
    ['*bold* and `code`', '<b class="bold">bold</b> and <code class="code">code</code>'],
    ['发*信*箱', '发*信*箱'],
    ['发\u200b*信*\u200b箱', '发\u200b<b class="bold">信</b>\u200b箱'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['snake_case_name', 'snake_case_name'],
    ['&lt;b&gt; &amp;amp;', '&lt;b&gt; &amp;amp;'],
    ['<!here> x', '<span class="mention">!here</span> x'],
    ['<https://x.example|x>', '<a class="link" href="#">x</a>'],
  ])('%s', (text, html) => {
    expect(mrkdwnHtml(text, view)).toBe(html);
  });

  test('a time is shown as the reader has it, the day only where it is asked for', () => {
    const seconds = today / 1000;
    const read = (format: string) =>
      visible(mrkdwnHtml(`<!date^${seconds}^${format}|x>`, view)).trim();
    expect(read('{time}')).toBe('14:00');
    expect(read('{date_short_pretty} {time}')).toBe('today 14:00');
  });
});

describe('the reading of Discord’s markdown', () => {
  const line = (html: string) => `<div class="line">${html}</div>`;
  test.each([
    ['**bold** `co*de*`', '<b class="bold">bold</b> <code class="code">co*de*</code>'],
    ['\\*\\*not bold\\*\\*', '**not bold**'],
    ['<b> & "x"', '&lt;b&gt; &amp; &quot;x&quot;'],
    ['@everyone', '<span class="mention">@everyone</span>'],
    ['[x](https://x.example/)', '<a class="link" href="#">x</a>'],
    ['<t:1795356000:t>', '<span class="date">14:00</span>'],
    ['<t:1795356000:f>', '<span class="date">22 November 2026 at 14:00</span>'],
  ])('%s', (text, html) => {
    expect(markdownHtml(text, english)).toBe(line(html));
  });
});

test('the drawing is made from payloads, so a changed payload is a changed picture', () => {
  const [post] = told(english)[0]?.posts ?? [];
  if (!post) throw new Error('there is no outage');
  const other = { ...post, message: { ...post.message, tone: 'recovered' as const } };
  expect(renderSlack(other.message).attachments[0]?.color).toBe('#1A7F37');
  expect(postsHtml([other], 'slack', english)).toContain('background:#1A7F37');
  expect(renderDiscord(other.message).embeds[0]?.color).toBe(0x1a7f37);
  expect(postsHtml([other], 'discord', english)).toContain('background:#1a7f37');
});

test('the notice has both networks, before and after', () => {
  const posts = (id: string) => told(english).find((scene) => scene.id === id)?.posts ?? [];
  const pane = (network: Network) =>
    ({ network, reader: english, before: posts('outage'), after: posts('recovery') }) as const;
  const html = noticePage([pane('slack'), pane('discord')]);
  const text = visible(html);
  for (const { message } of [...posts('outage'), ...posts('recovery')]) {
    expect(text.split(message.title).length - 1).toBeGreaterThanOrEqual(2);
  }
  expect(text).toContain(english.words.later);
});

test('without a browser there are pages, one line that says so, and no failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-pictures-'));
  try {
    const script = join(import.meta.dirname, 'draw.ts');
    const run = promisify(execFile)(process.execPath, [script, folder], { env: { PATH: folder } });
    const { stdout } = await run;
    expect(stdout).toMatch(/^No Chromium was found/);
    for (const [network, language, reader] of views) {
      const made = readdirSync(join(folder, `${network}-${language}`));
      const scenes = await scenesFor(network, reader);
      expect(made.toSorted()).toEqual(scenes.map(({ id }) => `${id}.html`).toSorted());
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('PNG files', () => {
  const pixels = Uint8Array.from({ length: 40 * 30 * 3 }, (_, index) => (index * 7 + 3) % 251);
  const image = { width: 40, height: 30, pixels };

  test('a picture of few colours comes back as it was', () => {
    const bytes = Uint8Array.from(pixels, (value) => value % 4);
    expect(decodePng(encodePng({ ...image, pixels: bytes })).pixels).toEqual(bytes);
  });

  test('a picture of many colours comes back nearly as it was', () => {
    const { pixels: back } = decodePng(encodePng(image));
    const differences = back.map((value, at) => Math.abs(value - (pixels[at] ?? 0)));
    expect(Math.max(...differences)).toBeLessThan(64);
    expect(differences.reduce((sum, one) => sum + one, 0) / differences.length).toBeLessThan(4);
  });

  test.each([0, 1, 2, 3, 4])('rows that a browser filtered with kind %i are read', (kind) => {
    expect(decodePng(filtered(image, kind)).pixels).toEqual(pixels);
  });

  test('a piece is what was there', () => {
    const piece = crop(image, { left: 10, top: 20, width: 100, height: 100 });
    expect([piece.width, piece.height]).toEqual([30, 10]);
    expect(piece.pixels.subarray(0, 3)).toEqual(pixels.subarray((20 * 40 + 10) * 3).subarray(0, 3));
  });
});

/** A true-colour PNG as browsers write it, every row filtered alike. */
function filtered({ width, height, pixels }: Image, kind: number): Buffer {
  const stride = width * 3;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let at = 0; at < pixels.length; at += 1) {
    const [row, column] = [Math.floor(at / stride), at % stride];
    const left = column < 3 ? 0 : (pixels[at - 3] ?? 0);
    const up = pixels[at - stride] ?? 0;
    const corner = column < 3 ? 0 : (pixels[at - stride - 3] ?? 0);
    const nearest = [left, up, corner].toSorted(
      (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
    );
    const guess = [0, left, up, Math.floor((left + up) / 2), nearest[0]][kind] ?? 0;
    raw[row * (stride + 1)] = kind;
    raw[row * (stride + 1) + column + 1] = (pixels[at] ?? 0) - guess;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const piece = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const body = [piece('IHDR', header), piece('IDAT', deflateSync(raw))];
  return Buffer.concat([Buffer.alloc(8), ...body]);
}
