/** While the bot runs: a workspace that is forgotten hears nothing more, and a night's tidying keeps what is of use. */
import { expect, onTestFinished, test } from 'vitest';
import { createRooms } from '../../src/asking/rooms.ts';
import { createKnown } from '../../src/catalogue/known.ts';
import { createHistory } from '../../src/history/history.ts';
import type { Checkpoint } from '../../src/incidents/watcher.ts';
import type { Incident, Subscription } from '../../src/model.ts';
import { createForget } from '../../src/privacy/forget.ts';
import { createPlaces } from '../../src/privacy/places.ts';
import { createRetention, idleKeptMs, pastKeptMs } from '../../src/privacy/retention.ts';
import { tableNames } from '../../src/privacy/tables.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createWarnings } from '../../src/warning/warnings.ts';
import { subscription } from '../telling/world.ts';

const now = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;

async function scene() {
  const store = await createStore('sqlite::memory:');
  onTestFinished(() => store.close());
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    () => {},
  );
  const { own } = await createKnown(store.table('own'), { watch: [], services: [] });
  const rooms = await createRooms(store.table('rooms'), subscriptions);
  const places = await createPlaces(store.table('places'));
  const history = createHistory({ table: store.table('history'), now: () => now });
  const warnings = createWarnings({
    ...{ now: () => now, timeZone: 'UTC', log: () => {}, announce: async () => {} },
    ...{ meterOf: () => undefined, isBlind: () => false, isTroubled: () => false },
    table: store.table('warnings'),
  });
  const woken: string[] = [];
  const left: string[] = [];
  const forget = createForget({
    ...{ store, subscriptions, own, rooms, places, history, warnings },
    telling: { wake: (channel, service) => void woken.push(`${channel} ${service}`) },
    followUp: async (service) => void left.push(service),
    log: () => {},
  });
  const retention = createRetention({
    ...{ store, subscriptions, forget, timeZone: 'UTC', log: () => {} },
    calendar: { at: () => {} },
    isWatched: (service) => service === 'watched',
    now: () => now,
  });
  const parts = { store, subscriptions, own, rooms, places, history, warnings };
  return { ...parts, forget, retention, woken, left };
}

test('a server that is forgotten hears nothing more, and its own services are gone', async () => {
  const { store, subscriptions, own, rooms, places, history, warnings, forget, woken, left } =
    await scene();
  await places.note({ channel: 'discord:7', workspace: 'discord:1' });
  for (const channel of ['discord:7', 'discord:8', 'discord:9']) {
    await subscriptions.add(subscription({ channel, service: 'gmail' }));
    await rooms.set(channel, { language: 'de' });
  }
  const facts = { name: 'Ours', by: 'U1', since: 0 };
  const target = 'https://ours.example.com/';
  const added = await own.add({ ...facts, workspace: 'discord:1', target });
  if (added.result !== 'done') throw new Error(added.result);
  await history.follow(added.service);
  await warnings.follow(added.service);
  const [check] = added.service.components.flatMap(({ checks }) => checks);
  if (!check) throw new Error('no check');
  const seen = () => warnings.add(check, { status: 'up', at: now, tookMs: 1, timings: { tcp: 1 } });
  seen();
  await warnings.checkpoint();
  seen();
  await subscriptions.add(subscription({ channel: 'discord:7', service: added.service.id }));

  // The network names a channel that nobody has asked anything in.
  await forget('discord:1', ['discord:8']);
  // A look that was under way is late.
  seen();
  await warnings.leave(added.service.id);

  expect([...subscriptions.all()].map(({ channel }) => channel)).toEqual(['discord:9']);
  expect(woken).toEqual(['discord:8 gmail', 'discord:7 gmail', `discord:7 ${added.service.id}`]);
  expect(own.services).toEqual([]);
  expect(left).toEqual([added.service.id]);
  expect([rooms.get('discord:7'), rooms.get('discord:9')]).toEqual([{}, { language: 'de' }]);
  expect(places.of('discord:1')).toEqual([]);
  const kept: string[] = [];
  for (const name of tableNames) {
    for await (const [key] of store.table(name).entries()) kept.push(`${name} ${key}`);
  }
  expect(kept.sort()).toEqual(['rooms discord:9', 'subscriptions discord:9|gmail']);
});

test('a channel is noted once with its workspace, and not where its name says it', async () => {
  const { places, store } = await scene();
  await places.note({ channel: 'discord:7', workspace: 'discord:1' });
  await places.note({ channel: 'discord:7', workspace: 'discord:1' });
  await places.note({ channel: 'slack:T1/C1' });
  const again = await createPlaces(store.table('places'));
  expect(again.of('discord:1')).toEqual(['discord:7']);
});

test('a night’s tidying deletes what is too old, and nothing that is of use', async () => {
  const { store, subscriptions, retention } = await scene();
  const incident = (id: string, endedAt?: number) =>
    store.table<Partial<Incident>>('incidents').set(id, {
      ...{ id, service: 'gmail', openedAt: now - 2 * pastKeptMs },
      ...(endedAt !== undefined && { endedAt }),
    });
  await incident('lasts');
  await incident('young', now - pastKeptMs + dayMs);
  await incident('old', now - pastKeptMs - dayMs);
  const checkpoints = store.table<Partial<Checkpoint[string]> | object>('checkpoints');
  const last = Math.floor((now - pastKeptMs - dayMs) / dayMs);
  const past = store.table('history');
  for (const service of ['watched', 'left', 'resting']) {
    const seenAt = service === 'resting' ? now - idleKeptMs : now - pastKeptMs - dayMs;
    await checkpoints.set(service, { 'main/https://x/': { seenAt } });
    await past.set(`${service}/main/https://x/`, { by: 'day', rows: '', last });
    await past.set(`${service}/main/https://x//${last - 3}`, { by: 'hour', rows: '' });
  }
  for (const service of ['watched', 'left']) await store.table('warnings').set(service, {});
  const feeds = store.table('feeds');
  for (const service of ['watched', 'left']) await feeds.set(service, { at: now - idleKeptMs - 1 });
  await feeds.set('fresh', { at: now - dayMs });
  const trail = store.table('trail');
  for (const channel of ['discord:1', 'discord:2']) {
    await trail.set(channel, [{ at: now - idleKeptMs - 1, of: 'gmail', what: 'x', why: 'y' }]);
  }
  await subscriptions.add(subscription({ channel: 'discord:1', service: 'gmail' }));
  for (const [channel, since] of [
    ['discord:3', idleKeptMs + 1],
    ['discord:4', dayMs],
  ] as const) {
    await subscriptions.add(subscription({ channel, service: 'gmail' }));
    await store.table('pauses').set(channel, { reason: 'x', since: now - since, retryAt: now });
  }

  expect(await retention.tidy()).toEqual({
    ...{ incidents: 1, services: 1, feeds: 1, trails: 1, channels: 1 },
  });

  const keysOf = async (name: string) => {
    const keys: string[] = [];
    for await (const [key] of store.table(name).entries()) keys.push(key);
    return keys;
  };
  expect(await keysOf('incidents')).toEqual(['lasts', 'young']);
  expect(await keysOf('checkpoints')).toEqual(['resting', 'watched']);
  expect((await keysOf('history')).filter((key) => key.startsWith('left'))).toEqual([]);
  expect(await keysOf('history')).toHaveLength(4);
  expect(await keysOf('warnings')).toEqual(['watched']);
  expect(await keysOf('feeds')).toEqual(['fresh', 'watched']);
  expect(await keysOf('trail')).toEqual(['discord:1']);
  expect(await keysOf('pauses')).toEqual(['discord:4']);
  expect(subscriptions.ofChannel('discord:3')).toEqual([]);
  expect(subscriptions.ofChannel('discord:4')).toHaveLength(1);
  expect(await retention.tidy()).toEqual({
    ...{ incidents: 0, services: 0, feeds: 0, trails: 0, channels: 0 },
  });
});

test('tidying is a job of the calendar, in the operator’s zone', async () => {
  const { store, subscriptions, forget } = await scene();
  const jobs: (readonly [string, string | number, string])[] = [];
  const retention = createRetention({
    ...{ store, subscriptions, forget, timeZone: 'Asia/Tokyo', log: () => {} },
    calendar: { at: (id, when, timeZone) => void jobs.push([id, when, timeZone]) },
    isWatched: () => true,
    now: () => now,
  });
  retention.start();
  expect(jobs).toEqual([['retention', '23 3 * * *', 'Asia/Tokyo']]);
});
