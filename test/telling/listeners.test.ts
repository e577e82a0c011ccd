/** Who hears of everything hears of everything, however much that is, and of nothing that nobody watches any more. */
import { expect, test } from 'vitest';
import { createStore } from '../../src/store/index.ts';
import { forgetListeners, listenTo } from '../../src/telling/listeners.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';

const facts = { language: 'en', timeZone: 'UTC', since: 1, by: 'webhook' };
const ops = { ...facts, channels: 'webhook:ops/' };

async function subscriptionsIn() {
  const store = await createStore('sqlite::memory:');
  const subscriptions = await createSubscriptions(store.table('subscriptions'), () => {});
  const followed = () => [...subscriptions.all()].map(({ channel, service }) => [channel, service]);
  return { subscriptions, followed };
}

test('more than one channel may follow are spread over several, each once', async () => {
  const { subscriptions, followed } = await subscriptionsIn();
  const services = Array.from({ length: 120 }, (_, index) => `service-${index}`);
  await listenTo(subscriptions, services.slice(0, 60), ops);
  await listenTo(subscriptions, services, ops);
  expect(followed().map(([, service]) => service)).toEqual(services);
  const channels = Map.groupBy(followed(), ([channel]) => channel);
  expect([...channels].map(([channel, all]) => [channel, all.length])).toEqual([
    ['webhook:ops/1', 50],
    ['webhook:ops/2', 50],
    ['webhook:ops/3', 20],
  ]);
});

test('what is not watched any more is left, its place is taken again, and others are not touched', async () => {
  const { subscriptions, followed } = await subscriptionsIn();
  await subscriptions.add({ ...facts, channel: 'slack:T1/C1', service: 'mail' });
  await listenTo(subscriptions, ['mail', 'shop'], ops);
  await listenTo(subscriptions, ['shop', 'news'], { ...ops, since: 2 });
  expect(followed()).toEqual([
    ['slack:T1/C1', 'mail'],
    ['webhook:ops/1', 'shop'],
    ['webhook:ops/1', 'news'],
  ]);
  expect(subscriptions.get('webhook:ops/1', 'shop')?.since).toBe(1);
});

test('a webhook that was taken away is forgotten, with all its channels', async () => {
  const { subscriptions, followed } = await subscriptionsIn();
  await listenTo(subscriptions, ['mail'], ops);
  await listenTo(subscriptions, ['mail'], { ...facts, channels: 'webhook:ops-2/' });
  await forgetListeners(subscriptions, 'webhook:', ['webhook:ops-2/']);
  expect(followed()).toEqual([['webhook:ops-2/1', 'mail']]);
});
