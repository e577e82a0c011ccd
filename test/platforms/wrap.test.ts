/** Lines in a terminal: broken between words, never wider than it is, and nothing of them lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOf, wrap } from '../../src/platforms/wrap.ts';

describe('a place takes', () => {
  test.for([
    ['plain', 5],
    ['微信', 4],
    ['상태', 4],
    ['🔴 x', 4],
    ['e\u0301', 1],
    ['Ａ', 2],
    ['… · –', 5],
  ] as const)('%s: %i', ([text, places]) => {
    expect(widthOf(text)).toBe(places);
  });
});

test('a line is broken between words, and goes on below its beginning', () => {
  const line = 'Only messages are affected, as others have noticed too';
  expect(wrap(line, 30, '   ').split('\n')).toEqual([
    '   Only messages are affected,',
    '   as others have noticed too',
  ]);
});

test('Chinese is broken between characters, but not before a comma or after a bracket', () => {
  expect(wrap('消息无法送达，语音正常（网页版）', 14, ' ').split('\n')).toEqual([
    ' 消息无法送',
    ' 达，语音正常',
    ' （网页版）',
  ]);
});

test('an address stays whole', () => {
  const address = 'https://status.example.com/incidents/0123456789';
  expect(wrap(`Official status: ${address} · Share`, 30, '  ').split('\n')).toEqual([
    '  Official status:',
    `  ${address}`,
    '  · Share',
  ]);
  expect(wrap(`${address} `, 30, '  ')).toBe(`  ${address}`);
});

test('whatever the text, nothing is lost, and only what cannot be broken is too wide', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'WhatsApp',
      '正常',
      '，',
      '（',
      '🔴',
      '한국어',
      'https://example.com/a',
      '\u0301',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const line = fc
    .array(fc.tuple(word, fc.constantFrom('', ' ')))
    .map((pairs) => pairs.flat().join(''));
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 40 }), (text, width) => {
      const rows = wrap(text, width, '  ').split('\n');
      const bare = (one: string) => one.replace(/\s/g, '');
      expect(bare(rows.join(''))).toBe(bare(text));
      if (bare(text) !== '') expect(rows.filter((row) => row.trim() === '')).toEqual([]);
      for (const row of rows) {
        const isWhole = !/\S\s+\S/.test(row.trim());
        expect(widthOf(row) <= width || isWhole).toBe(true);
      }
    }),
  );
});
