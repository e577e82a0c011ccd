/** The desk over real own services, rooms, planned work, telling and store: who may do what, and what comes of it. */
import { afterEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../src/asking/desk.ts';
import { operators } from '../../src/asking/place.ts';
import { createRooms } from '../../src/asking/rooms.ts';
import { createKnown } from '../../src/catalogue/known.ts';
import { createHistory } from '../../src/history/history.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { createMaintenance } from '../../src/incidents/maintenance.ts';
import { createWorked } from '../../src/incidents/worked.ts';
import type { Message } from '../../src/message.ts';
import type { Reading, Service, Subscription } from '../../src/model.ts';
import { targetProblem } from '../../src/probes/index.ts';
import { createStore } from '../../src/store/index.ts';
import { createComposing } from '../../src/telling/composing.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createSchedule } from '../../src/time/schedule.ts';
import { createHandClock } from '../clock.ts';
import { createTown, hour, minute, service } from '../incidents/town.ts';
import { createPaper } from '../peers/paper.ts';
import { subscription } from '../telling/world.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const shop = service('shop');
const note: Message = { tone: 'info', title: 'note', lines: [] };
const here = 'slack:T1/C1';

/** `open` may be called again over the same store, as after a restart. */
async function house(named: readonly string[] = []) {
  const clock = createHandClock(Date.UTC(2026, 2, 3, 12));
  const { now } = clock;
  const store = await createStore('sqlite::memory:');
  ends.push(() => store.close());
  const town = await createTown({ services: [shop] });
  ends.push(() => town.stop());
  const up: Reading = { status: 'up', at: now(), tookMs: 40, timings: {} };
  const chosen: string[] = [];
  const come: string[] = [];
  const forgotten: string[] = [];

  async function open() {
    const log = () => {};
    const known = await createKnown(store.table('own'), { watch: [], services: [shop] });
    const subscriptions = await createSubscriptions(store.table('subscriptions'), () => {});
    const rooms = await createRooms(store.table('rooms'), subscriptions);
    const worked = await createWorked(store.table('worked'));
    const schedule = createSchedule({
      clock,
      onBug: (error) => {
        throw error;
      },
    });
    const paper = createPaper({ dropsRepeats: true, now });
    const telling = await createTelling({
      platforms: new Map(['slack', 'discord'].map((name) => [name, { ...paper, name }])),
      ...{ store, subscriptions, clock, log },
      incidentsOf: () => [],
      ...createComposing({ serviceOf: known.of, now }),
    });
    const maintenance = await createMaintenance({
      ...{ fixed: [], schedule, now, announce: telling.announce, onOver: () => {}, log },
      table: store.table('maintenance'),
      onWorked: (window, when) => void worked.note(window, when),
    });
    maintenance.start();
    const history = createHistory({ table: store.table('history'), now });
    const desk = createDesk({
      ...{ catalogue: known.catalogue, own: known.own, subscriptions, rooms, worked, telling, now },
      ...{ maintenance, watcher: town.watcher, targetProblem },
      journal: await createJournal(store.table('incidents')),
      history,
      warnings: { forget: async (id) => void forgotten.push(id) },
      onOwn: async (id) => void come.push(id),
      onRoom: async (channel) => void chosen.push(channel),
      isOperators: operators(named),
      look: async () => up,
      lookPublic: async () => up,
      about: () => ({ version: '1', startedAt: 0, health: {}, blind: [] }),
    });
    const stop = async () => {
      await schedule.stop();
      await telling.stop();
    };
    ends.push(stop);
    return { desk, history, paper, subscriptions, stop };
  }
  const [first] = [await open()];
  return { ...first, clock, chosen, come, forgotten, open };
}

function follow(facts: Partial<Subscription>): Subscription {
  return subscription({ channel: here, ...facts });
}

test('where the time went lately is told apart from where it went in the week before', async () => {
  const { desk, history, clock } = await house();
  await history.follow(shop);
  const [check] = shop.components.flatMap(({ checks }) => checks);
  if (!check) throw new Error('no check');
  for (let hours = 0; hours < 5 * 24; hours += 1) {
    const timings = { tcp: hours < 4 * 24 ? 20 : 200 };
    history.add(check, { status: 'up', at: clock.now(), tookMs: 300, timings });
    await clock.pass(hour);
  }
  const { day, week } = await desk.spent('shop');
  expect(day.connect).toBeCloseTo(200, -2);
  expect(week.connect).toBeCloseTo(20, -1);
});

describe('services from chat', () => {
  test('are known where they were added and nowhere else, through a restart', async () => {
    const { desk, come, stop, open } = await house();
    const wanted = { target: 'https://blog.example/', name: 'Blog', by: 'U1' };
    expect(await desk.within('slack:T1').watch(wanted)).toMatchObject({ result: 'done' });
    expect(await desk.within('slack:T1').watch(wanted)).toMatchObject({ result: 'known' });
    expect(come).toEqual(['blog']);
    await stop();
    const again = (await open()).desk;
    for (const one of [desk, again]) {
      expect(one.within('slack:T1').catalogue.find('Blog')).toMatchObject({ isExact: true });
      expect(
        one
          .within('slack:T1')
          .own()
          .map(({ id }) => id),
      ).toEqual(['blog']);
      expect(one.within('discord:2').catalogue.get('blog')).toBeUndefined();
      expect(await one.within('discord:2').unwatch('blog')).toBe(false);
    }
  });

  test('take their subscriptions along when they go', async () => {
    const { desk, subscriptions, forgotten } = await house();
    const own = desk.within('slack:T1');
    await own.watch({ target: 'https://blog.example/', name: 'Blog', by: 'U1' });
    expect(await own.subscribe(follow({ service: 'blog' }), note)).toEqual({ result: 'done' });
    expect(await own.unwatch('blog')).toBe(true);
    expect(subscriptions.ofService('blog')).toEqual([]);
    expect(forgotten).toEqual(['blog']);
  });

  test.each(['http://u:p@blog.example/', 'gopher://blog.example/', 'x'.repeat(2_000)])(
    'cannot be at %s',
    async (target) => {
      const { desk } = await house();
      const made = await desk.within('slack:T1').watch({ target, name: '', by: 'U1' });
      expect(made.result).toBe('wrong');
    },
  );
});

describe('following', () => {
  test('a channel that cannot be written to follows nothing', async () => {
    const { desk, paper } = await house();
    paper.faults.push('gone');
    const made = await desk.subscribe(follow({ service: 'shop' }), note);
    expect(made.result).toBe('undeliverable');
    expect(desk.followed(here)).toEqual([]);
    expect(await desk.subscribe(follow({ service: 'shop' }), note)).toEqual({ result: 'done' });
    expect(await desk.subscribe(follow({ service: 'shop' }), note)).toEqual({ result: 'already' });
  });

  test('what a channel has chosen is what its next subscription is like', async () => {
    const { desk, chosen } = await house();
    await desk.settle(here, { language: 'zh-CN', mode: 'plain' });
    expect(chosen).toEqual([here]);
    await desk.subscribe(follow({ service: 'shop' }), note);
    expect(desk.followed(here)[0]?.subscription).toMatchObject({
      language: 'zh-CN',
      filters: { mode: 'plain' },
    });
    await desk.unsubscribeAll(here, note);
    expect(desk.followed(here)).toEqual([]);
  });
});

describe('who speaks for a service', () => {
  const whatsapp = (all: readonly Service[]) => all.find(({ id }) => id === 'whatsapp') as Service;

  test('of the file: Slack, the terminal and the servers that the operator names', async () => {
    const { desk } = await house(['discord:1']);
    const may = (workspace: string) => desk.within(workspace).isOurs(shop);
    expect(['slack:T1', 'console:terminal', 'discord:1', 'discord:2'].map(may)).toEqual([
      ...[true, true, true],
      false,
    ]);
  });

  test('of the catalogue: nobody; from chat: where it was added', async () => {
    const { desk } = await house();
    expect(desk.within('slack:T1').isOurs(whatsapp(desk.catalogue.services))).toBe(false);
    const server = desk.within('discord:2');
    const made = await server.watch({ target: 'https://blog.example/', name: 'Blog', by: 'U1' });
    if (made.result !== 'done') throw new Error(made.result);
    expect(server.isOurs(made.service)).toBe(true);
    expect(desk.within('discord:1').isOurs(made.service)).toBe(false);
  });

  test('planned work of the file is seen everywhere and called off only by those', async () => {
    const { desk } = await house();
    const slack = desk.within('slack:T1');
    const made = await slack.plan({ services: ['shop'], start: 'now', forMs: hour });
    const id = made.result === 'done' ? made.work.id : '';
    expect(desk.within('discord:2').planned()).toMatchObject([{ id, isFixed: true }]);
    expect(await desk.within('discord:2').cancel(id)).toBe('fixed');
    expect(slack.planned()).toMatchObject([{ id, isFixed: false }]);
    expect(await slack.cancel(id)).toBe('done');
    expect(await slack.cancel(id)).toBe('unknown');
  });

  test('an announcement is sent once, by the workspace that wrote it, to all who follow', async () => {
    const { desk, paper, clock } = await house();
    await desk.subscribe(follow({ service: 'shop', since: clock.now() }), note);
    const draft = desk
      .within('slack:T1')
      .draft({ service: 'shop', text: 'We move', person: 'ana' });
    expect(await desk.within('discord:2').send(draft)).toBe(false);
    expect(await desk.within('slack:T1').send(draft)).toBe(true);
    expect(await desk.within('slack:T1').send(draft)).toBe(false);
    await clock.pass(minute);
    expect(paper.read(here)).toEqual(['note', 'We move']);
  });
});

describe('planned work', () => {
  test('is repeated on days like its first, and counted as what it was', async () => {
    const { desk, clock } = await house();
    const ours = desk.within('slack:T1');
    const made = await ours.plan({
      ...{ services: ['shop'], forMs: hour, title: 'Backup' },
      start: { minute: 13 * 60, timeZone: 'UTC' },
      repeat: { every: 'week', timeZone: 'UTC' },
    });
    expect(made).toMatchObject({
      work: { every: 'week', from: Date.UTC(2026, 2, 3, 13), title: 'Backup' },
    });
    await clock.pass(1.5 * hour);
    expect(ours.workedMs('shop', 24 * hour)).toBe(hour / 2);
    await clock.pass(hour);
    expect(ours.workedMs('shop', 24 * hour)).toBe(hour);
    expect(ours.workedMs('whatsapp', 24 * hour)).toBe(0);
    expect(ours.planned()[0]?.from).toBe(Date.UTC(2026, 2, 10, 13));
    await clock.pass(7 * 24 * hour);
    expect(ours.workedMs('shop', 30 * 24 * hour)).toBe(2 * hour);
  });

  test.each([
    ['day', Date.UTC(2026, 2, 4, 9)],
    ['weekdays', Date.UTC(2026, 2, 4, 9)],
    ['week', Date.UTC(2026, 2, 4, 9)],
    ['month', Date.UTC(2026, 2, 4, 9)],
  ] as const)('every %s begins with the time that was said', async (every, from) => {
    const { desk } = await house();
    const start = { minute: 9 * 60, timeZone: 'UTC' };
    const made = await desk.within('slack:T1').plan({
      ...{ services: ['shop'], start, forMs: hour },
      repeat: { every, timeZone: 'UTC' },
    });
    expect(made).toMatchObject({ work: { every, from } });
  });

  test('called off early counts as long as it lasted', async () => {
    const { desk, clock } = await house();
    const ours = desk.within('slack:T1');
    const made = await ours.plan({ services: ['shop'], start: 'now', forMs: 2 * hour });
    await clock.pass(30 * minute);
    await ours.cancel(made.result === 'done' ? made.work.id : '');
    await clock.pass(3 * hour);
    expect(ours.workedMs('shop', 24 * hour)).toBe(30 * minute);
  });
});
