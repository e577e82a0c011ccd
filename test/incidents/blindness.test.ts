/** When the trouble is ours: what is told of it, and what is not told of others. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Service } from '../../src/model.ts';
import { createTown, flock, hour, minute, second, service, type Town } from './town.ts';

const towns: Town[] = [];
afterEach(async () => {
  for (const town of towns.splice(0)) await town.stop();
});

const five = ['shop', 'mail', 'chat', 'wiki', 'post'].map((id) => service(id));

async function town(options: Partial<Parameters<typeof createTown>[0]> = {}) {
  const made = await createTown({ services: five, ...options });
  towns.push(made);
  await made.clock.pass(5 * minute);
  return made;
}

describe('our own network', () => {
  test('is lost: nobody is told of an outage, and afterwards from when to when we were blind', async () => {
    const { clock, see, told, notices, status, blindness } = await town();
    const lostAt = clock.now();
    see('', 'silent');
    await clock.pass(10 * minute);
    expect(status('shop')).toBe('unknown');
    expect(blindness.health().isWorking).toBe(false);
    see('', 'up');
    await clock.pass(5 * minute);
    expect(told).toEqual([]);
    expect(notices).toMatchObject([{ kind: 'blind', facts: { why: 'network' } }]);
    expect(notices[0]).not.toHaveProperty('services');
    const { from, until } = notices[0]?.facts ?? {};
    expect(Number(from) - lostAt).toBeLessThan(minute + 20 * second);
    expect(Number(until) - lostAt).toBeGreaterThanOrEqual(10 * minute);
    expect(Number(until) - lostAt).toBeLessThan(10 * minute + 10 * second);
    expect(status('shop')).toBe('operational');
    expect(blindness.health().isWorking).toBe(true);
  });

  test('is lost for a minute: that is nobody’s business, but it is remembered', async () => {
    const { clock, see, notices, blindness } = await town();
    see('', 'silent');
    await clock.pass(100 * second);
    see('', 'up');
    await clock.pass(5 * minute);
    expect(notices).toEqual([]);
    expect(blindness.periods).toMatchObject([{ why: 'network', services: [] }]);
    expect(blindness.periods[0]?.until).toBeDefined();
  });

  test('is back: what failed in the dark is looked at again before anybody hears of it', async () => {
    const { clock, see, told, looks } = await town();
    see('', 'silent');
    await clock.pass(10 * minute);
    see('', 'up');
    see('shop', 'silent');
    const before = looks.get('https://wiki.test/') ?? 0;
    await clock.pass(10 * second);
    expect(looks.get('https://wiki.test/')).toBeGreaterThan(before);
    expect(told).toEqual([]);
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
  });

  test('is back: a look that began in the dark and ended in the light proves nothing', async () => {
    const { clock, see, blindness } = await town();
    see('', 'silent');
    await clock.pass(3 * minute);
    see('', 'up');
    await clock.pass(10 * second);
    expect(blindness.health().isWorking).toBe(true);
    const cause = { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} } as const;
    const looked = (tookMs: number) => {
      const at = clock.now() - tookMs;
      const reading = { status: 'down', at, tookMs, timings: {}, cause } as const;
      const target = 'https://shop.test/';
      return blindness.believe({ service: 'shop', target, reading, isDoubtful: true });
    };
    expect(await looked(30 * second)).toBe('failing');
    expect(await looked(second)).toBe('working');
  });

  test('an outage that was told before goes on in the dark and ends in the light', async () => {
    const { clock, see, told, incidents } = await town();
    see('shop', 'broken');
    await clock.pass(3 * minute);
    see('', 'silent');
    await clock.pass(10 * minute);
    expect(told).toEqual(['shop major']);
    see('', 'up');
    await clock.pass(5 * minute);
    expect(told).toEqual(['shop major', 'shop over']);
    expect(incidents.at(-1)?.startedAt).toBeLessThan(incidents.at(-1)?.endedAt ?? 0);
  });

  test('one canary of three says nothing about us', async () => {
    const { clock, see, told } = await town();
    see('192.0.2.1', 'silent');
    see('shop', 'silent');
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
  });

  test('canaries that have never answered do not vote', async () => {
    const { clock, see, told } = await createTown({
      services: five,
      sees: (target) => (/192.0.2.1|198.51.100.1/.test(target) ? 'silent' : 'up'),
    }).then((made) => {
      towns.push(made);
      return made;
    });
    await clock.pass(5 * minute);
    see('shop', 'silent');
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
    see('203.0.113.1', 'silent');
    see('mail', 'silent');
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
  });

  test('in a closed network where no canary ever answers, what has worked is proof enough', async () => {
    const { clock, see, told } = await town({
      sees: (target) => (flock.includes(target) ? 'silent' : 'up'),
    });
    see('shop', 'silent');
    await clock.pass(3 * minute);
    expect(told).toEqual(['shop major']);
  });

  test('there, an error page from the start is an answer and so an outage', async () => {
    const { told } = await town({
      services: [service('shop')],
      sees: (target) => (flock.includes(target) ? 'silent' : 'broken'),
    });
    expect(told).toEqual(['shop major']);
  });

  test('a start without a network tells nobody that everything is down', async () => {
    const { clock, see, told, status } = await town({ sees: () => 'silent' });
    await clock.pass(hour);
    expect([told, status('shop')]).toEqual([[], 'unknown']);
    see('', 'up');
    await clock.pass(2 * minute);
    expect([told, status('shop')]).toEqual([[], 'operational']);
  });

  test('a restart in the dark does not forget since when it is dark', async () => {
    const { clock, see, told, notices, restart } = await town();
    see('', 'silent');
    await clock.pass(5 * minute);
    await restart();
    await clock.pass(5 * minute);
    see('', 'up');
    await clock.pass(2 * minute);
    expect(told).toEqual([]);
    expect(notices).toHaveLength(1);
    const { from, until } = notices[0]?.facts ?? {};
    expect(Number(until) - Number(from)).toBeGreaterThan(8 * minute);
  });

  test('a network that comes and goes is one time of blindness', async () => {
    const { clock, see, blindness, told } = await town();
    for (let turn = 0; turn < 4; turn += 1) {
      see('', 'silent');
      await clock.pass(75 * second);
      see('', 'up');
      await clock.pass(20 * second);
    }
    expect(told).toEqual([]);
    expect(blindness.periods.length).toBeLessThan(4);
  });
});

describe('one way of two', () => {
  const six = (id: string, target = 'tcp://[2001:db8::7]:443'): Service => {
    const [component] = service(id).components;
    const checks = component?.checks.map((check) => ({ ...check, target })) ?? [];
    return service(id, { components: component ? [{ ...component, checks }] : [] });
  };

  test('IPv6 is lost: only who is looked at over IPv6 is unknown, and only they hear of it', async () => {
    const made = await town({ services: [...five, six('six')] });
    const { clock, see, told, notices, status } = made;
    see('2001:db8', 'silent');
    see('shop', 'broken');
    await clock.pass(5 * minute);
    expect([status('six'), told]).toEqual(['unknown', ['shop major']]);
    see('2001:db8', 'up');
    await clock.pass(2 * minute);
    expect(notices).toMatchObject([{ kind: 'blind', services: ['six'] }]);
  });

  test('a name that is to be reached over IPv6 goes that way too', async () => {
    const { clock, see, told, status } = await town({
      services: [...five, six('six', 'tcp://six.test:25?family=6')],
    });
    see('2001:db8', 'silent');
    see('six.test', 'silent');
    await clock.pass(5 * minute);
    expect([status('six'), told]).toEqual(['unknown', []]);
  });

  test('where there has never been IPv6, what needs it is unknown and nobody hears of it', async () => {
    const { clock, told, notices, status, blindness } = await town({
      services: [six('six')],
      sees: (target) => (target.includes('2001:db8') ? 'silent' : 'up'),
    });
    await clock.pass(hour);
    expect([status('six'), told, notices, blindness.periods]).toEqual(['unknown', [], [], []]);
    expect(blindness.health().isWorking).toBe(true);
  });

  test('a dead resolver is our own trouble, though addresses are in reach', async () => {
    const { clock, see, told, notices } = await town();
    for (const name of ['.test/', 'dns:///']) see(name, 'nameless');
    await clock.pass(5 * minute);
    for (const name of ['.test/', 'dns:///']) see(name, 'up');
    await clock.pass(2 * minute);
    expect(told).toEqual([]);
    expect(notices).toMatchObject([{ facts: { why: 'names' } }]);
  });

  test('a name that fails while others resolve is the service’s own trouble', async () => {
    const { clock, see, told } = await town();
    see('shop', 'nameless');
    await clock.pass(4 * minute);
    expect(told).toEqual(['shop major']);
  });
});

describe('too many at once', () => {
  const unrelated = Array.from({ length: 9 }, (_, index) =>
    service(`s${index}`, {
      components: service(`s${index}`).components.map((component) => ({
        ...component,
        checks: component.checks.map((check) => ({
          ...check,
          target: `https://name${index}.example/`,
        })),
      })),
    }),
  );
  const some = ['name1.', 'name2.', 'name3.', 'name4.'];

  test('is our own trouble for a while, also when the canaries answer', async () => {
    const { clock, see, told } = await town({ services: unrelated });
    for (const name of some) see(name, 'silent');
    await clock.pass(2.5 * minute);
    for (const name of some) see(name, 'up');
    await clock.pass(10 * minute);
    expect(told).toEqual([]);
  });

  test('and a great outage when it lasts', async () => {
    const { clock, see, told } = await town({ services: unrelated });
    for (const name of some) see(name, 'silent');
    await clock.pass(10 * minute);
    expect(told).toEqual(expect.arrayContaining(['s1 major', 's2 major', 's3 major', 's4 major']));
  });

  test('without canaries it stays our own trouble while nothing at all works', async () => {
    const { clock, see, told } = await town({ services: unrelated, canaries: [] });
    see('', 'silent');
    await clock.pass(hour);
    see('', 'up');
    await clock.pass(5 * minute);
    expect(told).toEqual([]);
  });
});

describe('what is known without asking anybody', () => {
  test('proves nothing about our network: jobs that call us, answers that we remember', async () => {
    const services = Array.from({ length: 9 }, (_, index) => service(`name${index}`));
    const { clock, see, told, blindness } = await town({ services, canaries: [] });
    see('', 'silent');
    for (let turn = 0; turn < 60; turn += 1) {
      await clock.pass(minute);
      const known = {
        status: 'up',
        at: clock.now(),
        tookMs: 0.1,
        timings: { expect: 0.1 },
      } as const;
      const target = 'heartbeat://backup?within=25h';
      await blindness.believe({ service: 'backup', target, reading: known, isDoubtful: false });
    }
    expect(told).toEqual([]);
  });
});

describe('our own process', () => {
  test('hangs: looks that were cut short prove nothing', async () => {
    const { clock, see, told, status } = await town();
    for (let turn = 0; turn < 20; turn += 1) {
      see('shop', 'silent');
      clock.hang(12 * second);
      await clock.pass(second);
    }
    expect(told).toEqual([]);
    expect(status('shop')).not.toBe('major');
  });

  test('sleeps for two hours: people hear that nobody looked', async () => {
    const { clock, told, notices } = await town();
    clock.set(2 * hour);
    await clock.pass(minute);
    expect(told).toEqual([]);
    expect(notices).toMatchObject([{ kind: 'blind', facts: { why: 'clock' } }]);
    const { from, until } = notices[0]?.facts ?? {};
    expect(Number(until) - Number(from)).toBeGreaterThan(2 * hour - minute);
  });

  test('has a clock that is set back or years on: nobody hears of it', async () => {
    const { clock, told, notices } = await town();
    clock.set(-3 * hour);
    await clock.pass(10 * minute);
    clock.set(5 * 365 * 24 * hour);
    await clock.pass(10 * minute);
    expect([told, notices]).toEqual([[], []]);
  });

  test('cannot remember: nothing is told until it can, and then it is', async () => {
    const made = await town();
    const { clock, see, told, notices } = made;
    made.storeHealth = { isWorking: false, reason: 'the disk is full' };
    see('shop', 'broken');
    await clock.pass(10 * minute);
    expect(told).toEqual([]);
    made.storeHealth = { isWorking: true };
    await clock.pass(5 * minute);
    expect(told).toEqual(['shop major']);
    expect(notices).toMatchObject([{ facts: { why: 'store' }, services: ['shop'] }]);
  });
});

test('what cannot be told for want of a store is told when there is one', async () => {
  const made = await town();
  const { clock, see, notices } = made;
  see('', 'silent');
  await clock.pass(5 * minute);
  see('', 'up');
  made.storeHealth = { isWorking: false, reason: 'the disk is full' };
  await clock.pass(minute);
  expect(notices).toEqual([]);
  made.storeHealth = { isWorking: true };
  await clock.pass(minute);
  expect(notices).toMatchObject([{ kind: 'blind', facts: { why: 'network' } }]);
});

test('times of blindness are remembered through restarts, and not without end', async () => {
  const made = await town({ services: [service('shop')] });
  for (let turn = 0; turn < 60; turn += 1) {
    made.see('', 'silent');
    await made.clock.pass(3 * minute);
    made.see('', 'up');
    await made.clock.pass(3 * minute);
  }
  await made.restart();
  expect(made.blindness.periods).toHaveLength(50);
});
