/** From a message to Discord's own form: what people see, at and past each limit, for any text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line, Message, Span } from '../../../src/message.ts';
import { cutEnd, cutMiddle } from '../../../src/platforms/discord/cut.ts';
import {
  type DiscordBody,
  renderDiscord,
  renderDiscordText,
} from '../../../src/platforms/discord/render.ts';
import { faultsOfMessage, mentionedBy } from '../../peers/discord-rules.ts';
import { faultsBySchema } from '../../peers/discord-schema.ts';
import { read } from './markdown.ts';

const plain: Message = { tone: 'info', title: 'Title', lines: [] };

/** By our own table and by Discord's published schema. */
function faultsOf(body: DiscordBody): string[] {
  return [...faultsOfMessage({ ...body }), ...faultsBySchema('POST', '/channels/1/messages', body)];
}

function described(...lines: Line[]): string {
  return renderDiscord({ ...plain, lines }).embeds[0]?.description ?? '';
}

test('a message is a headline, a coloured box and a row of buttons', () => {
  const body = renderDiscord({
    tone: 'degraded',
    title: 'Gmail is degraded',
    lines: [
      [{ bold: 'IMAP' }, ' answers slowly: ', { code: '* BYE `busy`' }],
      ['See ', { link: 'https://status.example.com/a_(b)', text: 'the status page' }],
      ['Since ', { time: 1_795_356_120_500, text: '22 Nov 14:02 UTC' }],
    ],
    footer: ['looked at ', { time: 1_795_356_120_000, text: '14:02 UTC' }, ', *all* of it'],
    buttons: [
      { label: 'Official status', url: 'https://status.example.com/a_(b)' },
      { label: 'Details', command: 'status gmail' },
    ],
  });
  expect(body).toEqual({
    content: '🟠 **Gmail is degraded**',
    embeds: [
      {
        color: 0xe8590c,
        description:
          '**IMAP** answers slowly: `* BYE ˋbusyˋ`\n' +
          'See [the status page](https://status.example.com/a_%28b%29)\n' +
          'Since <t:1795356120:f>\n' +
          '-# looked at <t:1795356120:t>, \\*all\\* of it',
      },
    ],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 5, label: 'Official status', url: 'https://status.example.com/a_(b)' },
          { type: 2, style: 2, label: 'Details', custom_id: 'run:status gmail' },
        ],
      },
    ],
    allowed_mentions: { parse: [] },
  });
});

test.each([
  '@everyone',
  '@here',
  '@Everyone',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '</status:123456789012345678>',
  '<:smile:123456789012345678>',
  '<a:smile:123456789012345678>',
  '<id:customize>',
  '<t:0:R>',
  ':tada:',
  'https://evil.example',
  '<https://evil.example>',
  'HTTP://evil.example',
  '[click](https://evil.example)',
  '[click](<https://evil.example> "title")',
  'discord.gg/abc',
  'discord.com/invite/abc',
  'discordapp.com/invite/abc',
  '# heading',
  '-# small',
  '- list',
  '* list',
  '+ list',
  '1. list',
  '> quote',
  '>>> quote',
  '  - list',
  '**bold**',
  '*italic*',
  '_italic_',
  '__line__',
  '~~gone~~',
  '||spoiler||',
  '`code`',
  '``` fence ```',
  '\\',
  '\\*a*',
  '\\\\`a`',
  '¯\\_(ツ)_/¯',
])('%s in foreign text is only its own letters', (text) => {
  const body = renderDiscord({ ...plain, title: text, lines: [[text], [{ bold: text }]] });
  expect(read(body.content)).toMatchObject({
    visible: `ℹ️ ${text}`,
    acts: [{ kind: 'bold' }],
  });
  expect(read(body.embeds[0]?.description ?? '')).toMatchObject({
    visible: `${text}\n${text}`,
    acts: [{ kind: 'bold' }],
  });
});

test('signs that meet where two pieces join do not act', () => {
  expect(read(described(['@', 'everyone', ' <', '@1>', ' https:', '//x.example']))).toEqual({
    visible: '@everyone <@1> https://x.example',
    acts: [],
  });
  expect(
    read(described([{ bold: 'a' }, { bold: 'b' }, { code: 'c' }, { code: 'd' }])),
  ).toMatchObject({
    visible: 'abcd',
    acts: [{ kind: 'bold' }, { kind: 'code' }],
  });
});

test('a link ends where it ends, whatever follows', () => {
  const link = { link: 'https://a.example/', text: 'a' };
  for (const span of ['](', { bold: '](' }, { code: '](' }]) {
    expect(read(described([link, span, link])).acts.filter(({ kind }) => kind === 'link')).toEqual([
      { kind: 'link', text: 'https://a.example/' },
      { kind: 'link', text: 'https://a.example/' },
    ]);
  }
});

test('controls, line breaks and signs that turn text around do not get through', () => {
  expect(described(['a\r\n# b\u2028c\u0000d\u202eevil\u2066'])).toBe('a # b c devil');
});

test('a link that is no web address is its text', () => {
  for (const link of [
    'javascript:alert(1)',
    'discord://-/x',
    'https://a:b@x.example',
    'nonsense',
  ]) {
    expect(described([{ link, text: 'here' }])).toBe('here');
  }
});

test('a time that Discord cannot show is its text', () => {
  expect(described([{ time: Number.NaN, text: 'now' }])).toBe('now');
  expect(described([{ time: Number.POSITIVE_INFINITY, text: 'never' }])).toBe('never');
});

test('buttons that Discord would refuse are left out, the others stay', () => {
  const url = 'https://x.example/';
  const body = renderDiscord({
    ...plain,
    buttons: [
      { label: ' ', command: 'a' },
      { label: 'local', url: 'http://localhost:3000' },
      { label: 'long', url: url + 'p'.repeat(513 - url.length) },
      { label: 'odd', url: 'ftp://x.example' },
      { label: 'big', command: '信'.repeat(33) },
      { label: 'fits', command: '信'.repeat(32) },
      { label: 'twice', command: '信'.repeat(32) },
      { label: 'l'.repeat(81), url: url + 'p'.repeat(512 - url.length) },
      ...Array.from({ length: 9 }, (_, n) => ({ label: `${n}`, command: `c${n}` })),
    ],
  });
  expect(body.components).toHaveLength(1);
  expect(body.components[0]?.components.map((one) => 'label' in one && one.label)).toEqual([
    'fits',
    `${'l'.repeat(79)}…`,
    '0',
    '1',
    '2',
  ]);
  expect(faultsOf(body)).toEqual([]);
});

test('what is too long ends with a sign of it, and the rest stays whole', () => {
  const many = Array.from({ length: 500 }, (_, n): Line => [`line ${n} of many`]);
  const description = described(...many);
  expect(description.length).toBeLessThanOrEqual(4096);
  expect(description.length).toBeGreaterThan(4000);
  expect(description).toMatch(/\nline \d+ of many\n…$/);
  const small = renderDiscord({ ...plain, lines: many, footer: ['small print'] });
  expect(small.embeds[0]?.description).toMatch(/\n…\n-# small print$/);
  const title = renderDiscord({ ...plain, title: '*'.repeat(5000) }).content;
  expect(title).toMatch(/^ℹ️ \*\*(?:\\\*){299}…\*\*$/);
});

test('the text form fits where only text is allowed', () => {
  const lines = Array.from({ length: 100 }, (): Line => ['*'.repeat(90)]);
  const body = renderDiscordText({ ...plain, lines, footer: ['small @everyone'] });
  expect(body.content.length).toBeLessThanOrEqual(2000);
  expect(body.content).toMatch(/\n…\n-# small @\u200beveryone$/);
  const small = renderDiscordText({ ...plain, footer: ['# small'] });
  expect(small.content).toBe('ℹ️ **Title**\n-# \\# small');
});

test('a cut never parts a character that people see as one', () => {
  const family = '👩‍👩‍👧‍👦';
  expect(cutEnd(family.repeat(3), family.length * 2)).toBe(`${family}…`);
  expect(cutMiddle(`${family}${'x'.repeat(40)}${family}`, 40)).toMatch(/^👩‍👩‍👧‍👦x+…x+👩‍👩‍👧‍👦$/u);
  expect(cutMiddle('https://example.com/a/long/path?end=42', 21)).toBe('https://ex…ath?end=42');
});

const foreign = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  {
    weight: 5,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...['@', 'everyone', 'here', '<', '>', '#', '-', '+', '1', '.', ' ', ':', '/', '//', 'a'],
          ...[
            '*',
            '**',
            '_',
            '__',
            '~~',
            '||',
            '`',
            '```',
            '\\',
            '[',
            ']',
            '(',
            ')',
            't',
            '!',
            '&',
          ],
          ...['http', 'https://x.example', '123456789012345678', 'discord', '.gg', '\n', '\u200b'],
          ...['\u202e', '\ud83d', '👩‍👧', 'é', '信', '¯', '"', "'", ';', '\t', 'smile'],
        ),
        { maxLength: 14 },
      )
      .map((parts) => parts.join('')),
  },
);

const span: fc.Arbitrary<Span> = fc.oneof(
  foreign,
  fc.record({ bold: foreign }),
  fc.record({ code: foreign }),
  fc.record({ link: fc.oneof(fc.webUrl(), foreign), text: foreign }),
  fc.record({ time: fc.oneof(fc.integer(), fc.double()), text: foreign }),
);

function messages(text: fc.Arbitrary<string>): fc.Arbitrary<Message> {
  return fc.record(
    {
      tone: fc.constantFrom('down', 'degraded', 'recovered', 'operational', 'unknown', 'info'),
      title: text,
      lines: fc.array(fc.array(span, { maxLength: 6 }), { maxLength: 5 }),
      footer: fc.array(span, { maxLength: 4 }),
      buttons: fc.array(
        fc.oneof(
          fc.record({ label: text, command: text }),
          fc.record({ label: text, url: fc.oneof(fc.webUrl(), text) }),
        ),
        { maxLength: 8 },
      ),
    },
    { requiredKeys: ['tone', 'title', 'lines'] },
  );
}

test('no text whatever acts, mentions anybody or exceeds a limit', () => {
  fc.assert(
    fc.property(messages(foreign), (message) => {
      for (const body of [renderDiscord(message), renderDiscordText(message)]) {
        expect(faultsOf(body)).toEqual([]);
        expect(mentionedBy({ content: body.content })).toEqual([]);
        expect(JSON.stringify(body).isWellFormed()).toBe(true);
      }
      const { content, embeds } = renderDiscord(message);
      expect(read(content).acts.every(({ kind }) => kind === 'bold')).toBe(true);
      expect(read(content).acts.length).toBeLessThanOrEqual(1);
      const meant = [...message.lines, message.footer ?? []]
        .flat()
        .filter((one) => typeof one !== 'string');
      const acts = read(embeds[0]?.description ?? '').acts;
      expect(acts.filter(({ kind }) => !meantKinds.has(kind))).toEqual([]);
      expect(acts.filter(({ kind }) => kind !== 'subtext').length).toBeLessThanOrEqual(
        meant.length,
      );
      expect(acts.filter(({ kind }) => kind === 'subtext').length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1500 },
  );
});

const meantKinds = new Set(['bold', 'code', 'link', 'time', 'subtext']);

test('any text is seen as it is, but for what steers', () => {
  const seen = (text: string) =>
    text
      .toWellFormed()
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .replace(/[\u200b\u202a-\u202e\u2066-\u2069]/g, '');
  fc.assert(
    fc.property(foreign, (text) => {
      expect(read(described(['x', text, 'y'])).visible).toBe(`x${seen(text)}y`);
      expect(read(described([{ bold: `x${text}` }, 'y'])).visible).toBe(`x${seen(text)}y`);
    }),
    { numRuns: 1500 },
  );
});

test('texts of any size stay within the limits', () => {
  const big = fc
    .tuple(foreign, fc.integer({ min: 1, max: 3000 }))
    .map(([text, times]) => text.repeat(times).slice(0, 30_000));
  fc.assert(
    fc.property(big, fc.array(big, { maxLength: 30 }), (title, texts) => {
      const lines = texts.map((text): Line => [text, { bold: text }, { code: text }]);
      const message: Message = { ...plain, title, lines, footer: [title, ...texts] };
      for (const body of [renderDiscord(message), renderDiscordText(message)]) {
        expect(faultsOf(body)).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});
