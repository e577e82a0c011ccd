/** What people type on Slack, with all that Slack and phones make of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionsIn, typed, typedTo } from '../../../src/platforms/slack/typed.ts';

test.each([
  ['  status   whatsapp ', 'status whatsapp'],
  ['status “China Post”', 'status "China Post"'],
  ['status «Почта» it’s', 'status "Почта" it\'s'],
  ['status AT&amp;T &lt;b&gt;', 'status AT&T <b>'],
  ['status &amp;lt;', 'status &lt;'],
  ['subscribe whatsapp <#C123|ops>', 'subscribe whatsapp #ops'],
  ['subscribe whatsapp <#C123|>', 'subscribe whatsapp #C123'],
  ['<@U1|ana> <@U2> <!here> <!subteam^S1|@ops> <!channel|channel>', '@ana @U2 @here @ops channel'],
  [
    'probe <http://example.com|example.com> <https://x.example/a>',
    'probe example.com https://x.example/a',
  ],
  ['a\nb\tc\u00A0d\u0000e', 'a b c d e'],
])('%j is read as %j', (text, expected) => {
  expect(typed(text)).toBe(expected);
});

test('the bot’s own mention is not part of what was said to it', () => {
  expect(typedTo('U0', '<@U0> whatsapp')).toBe('whatsapp');
  expect(typedTo('U0', 'hey <@U0|tocsin>, gmail?')).toBe('hey , gmail?');
  expect(typedTo('U0', '<@U01> whatsapp')).toBe('@U01 whatsapp');
});

test('whom the words name is known as they are read, and nobody else', () => {
  const text = 'a <@U1|ana> <@W2> <!subteam^S1|@ops> <!subteam^S2> <!here> <#C1|x> @bob <@u3>';
  expect(mentionsIn(text)).toEqual([
    { typed: '@ana', mention: { who: 'person', id: 'U1' } },
    { typed: '@W2', mention: { who: 'person', id: 'W2' } },
    { typed: '@ops', mention: { who: 'group', id: 'S1' } },
    { typed: '@S2', mention: { who: 'group', id: 'S2' } },
  ]);
  for (const { typed: word } of mentionsIn(text)) expect(typed(text)).toContain(word);
});

test('any text is read in one line of bounded length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12_000 }), (text) => {
      const line = typedTo('U0', text);
      expect(line.length).toBeLessThanOrEqual(10_000);
      expect(line).not.toMatch(/[\r\n\p{Cc}]|^ | $/u);
    }),
    { numRuns: 30 },
  );
  expect(typed('<'.repeat(1_000_000)).length).toBeLessThanOrEqual(10_000);
});
