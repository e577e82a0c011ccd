/** The almanac at work: what it tells and learns through restarts, over a real store and real telling. */
import { afterEach, describe, expect, test } from 'vitest';
import { createAlmanac } from '../../src/busy/almanac.ts';
import type { Learned } from '../../src/busy/learning.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createVoice } from '../../src/languages/index.ts';
import type { Filters, Service, Stretch, Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { composeBusy } from '../../src/telling/compose-busy.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createHandClock } from '../clock.ts';
import { createPaper } from '../peers/paper.ts';
import { subscription } from '../telling/world.ts';
import { dayMs, hourMs, hoursOf, officeMs } from './past.ts';

const catalogue = createCatalogue([]);
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function serviceOf(id: string): Service {
  const known = catalogue.get(id);
  if (!known) throw new Error(`The catalogue has ${id}.`);
  return known;
}

type World = {
  readonly start: string;
  readonly follows: readonly Partial<Subscription>[];
  /** How long answers of every service took at each hour. */
  readonly ms?: (at: number) => number | undefined;
  readonly failed?: (at: number) => number;
};

/** A network on paper, a store that outlives the bot, and an hourly bell that the clock rings. */
async function town({ start, follows, ms = () => 100, failed }: World) {
  const clock = createHandClock(Date.parse(start));
  const store = await createStore('sqlite::memory:');
  const paper = createPaper({ dropsRepeats: false, now: clock.now });
  const slack = { ...paper, paper, name: 'slack' };
  const subscriptions = await createSubscriptions(store.table<Subscription>('subs'), () => {});
  for (const facts of follows) {
    await subscriptions.add(subscription({ since: clock.now(), ...facts }));
  }
  const asked: string[] = [];
  const bugs: unknown[] = [];

  async function live() {
    let hourly: (() => Promise<void>) | undefined;
    const telling = await createTelling({
      platforms: new Map([['slack', slack]]),
      ...{ store, subscriptions, clock, log: () => {}, incidentsOf: () => [] },
      compose: () => ({ tone: 'info', title: '', lines: [] }),
      composePaused: () => ({ tone: 'info', title: '', lines: [] }),
      composeNotice: (notice, { channel, language, timeZone }) => {
        const own = subscriptions.ofChannel(channel).map(({ service }) => service);
        const mine = (notice.services ?? []).filter((id) => own.includes(id)).map(serviceOf);
        return composeBusy(notice, mine, {
          voice: createVoice(language, timeZone),
          now: clock.now(),
        });
      },
    });
    const all = () => [...new Set([...subscriptions.all()].map(({ service }) => service))];
    const almanac = await createAlmanac({
      own: [],
      table: store.table<Learned>('busy'),
      latency: async (service, span): Promise<readonly Stretch[]> => {
        asked.push(service);
        return hoursOf(span, ms, failed);
      },
      watched: () => all().map(serviceOf),
      followed: () => all().map(serviceOf),
      announce: telling.announce,
      now: clock.now,
      calendar: {
        at(_id, _when, _timeZone, job) {
          hourly = job;
        },
        cancel() {
          hourly = undefined;
        },
      },
      onBug: (bug) => void bugs.push(bug),
    });
    telling.wakeAll();
    almanac.start();
    await clock.pass(1_000);
    return { telling, almanac, ring: () => hourly?.() };
  }

  let life = await live();
  ends.push(async () => {
    await life.telling.stop();
    await store.close();
    expect(bugs).toEqual([]);
  });
  return {
    ...{ slack, asked, clock, store },
    get almanac() {
      return life.almanac;
    },
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= hourMs) {
        await clock.pass(hourMs);
        await life.ring();
        await clock.pass(1_000);
      }
    },
    async restart() {
      life.almanac.stop();
      await life.telling.stop();
      life = await live();
    },
  };
}

const wanted: Filters = { hasBusyAhead: true };
const shanghai = { channel: 'slack:T/sh', language: 'zh-CN', timeZone: 'Asia/Shanghai' };
const newYork = { channel: 'slack:T/ny', language: 'en', timeZone: 'America/New_York' };

describe('told a day ahead', () => {
  test('each channel in its own words and by its own clocks, of its own services', async () => {
    const { slack, pass } = await town({
      start: '2026-11-08T12:00:00Z',
      follows: [
        { ...shanghai, service: 'sf-express', filters: wanted },
        { ...shanghai, service: 'alipay', filters: wanted },
        { ...newYork, service: 'china-post', filters: wanted },
        { ...newYork, service: 'usps', filters: wanted },
      ],
    });
    await pass(2 * dayMs);
    expect(slack.notes).toHaveLength(2);
    expect(slack.read('slack:T/sh')).toEqual([
      '11月10日 20:00 起，邮政和快递、支付可能变慢：双十一',
    ]);
    expect(slack.read('slack:T/ny')).toEqual([
      'From 10 Nov 07:00 expect mail and parcel services to be slower: 11.11 (Singles’ Day)',
    ]);
  });

  test('at nine in the morning of the day before', async () => {
    const { slack, pass } = await town({
      start: '2026-11-08T23:30:00Z',
      follows: [{ ...shanghai, service: 'sf-express', filters: wanted }],
    });
    await pass(hourMs);
    expect(slack.notes).toEqual([]);
    await pass(hourMs);
    expect(slack.notes).toHaveLength(1);
  });

  test('once, however often the bot is started', async () => {
    const { slack, pass, restart } = await town({
      start: '2026-11-09T00:30:00Z',
      follows: [{ ...shanghai, service: 'sf-express', filters: wanted }],
    });
    for (let times = 0; times < 5; times += 1) {
      await pass(6 * hourMs);
      await restart();
      await restart();
    }
    expect(slack.read('slack:T/sh')).toHaveLength(1);
  });

  test('also by a bot that was off in the morning, but not when the time has begun', async () => {
    const follows = [{ ...shanghai, service: 'sf-express', filters: wanted }];
    const late = await town({ start: '2026-11-10T11:00:00Z', follows });
    const tooLate = await town({ start: '2026-11-10T12:30:00Z', follows });
    await late.pass(hourMs);
    await tooLate.pass(hourMs);
    expect(late.slack.notes).toHaveLength(1);
    expect(tooLate.slack.notes).toEqual([]);
  });

  test('when the network was away, it arrives later and once', async () => {
    const { slack, pass, restart } = await town({
      start: '2026-11-09T00:30:00Z',
      follows: [{ ...shanghai, service: 'sf-express', filters: wanted }],
    });
    slack.faults.push('refused', 'refused', 'refused');
    await pass(2 * hourMs);
    await restart();
    await pass(6 * hourMs);
    expect(slack.read('slack:T/sh')).toHaveLength(1);
  });

  test('not to those who did not ask, nor to those who follow nothing concerned', async () => {
    const { slack, pass } = await town({
      start: '2026-11-08T12:00:00Z',
      follows: [
        { ...shanghai, service: 'sf-express' },
        { ...newYork, service: 'canada-post', filters: wanted },
        { channel: 'slack:T/no', service: 'taobao', filters: { hasBusyAhead: false } },
        { channel: 'slack:T/kinds', service: 'taobao', filters: { notices: ['certificate'] } },
      ],
    });
    await pass(3 * dayMs);
    expect(slack.notes).toEqual([]);
  });
});

describe('learned from the last time', () => {
  const sale = {
    from: Date.parse('2026-11-10T12:00:00Z'),
    until: Date.parse('2026-11-14T16:00:00Z'),
  };
  const isSale = (at: number) => at >= sale.from && at < sale.until;
  const follows = [{ ...shanghai, service: 'taobao' }];
  const taobao = serviceOf('taobao');
  const nextYear = Date.parse('2027-11-11T00:00:00Z');
  const start = '2026-11-14T17:00:00Z';

  test('answers that took three times as long are expected again', async () => {
    const ms = (at: number) => officeMs(at, 'Asia/Shanghai') * (isSale(at) ? 3 : 1);
    const { almanac } = await town({ start, follows, ms });
    const busy = almanac.busyAt(nextYear, taobao);
    expect(busy).toMatchObject({ id: '11-11', isLearned: true });
    expect(busy?.factor).toBeGreaterThan(2.8);
    expect(busy?.factor).toBeLessThan(3.3);
  });

  test('a sale that nobody felt widens nothing next year', async () => {
    const ms = (at: number) => officeMs(at, 'Asia/Shanghai');
    const { almanac } = await town({ start, follows, ms });
    const { factor = 0, isLearned } = almanac.busyAt(nextYear, taobao) ?? {};
    expect([isLearned, factor >= 1, factor < 1.15]).toEqual([true, true, true]);
  });

  test('when much failed, the quick answers of the rest are not believed', async () => {
    const ms = (at: number) => officeMs(at, 'Asia/Shanghai');
    const failed = (at: number) => (isSale(at) ? 6 : 0);
    const { almanac } = await town({ start, follows, ms, failed });
    expect(almanac.busyAt(nextYear, taobao)?.factor).toBe(2.5);
  });

  test('no factor is beyond all bounds', async () => {
    const { almanac } = await town({ start, follows, ms: (at) => (isSale(at) ? 60_000 : 10) });
    expect(almanac.busyAt(nextYear, taobao)?.factor).toBe(10);
  });

  test('it is kept over restarts, and each time that is over is looked at once', async () => {
    const ms = (at: number) => (isSale(at) ? 400 : 100);
    const world = await town({ start, follows, ms });
    const looked = world.asked.length;
    await world.pass(3 * hourMs);
    await world.restart();
    expect(world.asked).toHaveLength(looked);
    expect(world.almanac.busyAt(nextYear, taobao)?.factor).toBe(4);
  });

  test('without a history there is nothing to learn', async () => {
    const { almanac } = await town({ start, follows, ms: () => undefined });
    expect(almanac.busyAt(nextYear, taobao)).toMatchObject({ isLearned: false, factor: 2.5 });
  });
});
