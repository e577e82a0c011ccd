/** Digests: due by the clock of the channel, told once and completely whatever happens meanwhile. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDigests, type DigestMark } from '../../src/asking/digests.ts';
import { createLookBack } from '../../src/asking/look-back.ts';
import { createRooms } from '../../src/asking/rooms.ts';
import type { Incident, Notice, Room, Service, Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createComposing } from '../../src/telling/composing.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createCalendar } from '../../src/time/calendar.ts';
import type { Clock } from '../../src/time/clock.ts';
import { read } from '../desk.ts';
import { createPaper } from '../peers/paper.ts';
import { outage, subscription } from '../telling/world.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A Sunday. */
const start = Date.parse('2026-03-01T00:00:00Z');
const channel = 'slack:T/a';

/** The store commits at the end of a turn, so only what waits for a time is made to wait for ours. */
beforeEach(
  () => void vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] }),
);
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.useRealTimers();
});

/** Asks each time: the clock of the test is another one than when this file was loaded. */
const now = () => Date.now();
const clock: Clock = {
  now,
  elapsed: now,
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Goes on, and lets what falls due on the way be written. */
async function pass(ms: number): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    await vi.advanceTimersByTimeAsync(Math.min(30 * 60_000, until - Date.now()));
    await settle();
  }
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
}

async function town(room: Room, follows: readonly Partial<Subscription>[] = [{}]) {
  const store = await createStore('sqlite::memory:');
  ends.push(() => store.close());
  const subscriptions = await createSubscriptions(store.table('subscriptions'), () => {});
  for (const facts of follows) await subscriptions.add(subscription({ channel, ...facts }));
  const rooms = await createRooms(store.table('rooms'), subscriptions);
  await rooms.set(channel, room);
  const told: Notice[] = [];
  const faults: unknown[] = [];
  const announce = async (notice: Notice): Promise<void> => {
    told.push(notice);
  };
  const marks = store.table<DigestMark>('digests');
  let life = await live({ isDown: false }, announce);

  /** Both of its writes fail while the store is down, as they are one transaction. */
  async function live(broken: { isDown: boolean }, tell: typeof announce) {
    const fail = () => Promise.reject(new Error('the store is down'));
    const set: typeof marks.set = (...row) => (broken.isDown ? fail() : marks.set(...row));
    const calendar = createCalendar((error) => {
      throw error;
    });
    const digests = await createDigests({
      ...{ calendar, rooms, subscriptions, now },
      announce: (notice) => (broken.isDown ? fail() : tell(notice)),
      table: { ...marks, set },
      timeZone: 'UTC',
      onFault: (error) => faults.push(error),
    });
    await digests.start();
    ends.push(calendar.stop);
    return { calendar, digests };
  }

  return {
    ...{ store, subscriptions, rooms, told, faults },
    get digests() {
      return life.digests;
    },
    async die(): Promise<void> {
      await life.calendar.stop();
    },
    async live(broken = { isDown: false }, tell = announce): Promise<void> {
      life = await live(broken, tell);
    },
    spans: () =>
      told.map(({ facts: { from, until } }) =>
        [from, until].map((at) => new Date(Number(at)).toISOString().slice(5, 16)).join(' '),
      ),
  };
}

const daily: Room = { digest: { every: 'day', at: '09:00' } };

describe('when', () => {
  test('every day at the time of the channel, also when its clocks are changed', async () => {
    const { spans } = await town({ ...daily, timeZone: 'Europe/Berlin' });
    await pass(30 * day);
    expect(spans().slice(0, 2)).toEqual(['02-28T08:00 03-01T08:00', '03-01T08:00 03-02T08:00']);
    expect(spans().slice(-3)).toEqual([
      '03-27T08:00 03-28T08:00',
      '03-28T08:00 03-29T07:00',
      '03-29T07:00 03-30T07:00',
    ]);
  });

  test('every week on its day', async () => {
    const { spans } = await town({ digest: { every: 'week', at: '16:30', day: 5 } });
    await pass(15 * day);
    expect(spans()).toEqual(['02-27T16:30 03-06T16:30', '03-06T16:30 03-13T16:30']);
  });

  test('a channel that follows nothing hears nothing', async () => {
    const { told } = await town(daily, []);
    await pass(3 * day);
    expect(told).toEqual([]);
  });

  test('another time holds from now on, and none at all ends it', async () => {
    const { spans, rooms, digests } = await town(daily);
    await pass(10 * hour);
    await rooms.set(channel, { digest: { every: 'day', at: '08:00' } });
    await digests.follow(channel);
    await pass(day);
    await rooms.set(channel, {});
    await digests.follow(channel);
    await pass(3 * day);
    expect(spans()).toEqual(['02-28T09:00 03-01T09:00', '03-01T09:00 03-02T08:00']);
  });
});

describe('nothing is lost and nothing comes twice', () => {
  test('whatever was missed is in one digest after the start', async () => {
    const bot = await town(daily);
    await pass(day);
    await bot.die();
    await pass(3 * day + 2 * hour);
    await bot.live();
    await bot.die();
    await bot.live();
    expect(bot.spans()).toEqual(['02-28T09:00 03-01T09:00', '03-01T09:00 03-04T09:00']);
  });

  test('a machine that slept through the time makes up for it within the hour', async () => {
    const bot = await town(daily);
    await pass(8 * hour);
    vi.setSystemTime(Date.now() + 5 * hour);
    await pass(hour);
    expect(bot.spans()).toEqual(['02-28T09:00 03-01T09:00']);
  });

  test('a store that fails for hours costs nothing', async () => {
    const bot = await town(daily);
    await bot.die();
    const down = { isDown: true };
    await bot.live(down);
    await pass(12 * hour);
    expect(bot.told).toEqual([]);
    expect(bot.faults.length).toBeGreaterThan(1);
    down.isDown = false;
    await pass(day);
    expect(bot.spans()).toEqual(['02-28T09:00 03-01T09:00', '03-01T09:00 03-02T09:00']);
  });
});

describe('what a channel reads', () => {
  const nine = Date.parse('2026-03-01T09:00:00Z');
  const service = (id: string): Service => ({
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: ['web', 'api'].map((part) => {
      return { id: part, name: { en: part }, need: 'all', checks: [] };
    }),
  });
  const incidents: Incident[] = [
    outage({ id: 'shop.1', service: 'shop', startedAt: nine - 3 * day, endedAt: nine - 2 * day }),
    outage({ id: 'shop.2', service: 'shop', startedAt: nine - 5 * hour, endedAt: nine - 4 * hour }),
    outage({ id: 'mail.1', startedAt: nine - hour, worst: 'degraded', status: 'degraded' }),
  ];

  async function reading(room: Room, follows: readonly Partial<Subscription>[]) {
    const bot = await town(room, follows);
    await bot.die();
    const lookBack = createLookBack({
      subscriptionsOf: bot.subscriptions.ofChannel,
      serviceOf: service,
      incidentsOf: (id) => incidents.filter((one) => one.service === id),
      uptime: (id) => (id === 'quiet' ? { share: 1, since: 0 } : { share: 0.958, since: 0 }),
      workedMs: (id) => (id === 'quiet' ? 2 * hour : 0),
      planned: (id) =>
        id === 'quiet' ? [{ from: nine + 12 * hour, until: nine + 14 * hour }] : [],
      hints: ({ id }) => (id === 'shop' ? ['answers take longer than usual'] : []),
      now,
    });
    const paper = createPaper({ dropsRepeats: false, now });
    const posts: string[] = [];
    const network = {
      ...paper,
      name: 'slack',
      limits: {},
      async post(...[to, message, delivery]: Parameters<typeof paper.post>) {
        const sent = await paper.post(to, message, delivery);
        if (sent.result === 'ok') posts.push(read(message));
        return sent;
      },
    };
    const telling = await createTelling({
      platforms: new Map([['slack', network]]),
      ...{ store: bot.store, subscriptions: bot.subscriptions, clock, log: () => {} },
      incidentsOf: () => [],
      ...createComposing({ serviceOf: service, pastOf: lookBack, now }),
    });
    ends.push(() => telling.stop());
    telling.wakeAll();
    await bot.live({ isDown: false }, telling.announce);
    return { ...bot, posts, paper };
  }

  test('outages with their length, uptime, planned work and what looks unusual', async () => {
    const { posts } = await reading(daily, [
      { service: 'shop' },
      { service: 'mail' },
      { service: 'quiet' },
    ]);
    await pass(10 * hour);
    expect(posts).toEqual([
      [
        '(info) The last 1 day here: 2 outages',
        '  From 28 Feb 09:00 UTC to 1 Mar 09:00 UTC',
        '  mail: since 08:00 UTC: degraded',
        '  shop: 04:00 UTC, 1 hr: down',
        '  Uptime: shop 95.8%, mail 95.8%',
        '  quiet: 2 hr of planned work',
        '  quiet: maintenance planned, 21:00 UTC to 23:00 UTC',
        '  shop: answers take longer than usual',
        '  [Details] /status',
      ].join('\n'),
    ]);
  });

  test('what the channel does not want to hear of is not in it, and it is in its language', async () => {
    const { posts } = await reading({ ...daily, language: 'zh-CN' }, [
      { service: 'mail', filters: { atLeast: 'partial' } },
      { service: 'quiet' },
    ]);
    await pass(10 * hour);
    expect(posts[0]?.split('\n').slice(0, 2)).toEqual([
      '(info) 本频道过去 1 天：没有故障',
      '  2月28日 09:00 UTC 至 3月1日 09:00 UTC',
    ]);
  });

  test('a network that is away for hours gets it once, when it is back', async () => {
    const { posts, paper } = await reading(daily, [{ service: 'shop' }]);
    paper.isAway = true;
    await pass(20 * hour);
    expect(posts).toEqual([]);
    paper.isAway = false;
    await pass(2 * hour);
    expect(posts).toHaveLength(1);
  });

  test('quiet hours put it off', async () => {
    const quiet = { hours: { from: '08:00', to: '11:00' }, afterwards: 'catch-up' } as const;
    const { posts } = await reading({ ...daily, quiet }, [{ service: 'shop' }]);
    await pass(10.5 * hour);
    expect(posts).toEqual([]);
    await pass(hour);
    expect(posts).toHaveLength(1);
  });
});
