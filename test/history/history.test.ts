/** How services have been: what people read as uptime and latency, through restarts and the store's limits. */
import { expect, test } from 'vitest';
import { createHistory, type History } from '../../src/history/history.ts';
import type { Kept } from '../../src/history/stored.ts';
import type { Check, Reading, Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import type { Table } from '../../src/store/store.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 20);

function check(id: string): Check {
  return { id, target: `tcp://${id}:1`, everyMs: minute, timeoutMs: 1_000, expect: {} };
}

function serviceOf(need: 'all' | 'any', ...ids: string[]): Service {
  return {
    id: 'shop',
    name: { en: 'Shop' },
    aliases: [],
    category: 'own',
    preset: 'default',
    components: [{ id: 'web', name: { en: 'Web' }, need, checks: ids.map(check) }],
  };
}

function reading(at: number, status: Reading['status'], tookMs = 100): Reading {
  return { status, at, tookMs, timings: {} };
}

async function world(service: Service, given: { table?: Table<Kept>; at?: number } = {}) {
  const store = await createStore('sqlite::memory:');
  const table = given.table ?? store.table<Kept>('history');
  const clock = { at: given.at ?? start };
  const blind = { is: false };
  const history = createHistory({ table, now: () => clock.at, isBlind: () => blind.is });
  await history.follow(service);
  const checks = service.components.flatMap((one) => one.checks);
  /** One look a minute at each check, for so long. */
  const pass = (
    ms: number,
    status: (id: string, at: number) => Reading['status'],
    tookMs = 100,
  ) => {
    for (const end = clock.at + ms; clock.at < end; clock.at += minute) {
      for (const one of checks) {
        history.add(one, reading(clock.at + 1_000, status(one.id, clock.at), tookMs));
      }
    }
  };
  return { history, table, clock, blind, pass, checks };
}

const up = () => 'up' as const;
const down = () => 'down' as const;

function percent(history: History, windowMs: number): number | undefined {
  const known = history.uptime('shop', windowMs);
  return known && Math.round(known.share * 10_000) / 100;
}

test('an hour of failure in a day is 95.83 %', async () => {
  const { history, pass } = await world(serviceOf('all', 'a'));
  pass(10 * hour, up);
  pass(hour, down);
  pass(13 * hour, up);
  expect(percent(history, day)).toBeCloseTo(95.83, 1);
  expect(percent(history, hour)).toBe(100);
  expect(history.uptime('shop', 30 * day)?.since).toBe(start);
});

test('a failure that is looked at again every second does not weigh more', async () => {
  const { history, pass, clock, checks } = await world(serviceOf('all', 'a'));
  pass(59 * minute, up);
  for (let second = 0; second < 60; second += 1) {
    history.add(checks[0] as Check, reading(clock.at + second * 1_000, 'down'));
  }
  clock.at += minute;
  pass(hour, up);
  expect(percent(history, day)).toBeCloseTo((100 * 118) / 119, 1);
});

test('one failed look among others of the same minute is no failure', async () => {
  const { history, clock, checks } = await world(serviceOf('all', 'a'));
  for (const [second, status] of (['up', 'down', 'up', 'up'] as const).entries()) {
    history.add(checks[0] as Check, reading(clock.at + second * 1_000, status));
  }
  clock.at += minute;
  history.add(checks[0] as Check, reading(clock.at, 'up'));
  expect(percent(history, day)).toBe(100);
});

test('our own trouble costs no service its uptime', async () => {
  const { history, pass, blind } = await world(serviceOf('all', 'a'));
  pass(hour, up);
  pass(hour, () => 'unknown');
  blind.is = true;
  pass(hour, down);
  pass(minute, up);
  blind.is = false;
  pass(hour, up);
  expect(percent(history, day)).toBe(100);
});

test('with `any` the better check counts, with `all` the worse one', async () => {
  for (const [need, expected] of [
    ['any', 100],
    ['all', 50],
  ] as const) {
    const { history, pass } = await world(serviceOf(need, 'a', 'b'));
    pass(hour, up);
    pass(hour, (id) => (id === 'b' ? 'down' : 'up'));
    pass(minute, up);
    expect(percent(history, day)).toBeCloseTo(expected, -1);
  }
});

test('a restart forgets nothing, and adds to the quarter that was open', async () => {
  const service = serviceOf('all', 'a');
  const first = await world(service);
  first.pass(30 * hour, up, 80);
  first.pass(20 * minute, down);
  await first.history.stop();
  const { history, pass } = await world(service, { table: first.table, at: first.clock.at });
  const before = percent(history, 7 * day);
  expect(before).toBeCloseTo((100 * 1800) / 1820, 1);
  pass(20 * minute, up, 80);
  expect(percent(history, 7 * day)).toBeCloseTo((100 * 1820) / 1840, 1);
  expect(history.uptime('shop', 7 * day)?.since).toBe(start);
});

test('days on which the bot was off are unknown, not up and not down', async () => {
  const service = serviceOf('all', 'a');
  const first = await world(service);
  first.pass(day, down);
  await first.history.stop();
  const at = start + 4 * day;
  const { history, pass } = await world(service, { table: first.table, at });
  pass(day, up);
  expect(percent(history, 7 * day)).toBeCloseTo(50, 0);
  expect(percent(history, day)).toBe(100);
});

test('latency is the middle of what was seen, for minutes, hours and weeks', async () => {
  const { history, pass, clock } = await world(serviceOf('all', 'a'));
  pass(3 * day, up, 200);
  pass(2 * hour, up, 400);
  pass(minute, up, 400);
  const short = await history.latency('shop', { from: clock.at - 3 * hour, to: clock.at }, 36);
  expect(short[0]?.medianMs).toBeCloseTo(200, 0);
  expect(short.at(-2)?.medianMs).toBeCloseTo(400, 0);
  await history.checkpoint();
  const long = await history.latency('shop', { from: start, to: clock.at }, 37);
  expect(long).toHaveLength(37);
  expect(long[3]?.medianMs).toBeCloseTo(200, 0);
  expect(long.at(-1)?.medianMs).toBeCloseTo(400, 0);
  expect(long.every(({ failed }) => failed === 0)).toBe(true);
});

test('no look writes to the store, a checkpoint writes once what has ended', async () => {
  const writes: string[] = [];
  const store = await createStore('sqlite::memory:');
  const inner = store.table<Kept>('history');
  const set: Table<Kept>['set'] = (key, value) => {
    writes.push(key);
    return inner.set(key, value);
  };
  const { history, pass } = await world(serviceOf('all', 'a'), { table: { ...inner, set } });
  pass(2 * hour, up);
  expect(writes).toEqual([]);
  await history.checkpoint();
  expect(writes).toHaveLength(2);
  await history.checkpoint();
  expect(writes).toHaveLength(2);
});

test('a store that fails loses nothing: the next checkpoint writes it', async () => {
  const store = await createStore('sqlite::memory:');
  const inner = store.table<Kept>('history');
  let isBroken = true;
  const set: Table<Kept>['set'] = async (key, value) => {
    if (isBroken) throw new Error('full');
    return inner.set(key, value);
  };
  const { history, pass } = await world(serviceOf('all', 'a'), { table: { ...inner, set } });
  pass(2 * hour, up);
  await expect(history.checkpoint()).rejects.toThrow('full');
  isBroken = false;
  await history.checkpoint();
  expect(await inner.get('shop/a')).toMatchObject({ by: 'days' });
});

test('what is forgotten while it is being written stays forgotten, a day that ended too', async () => {
  const ids = Array.from({ length: 600 }, (_, index) => `check-${index}`);
  const { history, table, pass } = await world(serviceOf('all', ...ids));
  pass(2 * hour, up);
  await history.checkpoint();
  pass(day, up);
  const written = history.checkpoint();
  await Promise.all([written, history.forget('shop')]);
  await history.checkpoint();
  for await (const [key] of table.entries()) expect(key).toBeUndefined();
});

test('two that write at once write everything, and once', async () => {
  const writes: string[] = [];
  const store = await createStore('sqlite::memory:');
  const inner = store.table<Kept>('history');
  const yesterday = `/${start / day}`;
  let isBroken = true;
  const set: Table<Kept>['set'] = async (key, value) => {
    if (isBroken && key.endsWith(yesterday)) throw new Error('full');
    await inner.set(key, value);
    if (key.endsWith(yesterday)) writes.push(key);
  };
  const ids = ['a', 'b', 'c', 'd'];
  const { history, pass } = await world(serviceOf('all', ...ids), { table: { ...inner, set } });
  pass(day + 2 * hour, up);
  await expect(history.checkpoint()).rejects.toThrow('full');
  isBroken = false;
  await Promise.all([history.checkpoint(), history.checkpoint()]);
  expect(writes.toSorted()).toEqual(ids.map((id) => `shop/${id}${yesterday}`));
});

/** Milliseconds in each phase. */
const timings = { dns: 4, tcp: 20, tls: 30, 'first-byte': 120, body: 6 };

/** Longer than a key of the store may be. */
const longId = `${'w'.repeat(63)}/https://shop.example.com/${'x'.repeat(1_000)}`;

test('four hundred days of one check fit into 64 kB with all their keys, older ones are gone', async () => {
  const long = serviceOf('all', longId);
  const service = { ...long, id: 's'.repeat(64) };
  const { history, table, clock, checks } = await world(service);
  const [one] = checks;
  for (let at = start; at < start + 420 * day; at += 15 * minute) {
    clock.at = at;
    const status = at % (7 * hour) === 0 ? 'down' : 'up';
    history.add(one as Check, { ...reading(at, status, 50 + (at % 977)), timings });
    if (at % day === 0) await history.checkpoint();
  }
  await history.stop();
  let size = 0;
  for await (const [key, kept] of table.entries()) {
    size += Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(kept));
  }
  expect(size).toBeGreaterThan(55_000);
  expect(size).toBeLessThan(64 * 1024);
  const share = history.uptime(service.id, 400 * day)?.share;
  expect(share).toBeCloseTo(1 - 1 / 28, 2);
  const old = await history.steps(service.id, { from: start + 30 * day, to: clock.at }, 3);
  for (const { connect = 0, answer = 0 } of old) {
    expect(connect / 50).toBeCloseTo(1, 0);
    expect(answer / 120).toBeCloseTo(1, 0);
  }
  const all = await history.latency(service.id, { from: start, to: start + 420 * day }, 420 * 24);
  const seen = all.map(({ known, p95Ms }) => known > 0 && p95Ms !== undefined);
  expect(seen.indexOf(true)).toBe(20 * 24);
  expect(seen.slice(20 * 24)).not.toContain(false);
  await history.forget(service.id);
  for await (const [key] of table.entries()) expect(key).toBeUndefined();
}, 20_000);

test('hours of long ago are as they were, to two hundredths and a failure of a minute', async () => {
  const { history, pass, clock } = await world(serviceOf('all', 'a'));
  for (let days = 0; days < 60; days += 1) {
    pass(6 * hour, up, 37);
    pass(minute, down);
    pass(6 * hour - minute, up, 950);
    pass(12 * hour, up, 8_000);
    await history.checkpoint();
  }
  const span = { from: start + 2 * day, to: start + 3 * day };
  const hours = await history.latency('shop', span, 24);
  const near = (at: number, ms: number) =>
    expect(Math.abs((hours[at]?.medianMs ?? 0) / ms - 1)).toBeLessThan(0.02);
  near(1, 37);
  near(8, 950);
  near(20, 8_000);
  expect(hours.map(({ failed }) => failed > 0).indexOf(true)).toBe(6);
  expect(hours.filter(({ failed }) => failed > 0)).toHaveLength(1);
  expect(hours[6]?.failed).toBeCloseTo(1, 0);
  expect(clock.at).toBe(start + 60 * day);
});

test('checks whose long targets end differently are kept apart', async () => {
  const ids = ['1', '2'].map((end) => longId + end);
  const { history, table, pass } = await world(serviceOf('all', ...ids));
  pass(hour, (id) => (id.endsWith('1') ? 'up' : 'down'));
  await history.stop();
  const later = await world(serviceOf('all', ids[1] ?? ''), { table, at: start + hour });
  expect(percent(later.history, day)).toBe(0);
});

test('days of long ago that stand alone are read beside those that came together', async () => {
  const store = await createStore('sqlite::memory:');
  const table = store.table<Kept>('history');
  const today = Math.floor(start / day);
  // Sixteen hours: 60 seen, 6 failed, 100 ms, with a p95.
  const alone = '|I+,'.repeat(24);
  for (const back of [50, 45]) {
    await table.set(`shop/a/${today - back}`, { by: 'hours', rows: alone });
  }
  await table.set('shop/a', { by: 'day', rows: '2o$XI+'.repeat(10), last: today - 44 });
  const first = await world(serviceOf('all', 'a'), { table, at: start - 44 * day });
  first.pass(46 * day, up, 200);
  await first.history.stop();
  const span = { from: start - 52 * day, to: start - 40 * day };
  const days = await first.history.latency('shop', span, 12);
  const medians = days.map(({ medianMs = 0 }) => Math.round(medianMs / 100) * 100);
  expect(medians).toEqual([0, 0, 100, 0, 0, 0, 0, 100, 200, 200, 200, 200]);
});

test('where the time went is known by the hour, and outlives a restart', async () => {
  const service = serviceOf('all', 'a');
  const first = await world(service);
  const see = (one: typeof first, ms: number, firstByte: number) => {
    for (const end = one.clock.at + ms; one.clock.at < end; one.clock.at += minute) {
      const spent = { ...timings, 'first-byte': firstByte };
      one.history.add(one.checks[0] as Check, { ...reading(one.clock.at, 'up'), timings: spent });
    }
  };
  see(first, 30 * hour, 120);
  see(first, 2 * hour, 500);
  await first.history.stop();
  const later = await world(service, { table: first.table, at: first.clock.at + hour });
  see(later, hour, 120);
  see(later, minute, 120);
  const to = later.clock.at - minute;
  const hours = await later.history.steps('shop', { from: to - 5 * hour, to }, 5);
  const answers = hours.map(({ answer }) => answer && Math.round(answer / 60) * 60);
  expect(answers).toEqual([120, 480, 480, undefined, 120]);
  expect(hours[0]?.connect).toBeGreaterThan(46);
  expect(hours[0]?.connect).toBeLessThan(54);
  expect(Object.keys(hours[0] ?? {})).toEqual(['name', 'connect', 'answer', 'rest']);
});

test('a look that fails says nothing about where the time goes', async () => {
  const { history, clock, checks } = await world(serviceOf('all', 'a'));
  for (const status of ['up', 'down'] as const) {
    const slow = status === 'down' ? { tcp: 9_000 } : { tcp: 20 };
    history.add(checks[0] as Check, { ...reading(clock.at, status), timings: slow });
  }
  clock.at += 2 * hour;
  history.add(checks[0] as Check, { ...reading(clock.at, 'up'), timings: { tcp: 20 } });
  const [hourly] = await history.steps('shop', { from: start, to: clock.at }, 2);
  expect(hourly?.connect).toBeCloseTo(20, -1);
});

test('a look that asked nobody counts for uptime and takes no time', async () => {
  const { history, clock, checks } = await world(serviceOf('all', 'a', 'b'));
  for (const end = clock.at + hour; clock.at < end; clock.at += minute) {
    const [asked, known] = checks as [Check, Check];
    history.add(asked, { ...reading(clock.at, 'up', 300), timings: { tcp: 100 } });
    history.add(known, { ...reading(clock.at, 'up', 0.2), timings: { expect: 0.2 } });
  }
  const [all] = await history.latency('shop', { from: start, to: clock.at }, 1);
  expect(all?.medianMs).toBe(300);
  expect(percent(history, day)).toBe(100);
});

test('what was written before days had a p95 and hours were short is still read', async () => {
  const store = await createStore('sqlite::memory:');
  const table = store.table<Kept>('history');
  const today = Math.floor(start / day);
  // One day: 1440 minutes seen, 144 failed, 100 ms. Sixteen hours: 60 seen, 6 failed, 100 ms.
  const [old, hours] = ['2o$XI+', '`)I+,'.repeat(24)];
  await table.set('shop/a', { by: 'day', rows: old.repeat(3), last: today });
  await table.set(`shop/a/${today - 2}`, { by: 'hour', rows: hours });
  const { history } = await world(serviceOf('all', 'a'), { table });
  expect(percent(history, 7 * day)).toBe(90);
  const span = { from: start - 2 * day, to: start - day };
  const each = await history.latency('shop', span, 24);
  expect(each.map(({ known, failed }) => failed / known)).toEqual(Array(24).fill(0.1));
  expect(each[0]?.medianMs).toBeCloseTo(100, 0);
});

test('what is damaged in the store reads as never seen', async () => {
  const store = await createStore('sqlite::memory:');
  const table = store.table<Kept>('history');
  const today = Math.floor(start / day);
  await table.set('shop/a', { by: 'day', rows: '\u0000é💥', last: today });
  await table.set(`shop/a/${today}`, { by: 'quarter', rows: '💥' });
  const { history, pass } = await world(serviceOf('all', 'a'), { table });
  pass(hour, up);
  expect(percent(history, day)).toBe(100);
});
