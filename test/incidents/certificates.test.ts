/** Certificates that end soon, as people hear of them. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createCertificates } from '../../src/incidents/certificates.ts';
import { type Noted, noteDays } from '../../src/incidents/endings.ts';
import type { Check, Notice, Reading, Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { service } from './town.ts';

const day = 86_400_000;
const hour = 3_600_000;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function office(options: { services?: readonly Service[]; isOwn?: boolean } = {}) {
  const { services = [service('mail')], isOwn = true } = options;
  const store = await createStore('sqlite::memory:');
  ends.push(store.close);
  const notices: Notice[] = [];
  let now = Date.UTC(2026, 2, 3, 12);
  const open = () =>
    createCertificates({
      table: store.table<Noted>('certificates'),
      now: () => now,
      servicesAt: () => services,
      isOwn: () => isOwn,
      announce: async (notice) => void notices.push(notice),
    });
  let certificates = await open();
  const checkOf = (host: string): Check => {
    const target = `imaps://${host}:993`;
    return { id: target, target, everyMs: 60_000, timeoutMs: 1_000, expect: {} };
  };
  return {
    notices,
    said: () => notices.map(({ facts }) => facts.threshold),
    wait(ms: number) {
      now += ms;
    },
    async restart() {
      certificates = await open();
    },
    async see(days: number, facts: Partial<Reading> = {}, host = 'mx1.example.com') {
      const base = { status: 'up', at: now, tookMs: 50, timings: {} } as const;
      await certificates.note(checkOf(host), { ...base, certificateDays: days, ...facts });
    },
  };
}

describe('a certificate that nobody renews', () => {
  test('is told at 30, 14, 7, 3, 1 and 0 days and when it is over, once each, through restarts', async () => {
    const { see, wait, said, restart } = await office();
    for (let days = 40; days >= -3; days -= 1) {
      for (let look = 0; look < 3; look += 1) {
        await see(days);
        wait(8 * hour);
      }
      await restart();
    }
    expect(said()).toEqual([30, 14, 7, 3, 1, 0, -1]);
  });

  test('is told with its name, its days and whom it concerns', async () => {
    const { see, notices } = await office({ services: [service('mail'), service('calendar')] });
    await see(5);
    expect(notices).toMatchObject([
      {
        id: 'certificate:mx1.example.com:7:2026-03-08',
        kind: 'certificate',
        services: ['mail', 'calendar'],
        facts: { place: 'mx1.example.com', days: 5, threshold: 7 },
      },
    ]);
  });

  test('first seen late, is told once for where it stands', async () => {
    const { see, said } = await office();
    await see(2);
    await see(2);
    expect(said()).toEqual([3]);
  });

  test('each name has notices of its own', async () => {
    const { see, notices } = await office();
    await see(5, {}, 'a.example');
    await see(5, {}, 'b.example');
    expect(notices).toHaveLength(2);
  });

  test('and because of which looks fail, is told by the outage alone', async () => {
    const { see, said } = await office();
    const cause = { code: 'certificate-expired', kind: 'hard', phase: 'tls', values: {} } as const;
    await see(-1, { status: 'down', cause });
    expect(said()).toEqual([]);
  });
});

describe('certificates that take turns', () => {
  test('behind one name are told once', async () => {
    const { see, wait, said } = await office();
    for (let turn = 0; turn < 200; turn += 1) {
      await see(6);
      wait(hour);
      await see(80);
      wait(hour);
    }
    expect(said()).toEqual([7]);
  });

  test('a renewed one is believed after a day, and watched anew', async () => {
    const { see, wait, said } = await office();
    await see(6);
    wait(day);
    for (let look = 0; look < 26; look += 1) {
      await see(89);
      wait(hour);
    }
    await see(6);
    expect(said()).toEqual([7, 7]);
  });

  test('one that is renewed for a few days only is not told again', async () => {
    const { see, wait, said } = await office();
    for (let turn = 0; turn < 50; turn += 1) {
      for (const days of [6, 5, 4, 3]) {
        await see(days);
        wait(day);
      }
    }
    expect(said()).toEqual([7, 3]);
  });
});

test('of somebody else’s service only a forgotten renewal is news', async () => {
  const { see, said } = await office({ isOwn: false });
  for (let days = 40; days >= 0; days -= 1) await see(days);
  expect(said()).toEqual([3, 1, 0]);
});

test('a look that failed on the way says nothing about the certificate', async () => {
  const { see, said } = await office();
  const cause = { code: 'certificate-wrong-name', kind: 'hard', phase: 'tls', values: {} } as const;
  await see(3, { status: 'down', cause });
  expect(said()).toEqual([]);
});

test('for any certificates seen: thresholds only fall until one was fine for a day', () => {
  const seen = fc.array(
    fc.tuple(fc.integer({ min: -3, max: 90 }), fc.integer({ min: 0, max: 72 })),
  );
  fc.assert(
    fc.property(seen, (looks) => {
      let noted: Noted = {};
      let now = 0;
      let last: number | undefined;
      let fineSince: number | undefined;
      for (const [days, pauseHours] of looks) {
        now += pauseHours * hour;
        if (days <= 30) fineSince = undefined;
        else fineSince ??= now;
        const result = noteDays(noted, days, now);
        noted = JSON.parse(JSON.stringify(result.noted));
        if (fineSince !== undefined && now - fineSince >= day) last = undefined;
        if (result.threshold === undefined) continue;
        expect(result.threshold).toBeGreaterThanOrEqual(days < 0 ? -1 : days);
        if (last !== undefined) expect(result.threshold).toBeLessThan(last);
        last = result.threshold;
      }
    }),
  );
});
