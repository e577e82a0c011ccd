/** Planned work: what is read of it ahead, meanwhile and afterwards. */
import { afterEach, describe, expect, test } from 'vitest';
import { windowsOf } from '../../src/incidents/provided.ts';
import type { Window } from '../../src/incidents/window.ts';
import { createTown, hour, minute, service, type Town } from './town.ts';

const towns: Town[] = [];
afterEach(async () => {
  for (const town of towns.splice(0)) await town.stop();
});

/** The town begins at noon. */
const noon = Date.UTC(2026, 2, 3, 12);
const two = [service('shop'), service('mail')];

async function town(fixed: readonly Window[] = []) {
  const made = await createTown({ services: two, fixed });
  towns.push(made);
  await made.clock.pass(5 * minute);
  return made;
}

function window(fromHours: number, untilHours: number, facts: Partial<Window> = {}): Window {
  const when = { from: noon + fromHours * hour, until: noon + untilHours * hour };
  return { id: 'file-1', services: ['shop'], when, ...facts };
}

const announced = ({ notices }: Town) =>
  notices.filter(({ kind }) => kind === 'maintenance').map(({ id, at }) => [id, at - noon]);

describe('while it lasts', () => {
  test('nothing is told of the service, and everything of the others', async () => {
    const { clock, see, told, status } = await town([window(0.5, 1.5)]);
    await clock.pass(30 * minute);
    expect(status('shop')).toBe('maintenance');
    see('', 'broken');
    for (const canary of ['192', '198', '203', '2001', 'dns']) see(canary, 'up');
    await clock.pass(10 * minute);
    expect(told).toEqual(['mail major']);
    see('', 'up');
    await clock.pass(2 * hour);
    expect(told).toEqual(['mail major', 'mail over']);
    expect(status('shop')).toBe('operational');
  });

  test('it is looked at all the time, and its parts show what is seen', async () => {
    const { clock, see, looks, watcher } = await town([window(0.25, 2)]);
    await clock.pass(15 * minute);
    const before = looks.get('https://shop.test/') ?? 0;
    see('shop', 'broken');
    await clock.pass(10 * minute);
    expect(looks.get('https://shop.test/')).toBeGreaterThan(before + 10);
    expect(watcher.verdict('shop')).toMatchObject({
      status: 'maintenance',
      since: noon + 0.25 * hour,
      components: [{ status: 'major' }],
    });
  });

  test('the card of an outage that was told stays, and its end is told afterwards', async () => {
    const { clock, see, told, incidents } = await town([window(0.25, 1)]);
    see('shop', 'broken');
    await clock.pass(5 * minute);
    expect(told).toEqual(['shop major']);
    await clock.pass(10 * minute);
    see('shop', 'up');
    const backAt = clock.now();
    await clock.pass(30 * minute);
    expect(told).toEqual(['shop major']);
    await clock.pass(15 * minute);
    expect(told).toEqual(['shop major', 'shop over']);
    expect((incidents.at(-1)?.endedAt ?? 0) - backAt).toBeLessThan(minute);
  });
});

describe('when it is over', () => {
  test('what still fails is told at once, dated when it began', async () => {
    const { clock, see, told, incidents } = await town([window(0.25, 1)]);
    await clock.pass(20 * minute);
    see('shop', 'broken');
    const brokenAt = clock.now();
    await clock.pass(noon + hour - clock.now() - 1);
    expect(told).toEqual([]);
    await clock.pass(2_000);
    expect(told).toEqual(['shop major']);
    expect((incidents[0]?.startedAt ?? 0) - brokenAt).toBeLessThan(minute);
  });

  test('it may be over sooner than planned', async () => {
    const { clock, see, told, maintenance } = await town();
    const from = clock.now();
    const plan = { services: ['shop'], from, until: from + 5 * hour };
    const added = await Promise.all([maintenance.add(plan), clock.pass(0)]);
    expect(added[0]).toMatchObject({ result: 'done', planned: { window: { id: 'm1' } } });
    see('shop', 'broken');
    await clock.pass(10 * minute);
    expect(told).toEqual([]);
    const cancelled = await Promise.all([maintenance.cancel('m1'), clock.pass(1)]);
    expect(cancelled[0]).toBe('done');
    await clock.pass(minute);
    expect(told).toEqual(['shop major']);
    expect(maintenance.list()).toEqual([]);
  });
});

describe('ahead of it', () => {
  test('people read of it a day and an hour before, once each, through restarts', async () => {
    const made = await town([window(30, 31, { title: 'New disks' })]);
    for (let turn = 0; turn < 32; turn += 1) {
      await made.clock.pass(hour);
      if (turn % 5 === 0) await made.restart();
    }
    const from = noon + 30 * hour;
    expect(announced(made).map(([id]) => id)).toEqual([
      `maintenance:file-1:${from}:24h`,
      `maintenance:file-1:${from}:1h`,
    ]);
    const [day = [], last = []] = announced(made);
    expect(Number(day[1]) / hour).toBeCloseTo(6, 1);
    expect(Number(last[1]) / hour).toBeCloseTo(29, 1);
    expect(made.notices[0]).toMatchObject({
      services: ['shop'],
      expiresAt: from,
      facts: { from, until: from + hour, text: 'New disks' },
    });
  });

  test('what is planned at short notice is said at once, and only once', async () => {
    const made = await town();
    const from = made.clock.now() + 3 * hour;
    await Promise.all([
      made.maintenance.add({ services: ['mail'], from, until: from + hour }),
      made.clock.pass(10_000),
    ]);
    expect(announced(made)).toHaveLength(1);
    await made.clock.pass(5 * hour);
    expect(announced(made).map(([id]) => id)).toEqual([
      `maintenance:m1:${from}:24h`,
      `maintenance:m1:${from}:1h`,
    ]);
  });

  test('what happens every night is said an hour before, and not when nobody wants to hear it', async () => {
    const daily = { days: {}, startMinute: 18 * 60, timeZone: 'UTC', lastsMs: hour };
    const made = await town([
      window(0, 0, { when: daily }),
      window(0, 0, { id: 'file-2', when: daily, isQuiet: true }),
    ]);
    await made.clock.pass(50 * hour);
    expect(announced(made).map(([, at]) => Math.round(Number(at) / hour))).toEqual([5, 29]);
  });
});

describe('planning', () => {
  test.each([
    ['backwards', 2, 1],
    ['over', -3, -2],
    ['too-long', 1, 24 * 8],
  ])('%s', async (result, from, until) => {
    const { clock, maintenance } = await town();
    const at = clock.now();
    const plan = { services: ['shop'], from: at + from * hour, until: at + until * hour };
    expect(await maintenance.add(plan)).toEqual({ result });
  });

  test('is durable, is listed soonest first, and is forgotten when it is over', async () => {
    const made = await town([window(48, 49)]);
    const at = made.clock.now();
    for (const from of [9, 3]) {
      const plan = { services: ['mail'], from: at + from * hour, until: at + (from + 1) * hour };
      await Promise.all([made.maintenance.add(plan), made.clock.pass(1)]);
    }
    await made.restart();
    const ids = () => made.maintenance.list().map(({ window }) => window.id);
    expect(ids()).toEqual(['m2', 'm1', 'file-1']);
    expect(made.maintenance.list('mail').map(({ isFixed }) => isFixed)).toEqual([false, false]);
    await made.clock.pass(5 * hour);
    expect(ids()).toEqual(['m1', 'file-1']);
    await made.restart();
    expect(ids()).toEqual(['m1', 'file-1']);
  });

  test('what stands in the services file is changed there', async () => {
    const { maintenance } = await town([window(48, 49)]);
    expect(await maintenance.cancel('file-1')).toBe('fixed');
    expect(await maintenance.cancel('m7')).toBe('unknown');
  });
});

describe('what a provider plans', () => {
  const planned = (from: number) => [window(from, from + 1, { id: 'shop:m1', title: 'New disks' })];

  test('is told a day and an hour ahead, and keeps nobody from hearing of an outage', async () => {
    const made = await town();
    made.maintenance.provide('shop', planned(2));
    await made.clock.pass(90 * minute);
    expect(announced(made).map(([id]) => id)).toEqual([
      `maintenance:shop:m1:${noon + 2 * hour}:24h`,
      `maintenance:shop:m1:${noon + 2 * hour}:1h`,
    ]);
    made.see('shop', 'broken');
    await made.clock.pass(hour);
    expect(made.status('shop')).toBe('major');
    expect(made.maintenance.list('shop')[0]).toMatchObject({ isProvided: true, isFixed: true });
  });

  test('that does not take place is told to whoever read that it would', async () => {
    const made = await town();
    made.maintenance.provide('shop', planned(2));
    await made.clock.pass(minute);
    made.maintenance.provide('shop', []);
    await made.clock.pass(minute);
    expect(made.notices.at(-1)?.facts).toMatchObject({ change: 'cancelled', text: 'New disks' });
    expect(made.maintenance.list()).toEqual([]);
  });

  test('that is moved is told with its new time', async () => {
    const made = await town();
    made.maintenance.provide('shop', planned(2));
    await made.clock.pass(minute);
    made.maintenance.provide('shop', planned(5));
    await made.clock.pass(minute);
    expect(announced(made).map(([id]) => id)).toEqual([
      `maintenance:shop:m1:${noon + 2 * hour}:24h`,
      `maintenance:shop:m1:${noon + 5 * hour}:24h`,
    ]);
  });

  test('in many places every night is no news', () => {
    const planned = [1, 2, 3, 4].map((id) => ({
      ...({ id: `${id}`, title: 'Disks', stage: 'planned', components: [] } as const),
      startsAt: noon + id * hour,
    }));
    const report = (maintenance: typeof planned) =>
      ({ status: 'operational', maintenance }) as const;
    expect(windowsOf('shop', report(planned))?.map(({ isQuiet }) => isQuiet)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const [one] = windowsOf('shop', report(planned.slice(0, 1))) ?? [];
    expect(one).toMatchObject({
      id: 'shop:1',
      when: { from: noon + hour, until: noon + 2 * hour },
    });
    expect(one?.isQuiet).toBeUndefined();
  });

  test('is not called off by a page that cannot be read, nor when nobody reads it any more', async () => {
    expect(windowsOf('shop', { status: 'unknown', maintenance: [] })).toBeUndefined();
    const made = await town();
    made.maintenance.provide('shop', planned(2));
    await made.clock.pass(minute);
    made.maintenance.leave('shop');
    await made.clock.pass(minute);
    expect(announced(made)).toHaveLength(1);
    expect(made.maintenance.list()).toEqual([]);
  });
});
