/** What was seen at a sale, from single looks through the real history and the real store to a factor. */
import { expect, onTestFinished, test } from 'vitest';
import { createLearning, type Learned } from '../../src/busy/learning.ts';
import { occasions } from '../../src/busy/occasions/index.ts';
import { createPeriods } from '../../src/busy/periods.ts';
import { createHistory } from '../../src/history/history.ts';
import type { Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { dayMs, hourMs, officeMs } from './past.ts';

const check = {
  ...{ id: 'a', target: 'https://shop.example.cn/', everyMs: 60_000, timeoutMs: 10_000 },
  expect: {},
};
const shop: Service = {
  ...{ id: 'shop', name: { en: 'Shop' }, aliases: [], category: 'commerce', preset: 'default' },
  components: [{ id: 'web', name: { en: 'Web' }, need: 'all', checks: [check] }],
};
const sale = {
  from: Date.parse('2026-11-10T12:00:00Z'),
  until: Date.parse('2026-11-14T16:00:00Z'),
};

/** Looks every ten minutes from four weeks before the sale to its end. */
async function world() {
  const store = await createStore('sqlite::memory:');
  onTestFinished(() => store.close());
  let at = sale.from - 28 * dayMs;
  const live = async () => {
    const history = createHistory({ table: store.table('history'), now: () => at });
    await history.follow(shop);
    return history;
  };
  const history = await live();
  for (; at < sale.until; at += hourMs / 6) {
    const isSale = at >= sale.from;
    const tookMs = officeMs(at, 'Asia/Shanghai') * (isSale ? 2 : 1);
    history.add(check, { status: 'up', at, tookMs, timings: {} });
  }
  await history.stop();
  const periods = createPeriods(occasions);
  const learn = async () => {
    const learning = await createLearning({
      table: store.table<Learned>('busy'),
      periods: periods.all,
      services: () => [shop],
      latency: (await live()).latency,
      now: () => at,
    });
    await learning.learn();
    return learning;
  };
  return { learn, store };
}

test('a sale at which everything took twice as long is known as that, also after a restart', async () => {
  const { learn } = await world();
  const first = await learn();
  expect(first.factorOf('11-11', 'shop')).toBeGreaterThan(1.9);
  expect(first.factorOf('11-11', 'shop')).toBeLessThan(2.2);
  expect((await learn()).factorOf('11-11', 'shop')).toBe(first.factorOf('11-11', 'shop'));
});

test('a store that fails is not taken for a sale that was seen', async () => {
  const { store } = await world();
  const learning = await createLearning({
    table: store.table<Learned>('busy'),
    periods: createPeriods(occasions).all,
    services: () => [shop],
    latency: () => Promise.reject(new Error('disk')),
    now: () => sale.until,
  });
  await expect(learning.learn()).rejects.toThrow('disk');
  expect(learning.factorOf('11-11', 'shop')).toBeUndefined();
});
