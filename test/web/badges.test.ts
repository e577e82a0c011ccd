/** Badges: what they say, to everybody, in every language, whatever a service is called. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languages } from '../../src/languages/index.ts';
import type { Status } from '../../src/model.ts';
import { drawBadge, labelTint, tints } from '../../src/web/badges/badge.ts';
import { widthOf } from '../../src/web/badges/width.ts';
import { town, well } from './town.ts';
import { visit } from './visit.ts';

async function badge(path: string, web = town()): Promise<string> {
  const response = await visit(web, path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  return response.text();
}

function titleOf(svg: string): string | undefined {
  return /<title>(.*?)<\/title>/s.exec(svg)?.[1];
}

async function says(path: string, web = town()): Promise<string | undefined> {
  return titleOf(await badge(path, web));
}

describe('the state is said in words', () => {
  test.each([
    ['operational', 'shop: working normally', tints.good],
    ['degraded', 'shop: degraded', tints.fair],
    ['partial', 'shop: partly down', tints.poor],
    ['major', 'shop: down', tints.bad],
    ['maintenance', 'shop: under maintenance', tints.plain],
    ['unknown', 'shop: cannot tell', tints.none],
  ] satisfies [Status, string, string][])('%s', async (status, title, tint) => {
    const web = town({ verdicts: [{ ...well('shop'), status, components: [] }] });
    const svg = await badge('/badge/shop/state.svg', web);
    expect(titleOf(svg)).toBe(title);
    expect(svg).toContain(`aria-label="${title}"`);
    expect(svg).toContain(tint);
  });

  test('a doubt is a doubt, and what is not watched is not known', async () => {
    const doubt = town({ verdicts: [{ ...well('shop'), isSuspect: true }] });
    expect(await says('/badge/shop/state.svg', doubt)).toBe('shop: possible problems, checking');
    expect(await says('/badge/gmail/state.svg')).toBe('Gmail: cannot tell');
  });

  test('in the language asked for', async () => {
    expect(await says('/badge/mail/state.svg?lang=zh-CN')).toMatch(/^公司邮箱: \p{Script=Han}+$/u);
    for (const { tag } of languages) {
      const svg = await badge(`/badge/mail/state.svg?lang=${tag}`);
      expect(svg).toContain(`lang="${tag}"`);
    }
  });
});

test('uptime and latency are said with their window, or that nothing was measured', async () => {
  expect(await says('/badge/mail/uptime.svg')).toBe('Company mail: 99.87% in 1 day');
  expect(await says('/badge/mail/uptime.svg?window=7d')).toBe('Company mail: 99.87% in 7 days');
  expect(await says('/badge/mail/uptime.svg?window=90d')).toBe('Company mail: nothing measured');
  expect(await says('/badge/mail/latency.svg')).toBe('Company mail: 120 ms');
  const unmeasured = town({ history: { uptime: () => undefined, latency: async () => [] } });
  expect(await says('/badge/mail/latency.svg', unmeasured)).toBe('Company mail: nothing measured');
  const wrong = await visit(town(), '/badge/mail/uptime.svg?window=1y');
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { parameter: 'window' }]);
});

test('caches keep a badge for a minute, and other pages may show what is public', async () => {
  const web = town({ access: { publicServices: ['shop'] } });
  const shown = await visit(web, '/badge/shop/state.svg', { from: '192.0.2.1' });
  expect(shown.headers.get('cache-control')).toBe('public, max-age=60');
  expect(shown.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const hidden = await visit(web, '/badge/mail/state.svg', { from: '192.0.2.1' });
  expect(hidden.status).toBe(404);
});

test('the same question about the past is asked of the store once a minute, unless it failed', async () => {
  let [at, asked, isBroken] = [0, 0, true];
  const web = town({
    now: () => at,
    history: {
      uptime: () => undefined,
      latency: async () => {
        asked += 1;
        if (isBroken) throw new Error('the store is away');
        return [];
      },
    },
  });
  const look = async (query = '') =>
    (await visit(web, `/badge/mail/latency.svg?window=90d${query}`)).status;
  expect(await look()).toBe(500);
  isBroken = false;
  at += 1_000;
  expect(await look()).toBe(200);
  for (const query of ['', '&a=1', '&a=2', '&lang=de']) {
    at += 5_000;
    expect(await look(query)).toBe(200);
  }
  expect(asked).toBe(2);
});

describe('whatever a service is called', () => {
  const strange = fc.string({ unit: 'binary', maxLength: 100 });

  test('its badge is one picture without markup of others, and no text leaves its box', () => {
    fc.assert(
      fc.property(strange, strange, (label, value) => {
        const svg = drawBadge({ label, value, tint: 'good', language: 'en' });
        const texts = [...svg.matchAll(/<text x="(\d+)" y="14" textLength="(\d+)"/g)];
        const width = Number(/ width="(\d+)"/.exec(svg)?.[1]);
        const ends = texts.map(([, x, length]) => Number(x) + Number(length));
        const tags = svg.match(/<\/?[a-z]+/g) ?? [];
        expect(tags.join('')).toBe('<svg<title</title<rect<path<g<text</text<text</text</g</svg');
        expect(svg.match(/&(?!amp;|lt;|gt;|quot;|#39;)/)).toBe(null);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows none of them
        expect(svg.match(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/)).toBe(null);
        expect(svg.isWellFormed()).toBe(true);
        expect(Math.max(...ends)).toBeLessThanOrEqual(width - 6);
        expect((ends[0] ?? 0) + 12).toBe(Number(texts[1]?.[1]));
      }),
    );
  });

  test('Chinese characters get the room that they need, Latin ones no more than theirs', () => {
    expect(widthOf('公司邮箱')).toBe(4 * 11.5);
    expect(widthOf('한국')).toBe(2 * 11.5);
    expect(widthOf('illi')).toBeLessThan(widthOf('WWWW') / 2);
    expect(widthOf('e\u0301')).toBe(widthOf('e'));
    expect(widthOf('')).toBe(0);
  });
});

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [bright = 0, dark = 0] = [light(one), light(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

test.each([...Object.entries(tints), ['label', labelTint]])(
  'white on %s can be read well',
  (_, tint) => {
    expect(contrast('#ffffff', tint)).toBeGreaterThan(4.5);
  },
);
