/** Who hears of everything that is watched: what people begin to follow is heard at once, and by each once. */
import { expect, test } from 'vitest';
import { createKnown } from '../src/catalogue/known.ts';
import { readConfig } from '../src/config.ts';
import { createListening, isListening, type Listening } from '../src/listening.ts';
import type { Subscription } from '../src/model.ts';
import { terminalChannel } from '../src/platforms/console.ts';
import { createStore } from '../src/store/index.ts';
import { createSubscriptions } from '../src/telling/subscriptions.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Listeners that follow again with each service that gains its first reader. */
async function listeners(hasTerminal = false) {
  const loaded = readConfig(
    { WEBHOOKS: 'ops=https://ops.example/hook', WEBHOOK_SECRET: secret },
    { services: 'watch: [gmail]\n', servicesPath: 'services.yaml' },
  );
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { config } = loaded;
  const store = await createStore('sqlite::memory:');
  const known = await createKnown(store.table('own'), config);
  const follows: Promise<void>[] = [];
  const made: { listening?: Listening } = {};
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    () => follows.push(made.listening?.followPeople() ?? Promise.resolve()),
    isListening,
  );
  const parts = { config, known, subscriptions, hasTerminal, now: () => 1 };
  const listening = createListening(parts);
  made.listening = listening;
  const heard = () =>
    [...subscriptions.all()]
      .filter(({ by }) => by === 'webhook')
      .map(({ channel, service }) => `${channel} ${service}`)
      .toSorted();
  return { listening, subscriptions, follows, heard };
}

const person = { channel: 'slack:T1/C1', language: 'en', timeZone: 'UTC', by: 'U1', since: 0 };

test('a service that somebody begins to follow is heard from then on', async () => {
  const { listening, subscriptions, follows, heard } = await listeners();
  await listening.follow();
  expect(heard()).toEqual(['webhook:ops/1 gmail']);
  await subscriptions.add({ ...person, service: 'whatsapp' });
  while (follows.length > 0) await follows.shift();
  expect(heard()).toEqual(['webhook:ops/1 gmail', 'webhook:ops/1 whatsapp']);
});

test('a service that the last person leaves is heard no more', async () => {
  const { listening, subscriptions, follows, heard } = await listeners();
  await listening.follow();
  const other = 'slack:T1/C2';
  await subscriptions.add({ ...person, service: 'whatsapp' });
  await subscriptions.add({ ...person, channel: other, service: 'whatsapp' });
  while (follows.length > 0) await follows.shift();
  await subscriptions.remove(person.channel, 'whatsapp');
  expect(follows).toEqual([]);
  await subscriptions.remove(other, 'whatsapp');
  while (follows.length > 0) await follows.shift();
  expect(heard()).toEqual(['webhook:ops/1 gmail']);
  expect(subscriptions.ofService('whatsapp')).toEqual([]);
});

test('many at once are each followed once', async () => {
  const { subscriptions, follows, heard } = await listeners();
  const services = ['whatsapp', 'signal', 'telegram'];
  await Promise.all(services.map((service) => subscriptions.add({ ...person, service })));
  while (follows.length > 0) await follows.shift();
  expect(heard().map((one) => one.split(' ')[1])).toEqual(['gmail', ...services.toSorted()]);
});

test('who unsubscribes at the terminal stays unsubscribed', async () => {
  const { listening, subscriptions, follows } = await listeners(true);
  await listening.follow();
  expect(subscriptions.get(terminalChannel, 'gmail')).toBeDefined();
  await subscriptions.remove(terminalChannel, 'gmail');
  while (follows.length > 0) await follows.shift();
  expect(subscriptions.get(terminalChannel, 'gmail')).toBeUndefined();
});
