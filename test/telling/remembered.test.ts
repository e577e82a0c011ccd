/** A message is composed once for all who read the same, and anew for who reads something else. */
import { expect, test } from 'vitest';
import { createRemembered } from '../../src/telling/remembered.ts';
import type { Speech } from '../../src/telling/speech.ts';
import { createHandClock } from '../clock.ts';
import { ended, outage, subscription } from './world.ts';

const clock = createHandClock();
let count = 0;
const say = createRemembered(({ what }) => {
  count += 1;
  return { tone: 'info', title: `${what} ${count}`, lines: [] };
}, clock);
const mail = outage();
const english: Speech = { what: 'outage', subscription: subscription(), incidents: [mail] };

test('two channels with the same language and zone share one message', () => {
  const other = subscription({ channel: 'discord:1', by: 'ben' });
  expect(say({ ...english, subscription: other })).toBe(say(english));
});

test.each<[string, Partial<Speech>]>([
  ['another language', { subscription: subscription({ language: 'de' }) }],
  ['another time zone', { subscription: subscription({ timeZone: 'Asia/Tokyo' }) }],
  ['another announcement', { what: 'again' }],
  ['a later revision', { incidents: [ended(mail, 1)] }],
  ['more services', { incidents: [mail, outage({ id: 'web.1', service: 'web' })] }],
])('%s is another message', (_, difference) => {
  expect(say({ ...english, ...difference })).not.toBe(say(english));
});

test('what was composed a second ago is composed anew, since times have moved on', async () => {
  const before = say(english);
  await clock.pass(1_000);
  expect(say(english)).not.toBe(before);
});
