/** When it is busy, where, and for whom. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occasions } from '../../src/busy/occasions/index.ts';
import { createPeriods } from '../../src/busy/periods.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { languages } from '../../src/languages/index.ts';
import type { Service } from '../../src/model.ts';

const catalogue = createCatalogue([]);
const periods = createPeriods(occasions);

function service(id: string): Service {
  const known = catalogue.get(id);
  if (!known) throw new Error(`The catalogue has ${id}.`);
  return known;
}

/** The first time from then on, by the clocks of a place. */
function next(occasion: string, from: string, timeZone: string): string {
  const start = Date.parse(from);
  const found = periods
    .all(start, start + 380 * 86_400_000)
    .find((one) => one.occasion.id === occasion && one.from >= start);
  const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return [found?.from, found?.until].map((at) => clock.format(at)).join(' to ');
}

describe('by the clocks of the place where it happens', () => {
  test.each([
    ['11-11', 'Asia/Shanghai', '2026-11-10 20:00 to 2026-11-15 00:00'],
    ['618', 'Asia/Shanghai', '2026-06-17 20:00 to 2026-06-21 00:00'],
    ['12-12', 'Asia/Shanghai', '2026-12-11 20:00 to 2026-12-14 00:00'],
    ['lunar-new-year-eve', 'Asia/Shanghai', '2026-02-16 18:00 to 2026-02-17 02:00'],
    ['lunar-new-year', 'Asia/Shanghai', '2026-02-03 00:00 to 2026-02-24 00:00'],
    ['black-friday', 'America/New_York', '2026-11-27 00:00 to 2026-11-30 00:00'],
    ['cyber-monday', 'America/New_York', '2026-11-30 00:00 to 2026-12-02 00:00'],
    ['diwali', 'Asia/Kolkata', '2026-11-08 09:00 to 2026-11-10 00:00'],
    ['christmas', 'UTC', '2026-12-24 12:00 to 2026-12-27 06:00'],
  ])('%s', (occasion, timeZone, expected) => {
    expect(next(occasion, '2026-01-20T00:00:00Z', timeZone)).toBe(expected);
  });

  test('a day in which clocks go back has 25 hours', () => {
    const night = createPeriods([
      {
        ...{ id: 'night', name: { en: 'Night' }, concerns: {}, factor: 2 },
        when: {
          rule: { on: 'weekday', month: 11, weekday: 0, nth: 1 },
          ...{ from: { days: 0, at: '00:00' }, until: { days: 0, at: '24:00' } },
          timeZone: 'America/New_York',
        },
      },
    ]);
    const [found] = night.all(Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 3));
    expect((found?.until ?? 0) - (found?.from ?? 0)).toBe(25 * 3_600_000);
  });
});

describe('whom it concerns', () => {
  const at = Date.parse('2026-11-11T04:00:00Z');

  test('a sale in China concerns its parcels, its shops and its payments', () => {
    for (const id of ['china-post', 'sf-express', 'taobao', 'alipay', 'wechat-pay']) {
      expect(periods.busyAt(at, service(id))?.id).toBe('11-11');
    }
  });

  test('and neither the mail of Canada nor a mailbox nor a shop elsewhere', () => {
    for (const id of ['canada-post', 'usps', 'gmail', 'whatsapp', 'shopify', 'qq-mail']) {
      expect(periods.busyAt(at, service(id))).toBeUndefined();
    }
  });

  test('a service of one’s own counts as what its category and its address say', () => {
    const own: Service = {
      ...service('china-post'),
      id: 'parcels',
      homepage: 'https://a.example.cn/',
    };
    expect(periods.busyAt(at, own)?.id).toBe('11-11');
    expect(periods.busyAt(at, { ...own, homepage: 'https://a.example.com/' })).toBeUndefined();
    expect(periods.busyAt(at, { ...own, category: 'own' })).toBeUndefined();
  });

  test('every service that an occasion names is in the catalogue', () => {
    const named = occasions.flatMap(({ concerns }) => concerns.services ?? []);
    expect(named.filter((id) => catalogue.get(id) === undefined)).toEqual([]);
    const kinds = new Set(catalogue.services.map(({ category }) => category));
    const wanted = occasions.flatMap(({ concerns }) => concerns.categories ?? []);
    expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  test('every occasion concerns somebody', () => {
    const year = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const;
    const met = catalogue.services.flatMap((one) =>
      periods.between(one, ...year).map(({ id }) => id),
    );
    expect(occasions.filter(({ id }) => !met.includes(id)).map(({ id }) => id)).toEqual([]);
  });
});

test('of two times at once the busier one counts, and what was learned wins over what is supposed', () => {
  const learned = createPeriods(occasions, (id) => (id === 'lunar-new-year-eve' ? 1.1 : undefined));
  const eve = Date.parse('2026-02-16T12:00:00Z');
  expect(periods.busyAt(eve, service('alipay'))).toMatchObject({ factor: 3, isLearned: false });
  expect(learned.busyAt(eve, service('alipay'))).toMatchObject({ factor: 1.1, isLearned: true });
  const both = Date.parse('2026-11-30T12:00:00Z');
  expect(periods.busyAt(both, service('stripe'))).toMatchObject({ id: 'cyber-monday', factor: 2 });
});

test('a time begins with its first millisecond and is over with its last', () => {
  const [one] = periods.between(service('taobao'), Date.UTC(2026, 10, 10), Date.UTC(2026, 10, 12));
  const { from = 0, until = 0 } = one ?? {};
  const id = (at: number) => periods.busyAt(at, service('taobao'))?.id;
  expect([from - 1, from, until - 1, until].map(id)).toEqual([
    undefined,
    '11-11',
    '11-11',
    undefined,
  ]);
});

test('every occasion has a name in every language, and ids are its own', () => {
  for (const { id, name } of occasions) {
    expect([id, Object.keys(name).sort()]).toEqual([id, languages.map(({ tag }) => tag).sort()]);
  }
  expect(new Set(occasions.map(({ id }) => id)).size).toBe(occasions.length);
});

test('at any instant of the century what is busy has begun and is not over', () => {
  const instants = fc.integer({ min: Date.UTC(2000, 0, 2), max: Date.UTC(2099, 11, 30) });
  const anybody = fc.constantFrom(...catalogue.services);
  fc.assert(
    fc.property(instants, anybody, (at, who) => {
      const busy = periods.busyAt(at, who);
      if (!busy) return;
      expect(busy.from).toBeLessThanOrEqual(at);
      expect(busy.until).toBeGreaterThan(at);
      expect(busy.factor).toBeGreaterThanOrEqual(1);
      expect(periods.between(who, at, at + 1).map(({ id }) => id)).toContain(busy.id);
    }),
    { numRuns: 40 },
  );
});

test('every feast of the moon comes once in each Chinese year, and every sale once a year', () => {
  const decade = periods.all(Date.UTC(2026, 0, 20), Date.UTC(2036, 0, 20));
  const counts = Map.groupBy(decade, ({ occasion }) => occasion.id);
  for (const [id, times] of counts) {
    // The moon's year is shorter at Mecca, and Diwali is written down until 2035.
    const expected = id === 'month-end' ? 120 : 10;
    expect([id, Math.abs(times.length - expected) <= 1]).toEqual([id, true]);
  }
  expect(counts.size).toBe(occasions.length);
});
