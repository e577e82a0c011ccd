/** A message in, Slack's JSON out: what it looks like, at and past each limit, and with any text in any field. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Button, Line, Message, Span } from '../../../src/message.ts';
import { mrkdwn, tidy } from '../../../src/platforms/slack/mrkdwn.ts';
import { limits, renderSlack } from '../../../src/platforms/slack/render.ts';
import { judge } from '../../peers/slack-judge.ts';
import { card } from './stage.ts';

test('a card: a headline, the lines beside a colour, small print, buttons, and all of it as text', () => {
  const text = '🔴 WhatsApp is down\nChat does not answer: HTTP 503\nSince 14:02 UTC';
  expect(renderSlack(card)).toEqual({
    text,
    blocks: [section('🔴 *WhatsApp is down*')],
    attachments: [
      {
        color: '#D1242F',
        fallback: text,
        blocks: [
          section('Chat does not answer: `HTTP 503`\nSince <!date^1795356120^{time}|14:02 UTC>'),
          {
            type: 'context',
            elements: [{ type: 'mrkdwn', text: 'Seen by 4 of 5 checks', verbatim: true }],
          },
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'open:0',
                url: 'https://status.example.com/',
                text: { type: 'plain_text', text: 'Official status', emoji: false },
              },
              {
                type: 'button',
                action_id: 'run:1',
                value: 'status whatsapp',
                text: { type: 'plain_text', text: 'Details', emoji: false },
              },
            ],
          },
        ],
      },
    ],
    unfurl_links: false,
    unfurl_media: false,
  });
});

test.each<[string, Line, string]>([
  [
    'mentions and links are shown, not made',
    ['<!here> <@U1> <https://x.example|y>'],
    '&lt;!here&gt; &lt;@U1&gt; &lt;https://x.example|y&gt;',
  ],
  ['marks of formatting are replaced by look-alikes', ['*a* ~b~ `c` _d_'], '∗a∗ ∼b∼ ˋcˋ ˍdˍ'],
  ['an underscore inside a word stays', ['snake_case_name'], 'snake_case_name'],
  ['a quotation is not begun', ['> so'], '› so'],
  [
    'bold touches letters of any script',
    ['服务', { bold: '微信' }, '中断'],
    '服务\u200B*微信*\u200B中断',
  ],
  [
    'bold touches punctuation as it is',
    ['(', { bold: 'Gmail' }, '), ', { bold: 'QQ' }],
    '(*Gmail*), *QQ*',
  ],
  ['spaces move out of bold', ['a', { bold: ' b ' }, 'c'], 'a *b* c'],
  ['code cannot be left', [{ code: '`; *x*\n<!channel>' }], '`ˋ; *x* &lt;!channel&gt;`'],
  [
    'a link to a page',
    [{ link: 'https://x.example/a|b?c=1&d=<2>', text: 'the *page*' }],
    '<https://x.example/a%7Cb?c=1&amp;d=%3C2%3E|the ∗page∗>',
  ],
  ['a link to no page is its text', [{ link: 'javascript:alert(1)', text: 'x' }], 'x'],
  [
    'a time of another day shows its date',
    [{ time: 1_795_356_120_000, text: '22 Nov 14:02 UTC' }],
    '<!date^1795356120^{date_short_pretty} {time}|22 Nov 14:02 UTC>',
  ],
  ['a time that is none is its text', [{ time: Number.NaN, text: '14:02 UTC' }], '14:02 UTC'],
  ['lines stay one line', ['a\r\nb\u2028c\u0007d'], 'a b c d'],
  ['the direction of writing is not overridden', ['a\u202Eb\u2066c'], 'abc'],
])('%s', (_, line, expected) => {
  expect(mrkdwn(line, 3000)).toBe(expected);
});

test('a line that is too long is cut between characters and says so', () => {
  const family = '👨‍👩‍👧‍👦';
  expect(mrkdwn([family.repeat(3)], 2 * family.length + 1)).toBe(`${family.repeat(2)}…`);
  expect(mrkdwn(['&&&'], 11)).toBe('&amp;&amp;…');
  expect(mrkdwn(['abc', { bold: 'defgh' }, 'i'], 8)).toBe('abc\u200B*d…*');
});

test('a list of everything keeps to Slack’s limits and marks what is left out', () => {
  const lines = Array.from({ length: 2000 }, (_, index) => [`Service number ${index} is down`]);
  const message = renderSlack({ tone: 'down', title: 'Much is down', lines });
  expect(judge('update', message)).toBeUndefined();
  const texts = message.attachments[0]?.blocks?.map((block) => JSON.stringify(block)) ?? [];
  expect(texts.length).toBe(limits.sections);
  expect(texts.at(-1)).toContain('\\n…');
});

test('buttons that cannot work are left out', () => {
  const buttons: Button[] = [
    { label: '', command: 'help' },
    { label: 'long', command: 'x'.repeat(limits.buttonValue + 1) },
    { label: 'no page', url: 'file:///etc/passwd' },
    { label: 'y'.repeat(200), command: 'help' },
  ];
  const { attachments } = renderSlack({ tone: 'info', title: 'Help', lines: [], buttons });
  expect(JSON.stringify(attachments)).toContain(`"text":"${'y'.repeat(74)}…"`);
  expect(JSON.stringify(attachments).match(/action_id/g)).toHaveLength(1);
});

const nasty = fc.constantFrom(
  ...[
    '*',
    '_',
    '~',
    '`',
    '```',
    '<',
    '>',
    '&',
    '|',
    '^',
    '<!channel>',
    '<@U1>',
    '@here',
    '\n',
    '\r\n',
    '\u2028',
  ],
  ...[
    '\u202E',
    '\u200F',
    '\u200B',
    '\uD83D',
    '\u0301',
    '👨‍👩‍👧‍👦',
    '𝒳',
    '中',
    'ب',
    ' ',
    'a',
    '&lt;',
    '{date}',
    '<!date^1^{date}|x>',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(nasty, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.tuple(nasty, fc.integer({ min: 1, max: 5000 })).map(([part, times]) => part.repeat(times)),
);
const span: fc.Arbitrary<Span> = fc.oneof(
  text,
  fc.record({ bold: text }),
  fc.record({ code: text }),
  fc.record({ link: fc.oneof(text, fc.webUrl({ withQueryParameters: true })), text }),
  fc.record({ time: fc.oneof(fc.integer(), fc.double()), text }),
);
const line = fc.array(span, { maxLength: 6 });
const button = fc.oneof(
  fc.record({ label: text, url: fc.oneof(text, fc.webUrl()) }),
  fc.record({ label: text, command: text }),
);
const message: fc.Arbitrary<Message> = fc.record({
  tone: fc.constantFrom('down', 'degraded', 'recovered', 'operational', 'unknown', 'info'),
  title: text,
  lines: fc.array(line, { maxLength: 12 }),
  footer: line,
  buttons: fc.array(button, { maxLength: 30 }),
});

test('whatever the texts, Slack accepts the message, posted and edited', () => {
  fc.assert(
    fc.property(message, (any) => {
      const rendered = renderSlack(any);
      expect(judge('post', rendered)).toBeUndefined();
      expect(judge('update', rendered)).toBeUndefined();
      expect(JSON.stringify(rendered)).not.toMatch(/\\ud[89a-f]/i);
    }),
    { numRuns: 300 },
  );
});

test('whatever the texts, only our own spans make marks, links and dates', () => {
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 3000 }), (any, budget) => {
      const out = mrkdwn(any, budget);
      expect(out.length).toBeLessThanOrEqual(budget);
      expect(out).not.toMatch(/[\n\r\u2028\u2029\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      expect(out).not.toMatch(/^&gt;/);
      let rest = out.replace(/`[^`]*`/g, '');
      const angles = rest.match(/<[^<>]*>/g) ?? [];
      for (const angle of angles) {
        expect(angle).toMatch(/^<(https?:\/\/[^|]+|!date\^\d+\^[^^|]+)\|.+>$/);
      }
      expect(angles.length).toBeLessThanOrEqual(
        any.filter((one) => isObject(one, 'link', 'time')).length,
      );
      rest = rest.replace(/<[^<>]*>/g, '');
      expect(rest).not.toMatch(/[<>~`]|&(?!(amp|lt|gt);)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/);
      const bolds = any.filter((one) => isObject(one, 'bold')).length;
      expect(rest.match(/\*/g)?.length ?? 0).toBeLessThanOrEqual(2 * bolds);
    }),
    { numRuns: 500 },
  );
});

test('a cut never leaves half a character', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 60 }), (any, budget) => {
      const whole = mrkdwn([any], Number.MAX_SAFE_INTEGER);
      const cut = mrkdwn([any], budget);
      expect(cut.isWellFormed()).toBe(true);
      if (cut !== whole && tidy(any) !== '') expect(cut === '' || cut.endsWith('…')).toBe(true);
    }),
  );
});

function isObject(span: Span, ...keys: string[]): boolean {
  return typeof span === 'object' && keys.some((key) => key in span);
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}
