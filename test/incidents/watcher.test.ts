/** Rounds of a service: what is believed of what was seen, and what becomes of it. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Word } from '../../src/incidents/vote.ts';
import type { Service } from '../../src/model.ts';
import {
  createTown,
  flock,
  hour,
  minute,
  second,
  service,
  type Town,
  type TownOptions,
} from './town.ts';

const towns: Town[] = [];
afterEach(async () => {
  for (const town of towns.splice(0)) await town.stop();
});

async function town(services: readonly Service[], options: Partial<TownOptions> = {}) {
  const made = await createTown({ services, ...options });
  towns.push(made);
  await made.clock.pass(5 * minute);
  return made;
}

/** A service of the catalogue with one part for each target. */
function known(id: string, targets: readonly string[], need: 'all' | 'any' = 'all'): Service {
  const checks = targets.map((target, index) => ({
    ...{ id: `c${index}`, target, everyMs: minute, timeoutMs: 10_000, expect: {} },
  }));
  const components = [{ id: 'main', name: { en: id }, need, checks }];
  return service(id, { category: 'messaging', components });
}

describe('a service of the catalogue', () => {
  test('that has never worked from here is unknown with that reason, not down', async () => {
    const { clock, told, watcher } = await town([known('app', ['tcp://app.test:443'])], {
      sees: (target) => (target.includes('app') ? 'broken' : 'up'),
    });
    await clock.pass(3 * hour);
    expect(told).toEqual([]);
    expect(watcher.verdict('app')).toMatchObject({
      status: 'unknown',
      isSuspect: false,
      components: [{ evidence: [{ cause: { code: 'never-answered' } }] }],
    });
  });

  test('that has worked once may go down, also after a restart', async () => {
    const made = await town([known('app', ['tcp://app.test:443'])]);
    await made.restart();
    made.see('app', 'broken');
    await made.clock.pass(3 * minute);
    expect(made.told).toEqual(['app major']);
    await made.restart();
    await made.clock.pass(10 * minute);
    made.see('app', 'up');
    await made.clock.pass(3 * minute);
    expect(made.told).toEqual(['app major', 'app over']);
  });

  test('one edge that never answers from here does not count; the others do', async () => {
    const targets = ['tcp://one.test:443', 'tcp://two.test:443', 'tcp://lost.test:443'];
    const made = await town([known('app', targets)], {
      sees: (target) => (target.includes('lost') ? 'silent' : 'up'),
    });
    const { clock, see, told, status } = made;
    await clock.pass(2 * hour);
    expect([status('app'), told]).toEqual(['operational', []]);
    see('one.', 'broken');
    await clock.pass(3 * minute);
    expect(told).toEqual(['app major']);
  });

  test('that answers at last is watched like any other', async () => {
    const made = await town([known('app', ['tcp://app.test:443'])], {
      sees: (target) => (target.includes('app') ? 'broken' : 'up'),
    });
    const { clock, see, told, status } = made;
    see('app', 'up');
    await clock.pass(hour);
    expect([status('app'), told]).toEqual(['operational', []]);
    see('app', 'broken');
    await clock.pass(3 * minute);
    expect(told).toEqual(['app major']);
  });
});

test('an operator’s own service may be down from the start', async () => {
  const { told } = await town([service('shop')], {
    sees: (target) => (target.includes('shop') ? 'broken' : 'up'),
  });
  expect(told).toEqual(['shop major']);
});

describe('other places', () => {
  /** What they say, to be changed by a story. */
  function places(word: Word) {
    const said = { word, asked: 0 };
    const askElsewhere = async () => {
      said.asked += 1;
      return said.word;
    };
    return { said, more: { askElsewhere } };
  }

  test('are asked when it fails here, and not when all is well', async () => {
    const { said, more } = places('down');
    const { clock, see, told } = await town([service('shop')], { more });
    expect(said.asked).toBe(0);
    see('shop', 'broken');
    await clock.pass(3 * minute);
    expect(said.asked).toBeGreaterThan(3);
    expect(told).toEqual(['shop major']);
  });

  test('that reach it veto: it is the way from here, told as degraded after five minutes', async () => {
    const { more } = places('path');
    const { clock, see, told, watcher } = await town([service('shop')], { more });
    see('shop', 'silent');
    await clock.pass(4.5 * minute);
    expect(told).toEqual([]);
    await clock.pass(2 * minute);
    expect(told).toEqual(['shop degraded']);
    expect(watcher.verdict('shop')?.components[0]?.evidence[0]?.cause?.code).toBe('only-from-here');
    see('shop', 'up');
    await clock.pass(5 * minute);
    expect(told).toEqual(['shop degraded', 'shop over']);
  });

  test('a tie keeps what was told: nothing', async () => {
    const { more, said } = places('tie');
    const { clock, see, told } = await town([service('shop')], { more });
    see('shop', 'silent');
    await clock.pass(hour);
    expect(told).toEqual([]);
    said.word = 'down';
    await clock.pass(minute);
    expect(told).toEqual(['shop major']);
  });

  test('a tie keeps what was told: an outage, also through a restart', async () => {
    const { more, said } = places('down');
    const made = await town([service('shop')], { more });
    made.see('shop', 'silent');
    await made.clock.pass(5 * minute);
    said.word = 'tie';
    await made.restart();
    await made.clock.pass(hour);
    expect(made.told).toEqual(['shop major']);
    made.see('shop', 'up');
    await made.clock.pass(5 * minute);
    expect(made.told).toEqual(['shop major', 'shop over']);
  });

  test('a tie keeps what was told: that only the way from here is broken, also through a restart', async () => {
    const { more, said } = places('path');
    const made = await town([service('shop')], { more });
    made.see('shop', 'silent');
    await made.clock.pass(10 * minute);
    expect(made.told).toEqual(['shop degraded']);
    said.word = 'tie';
    await made.clock.pass(10 * minute);
    await made.restart();
    await made.clock.pass(hour);
    expect(made.told).toEqual(['shop degraded']);
    said.word = 'down';
    await made.clock.pass(minute);
    expect(made.told).toEqual(['shop degraded', 'shop major']);
  });

  test('nobody answers: what is seen here counts', async () => {
    const { more } = places('alone');
    const { clock, see, told } = await town([service('shop')], { more });
    see('shop', 'silent');
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
  });
});

test('who asks about a service that is being worked on hears of the work, watched or not', async () => {
  const from = Date.UTC(2026, 2, 3, 12);
  const fixed = [{ id: 'file-1', when: { from, until: from + hour } }];
  const { watcher } = await town([service('shop')], { fixed });
  expect(await watcher.lookOnce(service('wiki'), 2_000)).toMatchObject({
    ...{ status: 'maintenance', since: from },
    components: [{ status: 'operational' }],
  });
});

describe('parents', () => {
  test('a service that fails hours after its parent joins the parent’s outage', async () => {
    const { clock, see, incidents } = await town([
      service('db'),
      service('shop', { dependsOn: ['db'] }),
      service('wiki'),
    ]);
    see('db', 'broken');
    await clock.pass(3 * hour);
    see('shop', 'broken');
    see('wiki', 'broken');
    await clock.pass(5 * minute);
    const [db, ...others] = incidents;
    expect(others.map(({ service, group }) => [service, group])).toEqual(
      expect.arrayContaining([
        ['shop', db?.id],
        ['wiki', undefined],
      ]),
    );
  });

  test('a parent that fails hours after its child has a story of its own', async () => {
    const { clock, see, incidents } = await town([
      service('db'),
      service('shop', { dependsOn: ['db'] }),
    ]);
    see('shop', 'broken');
    await clock.pass(3 * hour);
    see('db', 'broken');
    await clock.pass(5 * minute);
    expect(incidents.length).toBeGreaterThan(1);
    expect(incidents.filter(({ group }) => group !== undefined)).toEqual([]);
  });
});

describe('what one place tells another', () => {
  test('is how many looks in a row went which way, and how long ago the last one was', async () => {
    const { clock, see, watcher } = await town([service('shop')]);
    expect(watcher.views('shop')?.main).toMatchObject({ failing: 0, working: 5 });
    see('shop', 'silent');
    await clock.pass(80_000);
    const { failing = 0, ageMs = 0 } = watcher.views('shop')?.main ?? {};
    expect(failing).toBeGreaterThanOrEqual(2);
    expect(ageMs).toBeLessThanOrEqual(10_000);
    expect(watcher.views('nobody')).toBeUndefined();
  });

  test('what was seen while blind is not told to others', async () => {
    const { clock, see, watcher } = await town([service('shop')]);
    see('', 'silent');
    await clock.pass(10 * minute);
    expect(watcher.views('shop')?.main).toMatchObject({ failing: 0, working: 5 });
    expect(watcher.views('shop')?.main?.ageMs).toBeGreaterThan(9 * minute);
  });
});

describe('a part of many checks', () => {
  const targets = ['one', 'two', 'three', 'four'].map((name) => `tcp://${name}.test:443`);
  const looksOf = ({ looks }: Town) => targets.map((target) => looks.get(target) ?? 0);

  test('of which one fails has all of them looked at now', async () => {
    const made = await town([known('app', targets)]);
    made.see('one', 'broken');
    let before = looksOf(made);
    for (const [first] = before; looksOf(made)[0] === first; ) {
      before = looksOf(made);
      await made.clock.pass(second);
    }
    const after = looksOf(made);
    expect(after.every((count, index) => count > (before[index] ?? 0))).toBe(true);
  });

  test.each([
    ['that we cannot look at', 'deaf', []],
    ['while our own network is down', 'silent', flock],
  ] as const)('%s is looked at in its time, not without end', async (_name, sight, blind) => {
    const made = await town([known('app', targets)]);
    for (const target of [...targets, ...blind]) made.see(target, sight);
    await made.clock.pass(2 * minute);
    const before = looksOf(made);
    await made.clock.pass(10 * minute);
    for (const [index, count] of looksOf(made).entries()) {
      expect(count - (before[index] ?? 0)).toBeLessThanOrEqual(22);
    }
  });
});
