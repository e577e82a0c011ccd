/** A bot that runs takes in another services file: what it knows stays, what changed begins anew, nothing is made up. */
import { expect, onTestFinished, test } from 'vitest';
import { createKnown } from '../../src/catalogue/known.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { type Checkpoint, createWatcher } from '../../src/incidents/watcher.ts';
import type { Incident, Reading, Subscription } from '../../src/model.ts';
import { createApply } from '../../src/reload/apply.ts';
import { difference } from '../../src/reload/difference.ts';
import { createStore } from '../../src/store/index.ts';
import { createComposing } from '../../src/telling/composing.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createVoices } from '../../src/telling/voices.ts';
import { createSchedule } from '../../src/time/schedule.ts';
import { createHandClock } from '../clock.ts';
import { createPaper } from '../peers/paper.ts';
import { minute, subscription } from '../telling/world.ts';

const bothParts = `
services:
  - id: shop
    name: Shop
    components:
      - { id: web, name: Web, checks: ["https://shop.example.com/"] }
      - { id: mail, name: Mail, checks: ["tcp://mx.example.com:25"] }
`;
const webAnew = bothParts.replace(
  '"https://shop.example.com/"',
  '{ target: "https://shop.example.com/", expect: { status: 404 } }',
);

function read(services: string): Config {
  const loaded = readConfig({}, { services, servicesPath: 'services.yaml' });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
}

/** A channel that follows the shop, and a bot whose looks see what `failing` says. */
async function town() {
  const clock = createHandClock();
  const { now } = clock;
  const paper = createPaper({ dropsRepeats: false, now });
  const store = await createStore('sqlite::memory:');
  const failing = new Set<string>();
  const looked: string[] = [];
  let config = read(bothParts);
  const known = await createKnown(store.table('own'), config);
  const journal = await createJournal(store.table<Incident>('incidents'));
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    () => {},
  );
  const channel = `${paper.name}:ops`;
  await subscriptions.add(subscription({ channel, service: 'shop', since: now() }));
  const telling = await createTelling({
    platforms: new Map([[paper.name, paper]]),
    ...{ store, subscriptions, clock, log: () => {} },
    incidentsOf: journal.of,
    ...createComposing({ serviceOf: known.of, now }),
  });
  const schedule = createSchedule({ clock, onBug: (error) => expect.unreachable(String(error)) });
  const checkpoints = store.table<Checkpoint>('checkpoints');
  const watcher = createWatcher({
    look: async ({ target }) => {
      looked.push(target);
      return failing.has(target) ? refused(now()) : up(now());
    },
    believe: async () => 'working',
    isOwn: () => true,
    ...{ schedule, journal, checkpoints, now, random: () => 0.5, log: () => {} },
    onIncident: ({ service }) => telling.wakeService(service),
  });
  onTestFinished(async () => {
    await schedule.stop();
    await telling.stop();
    await store.close();
  });
  const followUp = async (id: string) => {
    const service = known.get(id);
    if (service && known.always.includes(id)) await watcher.watch(service);
    else await watcher.unwatch(id);
  };
  const apply = createApply({
    ...{ known, journal, checkpoints, telling, now, followUp },
    leave: watcher.unwatch,
    replaceMaintenance: () => {},
    voiceOf: createVoices(),
  });
  await followUp('shop');
  return {
    ...{ clock, failing, looked, known, watcher, journal, telling },
    read: () => paper.read(channel),
    async take(services: string) {
      const next = read(services);
      await apply(difference(config, next), next);
      config = next;
    },
  };
}

function up(at: number): Reading {
  return { status: 'up', at, tookMs: 10, timings: {} };
}

function refused(at: number): Reading {
  const cause = { code: 'refused', kind: 'hard', phase: 'tcp', values: {} } as const;
  return { status: 'down', at, tookMs: 10, timings: {}, cause };
}

const mx = 'tcp://mx.example.com:25';

test('an outage goes on while another check of the service changes, and ends when it ends', async () => {
  const { clock, failing, take, journal, read: said, watcher } = await town();
  await clock.pass(2 * minute);
  failing.add(mx);
  await clock.pass(3 * minute);
  const before = journal.last('shop');
  expect(before).toMatchObject({ status: 'partial' });
  await take(webAnew);
  // What it looks at now was never seen.
  expect(watcher.verdict('shop')?.components).toMatchObject([
    { component: 'mail', status: 'major' },
    { component: 'web', status: 'unknown' },
  ]);
  await clock.pass(3 * minute);
  expect(journal.last('shop')?.id).toBe(before?.id);
  expect(journal.of('shop')).toHaveLength(1);
  expect(said()).toHaveLength(1);
  failing.clear();
  await clock.pass(3 * minute);
  expect(journal.last('shop')?.endedAt).toBeDefined();
});

test('a new name is there at once, and nobody looks anew for its sake', async () => {
  const { clock, take, known, looked } = await town();
  await clock.pass(2 * minute);
  const before = looked.length;
  await take(bothParts.replace('name: Shop', 'name: Our shop'));
  expect(known.of('shop').name.en).toBe('Our shop');
  expect(known.catalogue.find('our shop').service?.id).toBe('shop');
  await clock.pass(1_000);
  expect(looked.length).toBe(before);
});

test('a service taken off the list in the middle of an outage has no recovery made up for it', async () => {
  const { clock, failing, take, journal, read: said, telling, watcher } = await town();
  await clock.pass(2 * minute);
  failing.add(mx);
  await clock.pass(3 * minute);
  expect(said()).toHaveLength(1);
  await take('services: []\n');
  await clock.pass(minute);
  expect(watcher.watched).toEqual([]);
  expect(journal.open()).toEqual([]);
  telling.wakeAll();
  await clock.pass(minute);
  expect(said()).toHaveLength(2);
  expect(said()[1]).toMatch(/^Shop is no longer watched/);
  await take(bothParts);
  await clock.pass(5 * minute);
  // It still fails when it is back on the list: that is told as what it is.
  expect(said()).toHaveLength(3);
  expect(said()[2]).not.toMatch(/back/);
});

test('services that come are watched and those that go are not', async () => {
  const { clock, take, watcher, looked } = await town();
  await take(`${bothParts}  - { id: bank, checks: ["https://bank.example.com/"] }\n`);
  expect(watcher.watched).toEqual(['shop', 'bank']);
  await clock.pass(minute);
  expect(looked).toContain('https://bank.example.com/');
  await take(bothParts);
  expect(watcher.watched).toEqual(['shop']);
  const before = looked.filter((target) => target.includes('bank')).length;
  await clock.pass(3 * minute);
  expect(looked.filter((target) => target.includes('bank')).length).toBe(before);
});
