/** Domains that end soon, as people hear of them. */
import { afterEach, expect, test } from 'vitest';
import { createDomains } from '../../src/incidents/domains.ts';
import type { Noted } from '../../src/incidents/endings.ts';
import type { Check, Notice, Reading } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { service } from './town.ts';

const day = 86_400_000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function office() {
  const store = await createStore('sqlite::memory:');
  ends.push(store.close);
  const notices: Notice[] = [];
  const clock = { at: Date.UTC(2026, 2, 3, 12) };
  const open = () =>
    createDomains({
      table: store.table<Noted>('domains'),
      now: () => clock.at,
      servicesAt: () => [service('shop')],
      isOwn: () => true,
      announce: async (notice) => void notices.push(notice),
    });
  let domains = await open();
  const target = 'domain://example.com';
  const check: Check = { id: target, target, everyMs: 60_000, timeoutMs: 1_000, expect: {} };
  return {
    ...{ notices, clock },
    async restart() {
      domains = await open();
    },
    async see(days: number, status: Reading['status'] = 'up') {
      const facts = { domain: 'example.com', days };
      await domains.note(check, { status, at: clock.at, tookMs: 1, timings: {}, facts });
    },
    async seeNothing() {
      await domains.note(check, { status: 'unknown', at: clock.at, tookMs: 1, timings: {} });
    },
  };
}

test('a domain that nobody renews is told at 30, 14, 7, 3, 1 and 0 days, once each, through restarts', async () => {
  const { see, seeNothing, notices, clock, restart } = await office();
  for (let days = 40; days >= 0; days -= 1) {
    await see(days, days < 14 ? 'degraded' : 'up');
    await seeNothing();
    await restart();
    await see(days, days < 14 ? 'degraded' : 'up');
    clock.at += day;
  }
  // Looks that fail because of it are an outage, and the outage says so.
  await see(-1, 'down');
  expect(notices.map(({ facts }) => facts.threshold)).toEqual([30, 14, 7, 3, 1, 0]);
  expect(notices[2]).toMatchObject({
    id: 'domain:example.com:7:2026-04-12',
    kind: 'domain',
    services: ['shop'],
    facts: { place: 'example.com', days: 7 },
  });
});

test('a domain that was renewed is told again a year later', async () => {
  const { see, notices, clock } = await office();
  await see(5);
  for (const days of [370, 368, 366]) {
    clock.at += 2 * day;
    await see(days);
  }
  clock.at += 360 * day;
  await see(6);
  expect(notices.map(({ facts }) => facts.days)).toEqual([5, 6]);
});
