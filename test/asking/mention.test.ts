/** Whom a channel wants to be named, at what news and in which hours. */
import { expect, test } from 'vitest';
import { own, room } from '../commands/room.ts';

const mentions = [
  { typed: '@oncall', mention: { who: 'group', id: 'S7' } },
  { typed: '@ana', mention: { who: 'person', id: 'U1' } },
] as const;
const open = () => room({ own }, { mentions });

test.each([
  ['mention:@oncall', { who: 'group', id: 'S7', on: ['outage'] }],
  ['mention:@ana on:both', { who: 'person', id: 'U1', on: ['outage', 'recovery'] }],
  [
    'mention:@ana on:recovery hours:8:00-18:00',
    { who: 'person', id: 'U1', on: ['recovery'], hours: { from: '08:00', to: '18:00' } },
  ],
])('subscribe box %s', async (words, mention) => {
  const { ask, kept } = open();
  expect(await ask(`subscribe own-box ${words}`)).toContain('Done');
  expect(kept[0]?.filters).toEqual({ mention });
});

test('a later wish changes only what it is about, and off names nobody', async () => {
  const { ask, kept } = open();
  await ask('subscribe own-box level:major mention:@oncall');
  await ask('subscribe own-box mention:@ana on:both');
  expect(kept[0]?.filters).toMatchObject({ atLeast: 'major', mention: { id: 'U1' } });
  await ask('subscribe own-box level:degraded');
  expect(kept[0]?.filters).toMatchObject({ atLeast: 'degraded', mention: { id: 'U1' } });
  await ask('subscribe own-box mention:off');
  expect(kept[0]?.filters).toEqual({ atLeast: 'degraded' });
});

test.each([
  'mention:@everyone',
  'mention:bob',
  'mention:@oncall on:friday',
  'mention:@oncall hours:noon',
  'on:both',
  'hours:08:00-18:00',
])('%s is nothing to filter by, and nothing is subscribed', async (words) => {
  const { ask, kept } = open();
  expect(await ask(`subscribe own-box ${words}`)).toContain('is not something I can filter by');
  expect(kept).toEqual([]);
});
