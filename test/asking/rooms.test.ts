/** What a channel chooses holds for all its subscriptions, those to come too, through restarts. */
import { expect, test } from 'vitest';
import { createRooms } from '../../src/asking/rooms.ts';
import type { Room, Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';

const subscription: Subscription = {
  ...{ channel: 'slack:T/C', service: 'gmail', language: 'en', timeZone: 'UTC', by: 'U', since: 0 },
  filters: { atLeast: 'major', mode: 'plain' },
};

test('a choice reaches every subscription of the channel and leaves its own filters alone', async () => {
  const store = await createStore('sqlite::memory:');
  const table = store.table<Room>('rooms');
  const subscriptions = await createSubscriptions(store.table('subscriptions'), () => {});
  const rooms = await createRooms(table, subscriptions);
  await subscriptions.add(subscription);
  await subscriptions.add({ ...subscription, channel: 'slack:T/other' });
  const hours = { from: '22:00', to: '07:00' };
  const quiet = { hours, afterwards: 'catch-up' as const };
  await rooms.set('slack:T/C', { language: 'zh-CN', hasReminders: false, quiet });
  expect(subscriptions.get('slack:T/C', 'gmail')).toEqual({
    ...subscription,
    language: 'zh-CN',
    filters: { atLeast: 'major', hasReminders: false, quiet },
  });
  expect(subscriptions.get('slack:T/other', 'gmail')?.language).toBe('en');
  const again = await createRooms(table, subscriptions);
  expect(again.fitted({ ...subscription, service: 'whatsapp' }).language).toBe('zh-CN');
});
