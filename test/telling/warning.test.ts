/** What people read of an early warning: in a notice, beside a status, in every language. */
import { expect, test } from 'vitest';
import { languages } from '../../src/languages/index.ts';
import { bindVoice } from '../../src/languages/voice.ts';
import { plain } from '../../src/message.ts';
import type { Notice, Service, Warning } from '../../src/model.ts';
import { composeNotice } from '../../src/telling/compose-notice.ts';
import { sayWarnings } from '../../src/telling/compose-warning.ts';

const hour = 60 * 60_000;
/** A Monday, 09:07 in Berlin. */
const now = Date.UTC(2026, 10, 23, 8, 7);

const shop: Service = {
  ...{ id: 'shop', name: { en: 'Shop' }, aliases: [], category: 'own', preset: 'default' },
  components: ['web', 'disk'].map((id) => ({ id, name: { en: id }, need: 'all', checks: [] })),
};

const at = { component: 'web', check: 'web', at: now };
const warnings: readonly Warning[] = [
  { ...at, code: 'hour', values: { times: 3, value: 360 } },
  { ...at, code: 'drift', values: { times: 1.8, value: 216, since: now - 4 * 24 * hour } },
  { ...at, code: 'change', values: { times: 12, value: 1_440 } },
  {
    ...{ component: 'disk', check: 'disk', at: now, code: 'fills' },
    values: {
      ...{ name: 'disk_used', value: 71.4, limit: 90 },
      ...{ leftMs: 31.2 * hour, leastMs: 24 * hour, mostMs: 40 * hour },
    },
  },
  { ...at, code: 'certificate', values: { days: 9 } },
  { ...at, code: 'domain', values: { domain: 'example.com', days: 1 } },
];

function voiceOf(tag: string) {
  const language = languages.find((one) => one.tag === tag);
  if (!language) throw new Error(tag);
  return bindVoice(language, 'Europe/Berlin');
}

test('each kind in one sentence, in the reader’s zone', () => {
  expect(sayWarnings(voiceOf('en'), shop, warnings, now)).toEqual([
    'Response time (web): 3 × the usual for Monday 09:07',
    'Response time (web): slow drift since Thursday, now 1.8 × the usual',
    'Response time (web): sudden change at 08:07 UTC, 12 × the usual',
    'disk_used (disk), now 71.4: reaches 90 in about 1 day 7 hr (between 1 day and 1 day 16 hr)',
    'The certificate of web ends in 9 days',
    'The domain example.com ends in 1 day',
  ]);
});

test.each(languages.map(({ tag }) => tag))('%s leaves nothing open', (tag) => {
  for (const text of sayWarnings(voiceOf(tag), shop, warnings, now)) {
    expect(text).not.toMatch(/[{}]|undefined|NaN/);
  }
});

const notice: Notice = {
  ...{ id: 'warning:shop:2026-11-23', kind: 'warning', services: ['shop'] },
  ...{ at: now, expiresAt: now + 24 * hour },
  facts: {
    component: 'disk',
    check: 'disk',
    code: 'fills',
    noticedAt: now,
    ...warnings[3]?.values,
  },
};

test('a notice is a hint with the sentence in it, and never an outage', () => {
  const message = composeNotice(notice, [shop], { voice: voiceOf('en'), now });
  expect(message).toMatchObject({ tone: 'info', title: 'Shop: possible problems' });
  expect(message.lines.map(plain)).toEqual([
    'disk_used (disk), now 71.4: reaches 90 in about 1 day 7 hr (between 1 day and 1 day 16 hr)',
    'Only a hint: nothing has failed.',
  ]);
});

test('the name of a number is foreign text', () => {
  const [, , , fills] = warnings;
  if (!fills) throw new Error('no such warning');
  const name = `a\u202e\n${'b'.repeat(200)}`;
  const odd = { ...fills, values: { ...fills.values, name } };
  const [text = ''] = sayWarnings(voiceOf('en'), shop, [odd], now);
  expect(text).toMatch(/^a b+… \(disk\)/);
});
