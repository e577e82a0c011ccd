/** Early warnings from readings to what a channel hears: what is told, what is not, and what a restart forgets. */
import { expect, test } from 'vitest';
import type { Check, Notice, Reading, Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import type { Meter } from '../../src/warning/gauge.ts';
import type { BusyAt } from '../../src/warning/warning.ts';
import { createWarnings, type Kept, type Warnings } from '../../src/warning/warnings.ts';
import { createLatency, day, hour, minute, quarter, start } from './series.ts';

type Given = {
  readonly services?: readonly string[];
  readonly timeZone?: string;
  readonly meter?: Meter;
  readonly busyAt?: BusyAt;
};

function serviceOf(id: string): Service {
  const check = {
    id: 'web',
    target: `tcp://${id}:1`,
    everyMs: minute,
    timeoutMs: 1_000,
    expect: {},
  };
  const component = { id: 'web', name: { en: 'Web' }, need: 'all' as const, checks: [check] };
  return {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: [component],
  };
}

function up(at: number, tookMs: number): Reading {
  return { status: 'up', at, tookMs, timings: {} };
}

function measured(at: number, value: number): Reading {
  return { ...up(at, 20), facts: { value } };
}

async function world(given: Given = {}) {
  const store = await createStore('sqlite::memory:');
  const services = (given.services ?? ['shop']).map(serviceOf);
  const clock = { at: start };
  const is = { blind: false, troubled: false };
  const heard: Notice[] = [];
  const make = async () => {
    const made = createWarnings({
      table: store.table<Kept>('warnings'),
      now: () => clock.at,
      timeZone: given.timeZone ?? 'UTC',
      // As the notices do: what is known and has not expired is nothing new.
      announce: async (notice) => {
        const isKnown = heard.some(
          ({ id, expiresAt }) => id === notice.id && expiresAt > notice.at,
        );
        if (!isKnown) heard.push(notice);
      },
      meterOf: () => given.meter,
      isBlind: () => is.blind,
      isTroubled: () => is.troubled,
      ...(given.busyAt && { busyAt: given.busyAt }),
      log: () => undefined,
    });
    for (const service of services) await made.follow(service);
    return made;
  };
  let warnings: Warnings = await make();
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  return {
    ...{ clock, is, heard, checks },
    warnings: () => warnings,
    async restart() {
      await warnings.stop();
      warnings = await make();
    },
    /** A look a minute at each check, for so long. */
    pass(ms: number, see: (at: number, check: Check) => Reading | undefined) {
      for (const end = clock.at + ms; clock.at < end; clock.at += minute) {
        for (const check of checks) {
          const reading = see(clock.at, check);
          if (reading) warnings.add(check, reading);
        }
      }
    },
  };
}

const latency = createLatency('shop');
const healthy = (at: number) => up(at, latency(at));
const slow = (times: number) => (at: number) => up(at, times * latency(at));

test('a ramp before a failure is told before it', async () => {
  const { pass, heard, clock } = await world();
  pass(12 * day, healthy);
  const began = clock.at;
  // Twice as long each hour; it would time out after four.
  pass(3 * hour, (at) => up(at, latency(at) * 2 ** ((at - began) / hour)));
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({ kind: 'warning', services: ['shop'] });
  expect((heard[0]?.at ?? 0) - began).toBeLessThan(2.5 * hour);
});

test('what is told says how much, and when it began', async () => {
  const { pass, heard, clock, warnings } = await world();
  pass(12 * day, healthy);
  const began = clock.at;
  pass(hour, slow(4));
  expect(heard[0]?.facts).toMatchObject({ code: 'change', component: 'web', check: 'web' });
  expect(heard[0]?.facts.noticedAt).toBe(began);
  expect(Number(heard[0]?.facts.times)).toBeGreaterThan(3);
  expect(warnings().of('shop')).toMatchObject([{ code: 'change', at: began }]);
  pass(2 * hour, healthy);
  expect(warnings().of('shop')).toEqual([]);
});

test('a peak of every Monday is told to nobody', async () => {
  const { pass, heard } = await world();
  const isPeak = (at: number) => new Date(at).getUTCDay() === 1 && new Date(at).getUTCHours() === 9;
  pass(6 * 7 * day, (at) => up(at, latency(at) * (isPeak(at) ? 4 : 1)));
  expect(heard).toEqual([]);
});

test('at most one a day and service is told', async () => {
  const { pass, heard } = await world();
  pass(12 * day, healthy);
  pass(36 * hour, (at) => up(at, latency(at) * (Math.floor(at / (2 * hour)) % 2 === 0 ? 6 : 1)));
  const days = heard.map(({ id }) => id);
  expect(days.length).toBeGreaterThan(0);
  expect(new Set(days).size).toBe(days.length);
});

test('a flat line never warns, and neither does one that is a little slower', async () => {
  const { pass, heard } = await world();
  pass(12 * day, (at) => up(at, 20));
  pass(2 * day, (at) => up(at, 60));
  expect(heard).toEqual([]);
});

test('a restart forgets nothing', async () => {
  const one = await world();
  const other = await world();
  for (const { pass } of [one, other]) pass(10 * day + 7 * minute, (at) => up(at, 100 + (at % 7)));
  await other.restart();
  for (const { pass } of [one, other]) pass(3 * hour, (at) => up(at, 700));
  await other.restart();
  expect(other.heard).toEqual(one.heard);
  expect(other.heard).toHaveLength(1);
  expect(other.warnings().of('shop')).toEqual(one.warnings().of('shop'));
  for (const { pass } of [one, other]) pass(12 * hour, (at) => up(at, 700));
  expect(other.heard).toHaveLength(1);
});

test('gaps and our own blindness are not learned, and warn of nothing', async () => {
  const { pass, heard, is, warnings, clock } = await world();
  pass(12 * day, healthy);
  const at = clock.at;
  const before = warnings().expected('shop', 'web', at);
  is.blind = true;
  pass(6 * hour, slow(30));
  is.blind = false;
  const unknown = { code: 'own-network', kind: 'ours', phase: 'tcp', values: {} } as const;
  pass(6 * hour, (at) => ({ ...up(at, 9_000), status: 'unknown', cause: unknown }));
  pass(6 * hour, () => undefined);
  pass(6 * hour, (at) => ({
    ...up(at, 9_000),
    status: 'down',
    cause: { ...unknown, kind: 'hard' },
  }));
  expect(warnings().expected('shop', 'web', at)).toEqual(before);
  pass(day, healthy);
  expect(heard).toEqual([]);
});

test('while it has an outage, the outage is what people hear', async () => {
  const { pass, heard, is } = await world();
  pass(12 * day, healthy);
  is.troubled = true;
  pass(2 * hour, slow(6));
  expect(heard).toEqual([]);
});

test('many that become slow at once have our own line in common', async () => {
  const many = await world({ services: ['a', 'b', 'c', 'd', 'e'] });
  many.pass(12 * day, healthy);
  many.pass(hour, slow(5));
  expect(many.heard).toEqual([]);
});

test('one of many that becomes slow is told', async () => {
  const many = await world({ services: ['a', 'b', 'c', 'd', 'e'] });
  many.pass(12 * day, healthy);
  const isSlow = ({ target }: Check) => target === 'tcp://c:1';
  many.pass(hour, (at, check) => (isSlow(check) ? slow(5) : healthy)(at));
  expect(many.heard).toMatchObject([{ services: ['c'] }]);
});

test('a busy time that everybody knew of is no news, and is not what is usual afterwards', async () => {
  const sale = { from: start + 12 * day, until: start + 13 * day };
  const busyAt: BusyAt = (at) =>
    at >= sale.from && at < sale.until ? { id: 'sale', factor: 3 } : undefined;
  const { pass, heard, warnings, clock } = await world({ busyAt });
  pass(12 * day, healthy);
  const before = warnings().expected('shop', 'web', clock.at);
  pass(day, slow(2.8));
  expect(heard).toEqual([]);
  expect(warnings().expected('shop', 'web', clock.at - day)?.median).toBeCloseTo(
    before?.median ?? 0,
    -1,
  );
});

test.each(['Europe/Berlin', 'America/New_York'])(
  'when clocks change in %s nothing is told',
  async (timeZone) => {
    const { pass, heard, clock } = await world({ timeZone });
    clock.at = Date.UTC(2026, 9, 5);
    const clockOf = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
    const isWork = (at: number) => {
      const local = Number(clockOf.format(at));
      return local >= 9 && local < 17;
    };
    const hours = new Map<number, boolean>();
    const atWork = (at: number) => {
      const key = Math.floor(at / hour);
      const known = hours.get(key) ?? isWork(at);
      hours.set(key, known);
      return known;
    };
    pass(40 * day, (at) => up(at, (atWork(at) ? 600 : 150) + ((at / minute) % 13)));
    expect(heard).toEqual([]);
  },
);

test('a clock that jumps forth and back harms nothing', async () => {
  const { pass, heard, clock, warnings } = await world();
  pass(12 * day, healthy);
  clock.at += 400 * day;
  pass(hour, healthy);
  clock.at -= 400 * day;
  pass(day, healthy);
  expect(heard).toEqual([]);
  pass(hour, slow(6));
  expect(heard).toHaveLength(1);
  expect(warnings().of('shop')).toHaveLength(1);
});

const disk: Meter = { name: 'disk_used_percent', limits: [{ value: 90, side: 'above' }] };

test('a disk that fills is told with the time that is left, before it is full', async () => {
  const { pass, heard, warnings, clock } = await world({ meter: disk });
  pass(5 * day, (at) => measured(at, 40 + Math.sin(at / (4 * hour)) / 2));
  const began = clock.at;
  const use = (at: number) => 40 + ((at - began) / hour) * 0.6;
  pass(60 * hour, (at) => measured(at, use(at)));
  expect(heard.length).toBeGreaterThan(0);
  expect(heard[0]?.facts).toMatchObject({ code: 'fills', name: 'disk_used_percent', limit: 90 });
  const [warning] = warnings().of('shop');
  const truth = ((90 - use(clock.at)) / 0.6) * hour;
  expect(Number(warning?.values.leftMs) / truth).toBeCloseTo(1, 0);
  expect(Number(warning?.values.leastMs)).toBeLessThan(Number(warning?.values.leftMs));
  expect(Number(warning?.values.mostMs)).toBeGreaterThan(Number(warning?.values.leftMs));
  const days = heard.map(({ id }) => id);
  expect(new Set(days).size).toBe(days.length);
});

test('a full disk that is cleaned up is forgotten', async () => {
  const { pass, warnings, clock } = await world({ meter: disk });
  const began = clock.at;
  pass(80 * hour, (at) => measured(at, 30 + ((at - began) / hour) * 0.6));
  expect(warnings().of('shop')).toMatchObject([{ code: 'fills' }]);
  pass(12 * hour, (at) => measured(at, 20));
  expect(warnings().of('shop')).toEqual([]);
});

test('a queue that grows tenfold is shown at once, and told when it stays', async () => {
  const queue: Meter = { name: 'mailq', limits: [{ value: 500, side: 'above' }] };
  const { pass, heard, warnings } = await world({ meter: queue });
  pass(9 * day, (at) => measured(at, 20 + ((at / minute) % 17)));
  pass(minute, (at) => measured(at, 300));
  expect(warnings().of('shop')).toMatchObject([{ code: 'change', values: { name: 'mailq' } }]);
  pass(3 * minute, (at) => measured(at, 300));
  pass(20 * minute, (at) => measured(at, 25));
  expect(heard).toEqual([]);
  pass(16 * minute, (at) => measured(at, 300));
  expect(heard).toMatchObject([{ facts: { code: 'change', name: 'mailq' } }]);
});

test('a certificate that ends within two weeks is shown, and told by others', async () => {
  const { pass, warnings, heard } = await world();
  pass(minute, (at) => ({ ...up(at, 100), certificateDays: 9 }));
  expect(warnings().of('shop')).toMatchObject([{ code: 'certificate', values: { days: 9 } }]);
  expect(heard).toEqual([]);
});

test('a domain that ends within two weeks is shown before its certificate', async () => {
  const { pass, warnings } = await world();
  const seen = (days: number) => (at: number) => ({
    ...{ ...up(at, 100), certificateDays: 9 },
    facts: { domain: 'example.com', days },
  });
  pass(minute, seen(15));
  expect(warnings().of('shop')).toMatchObject([{ code: 'certificate' }]);
  pass(minute, seen(12));
  expect(warnings().of('shop')).toMatchObject([
    { code: 'domain', values: { domain: 'example.com', days: 12 } },
    { code: 'certificate', values: { days: 9 } },
  ]);
});

test('the usual of a service is that of its check in the middle, as its durations are', async () => {
  const { pass, warnings, clock } = await world();
  expect(warnings().usual('shop', clock.at)).toBeUndefined();
  pass(9 * day, (at) => up(at, 300 + ((at / minute) % 20)));
  const usual = warnings().usual('shop', clock.at);
  expect(usual?.median).toBeCloseTo(310, -1);
  expect(usual).toEqual(warnings().expected('shop', 'web', clock.at));
  expect(warnings().usual('nobody', clock.at)).toBeUndefined();
});

test('a number of a metrics check is no duration', async () => {
  const { pass, warnings, clock } = await world({ meter: disk });
  pass(9 * day, (at) => measured(at, 30));
  expect(warnings().expected('shop', 'web', clock.at)).toBeDefined();
  expect(warnings().usual('shop', clock.at)).toBeUndefined();
});

test('what is known without asking anybody is never slow', async () => {
  const { pass, warnings, heard } = await world();
  const known = (tookMs: number) => (at: number) => ({ ...up(at, tookMs), timings: { expect: 1 } });
  pass(14 * day, known(1));
  pass(2 * hour, known(2_000));
  expect(heard).toEqual([]);
  expect(warnings().expected('shop', 'web', start)).toBeUndefined();
});

test('slow enough to be degraded: for three quarters, and so that people feel it', async () => {
  const { pass, warnings, clock } = await world();
  pass(12 * day, (at) => up(at, 300 + ((at / minute) % 20)));
  const began = clock.at;
  pass(2 * quarter + minute, (at) => up(at, 1_500));
  expect(warnings().slowSince('shop', 'web')).toBeUndefined();
  pass(quarter, (at) => up(at, 1_500));
  expect(warnings().slowSince('shop', 'web')).toBe(began);
  pass(2 * quarter, (at) => up(at, 310));
  expect(warnings().slowSince('shop', 'web')).toBeUndefined();
});

test('when many are slow at once, none of them is called degraded', async () => {
  const { pass, warnings } = await world({ services: ['a', 'b', 'c', 'd'] });
  pass(12 * day, (at) => up(at, 300 + ((at / minute) % 20)));
  pass(hour, (at) => up(at, 1_500));
  expect(warnings().slowSince('a', 'web')).toBeUndefined();
  const healthyAgain = (at: number, { target }: Check) =>
    up(at, target === 'tcp://a:1' ? 1_500 : 310);
  pass(hour, healthyAgain);
  expect(warnings().slowSince('a', 'web')).toBeGreaterThan(0);
});

test('what is stored of a check stays below 64 kB', async () => {
  const store = await createStore('sqlite::memory:');
  const table = store.table<Kept>('warnings');
  const service = serviceOf('shop');
  const [check] = service.components.flatMap(({ checks }) => checks);
  const warnings = createWarnings({
    ...{ table, now: () => start, timeZone: 'UTC', announce: async () => undefined },
    ...{ meterOf: () => disk, isBlind: () => false, isTroubled: () => false, log: () => undefined },
  });
  await warnings.follow(service);
  for (let at = start; check && at < start + 30 * day; at += minute) {
    warnings.add(check, measured(at, 1e5 / 3 + Math.sin(at) * 1e4));
  }
  await warnings.stop();
  const text = JSON.stringify(await table.get('shop'));
  expect(text.length).toBeGreaterThan(1_000);
  expect(text.length).toBeLessThan(16_000);
});
