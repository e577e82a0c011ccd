/** What must hold however the troubles come: only somebody else's trouble is an outage, and a tie changes nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Word } from '../../src/incidents/vote.ts';
import { createTown, minute, second, service, type Town } from './town.ts';

const services = ['shop', 'mail', 'chat', 'wiki'].map((id) => service(id));

/** Each of them is ours alone: it takes the town from health into trouble, and back. */
const troubles: Readonly<Record<string, (town: Town, ms: number) => Promise<void>>> = {
  async network(town, ms) {
    town.see('', 'silent');
    await town.clock.pass(ms);
    town.see('', 'up');
  },
  async resolver(town, ms) {
    for (const name of ['.test/', 'dns:///']) town.see(name, 'nameless');
    await town.clock.pass(ms);
    for (const name of ['.test/', 'dns:///']) town.see(name, 'up');
  },
  async silentResolver(town, ms) {
    for (const name of ['.test/', 'dns:///']) town.see(name, 'deaf');
    await town.clock.pass(ms);
    for (const name of ['.test/', 'dns:///']) town.see(name, 'up');
  },
  async bug(town, ms) {
    town.see('shop', 'bug');
    await town.clock.pass(ms);
    town.see('shop', 'up');
  },
  async refusal(town, ms) {
    town.see('mail', 'refused');
    await town.clock.pass(ms);
    town.see('mail', 'up');
  },
  async store(town, ms) {
    town.storeHealth = { isWorking: false, reason: 'the disk is full' };
    town.see('shop', 'silent');
    await town.clock.pass(ms);
    town.see('shop', 'up');
    town.storeHealth = { isWorking: true };
  },
  async hang(town, ms) {
    town.see('', 'silent');
    town.clock.hang(Math.max(ms, 12 * second));
    await town.clock.pass(5 * second);
    town.see('', 'up');
  },
  async sleep(town, ms) {
    town.clock.set(ms);
    town.see('', 'silent');
    await town.clock.pass(9 * second);
    town.see('', 'up');
  },
  async clockSetBack(town, ms) {
    town.clock.set(-ms);
    await town.clock.pass(second);
  },
  async restart(town, ms) {
    town.see('', 'silent');
    await town.restart();
    await town.clock.pass(ms);
    town.see('', 'up');
  },
};

describe('our own trouble', () => {
  const story = fc.array(
    fc.record({
      trouble: fc.constantFrom(...Object.keys(troubles)),
      lastsMs: fc.integer({ min: second, max: 15 * minute }),
      pauseMs: fc.integer({ min: 0, max: 10 * minute }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  test('of any kind, in any order, for any time, is told as nobody’s outage', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const town = await createTown({ services });
        try {
          await town.clock.pass(5 * minute);
          for (const { trouble, lastsMs, pauseMs } of steps) {
            await troubles[trouble]?.(town, lastsMs);
            await town.clock.pass(pauseMs);
          }
          await town.clock.pass(10 * minute);
          expect(town.told).toEqual([]);
          expect(services.map(({ id }) => town.status(id))).toEqual(
            services.map(() => 'operational'),
          );
          expect(town.blindness.health().isWorking).toBe(true);
        } finally {
          await town.stop();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a tie', () => {
  test('keeps what was told, whatever is seen here and however long', {
    timeout: 60_000,
  }, async () => {
    const story = fc.array(
      fc.tuple(fc.constantFrom('up' as const, 'silent' as const), fc.integer({ min: 1, max: 20 })),
      { minLength: 1, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(story, fc.boolean(), async (steps, isDown) => {
        let word: Word = 'down';
        const more = { askElsewhere: async () => word };
        const town = await createTown({ services: [service('shop')], more });
        try {
          await town.clock.pass(5 * minute);
          if (isDown) town.see('shop', 'silent');
          await town.clock.pass(5 * minute);
          word = 'tie';
          const before = [...town.told];
          expect(before).toEqual(isDown ? ['shop major'] : []);
          for (const [sight, minutes] of steps) {
            // While it is down, seeing it work here is no tie but its end.
            if (!isDown) town.see('shop', sight);
            await town.clock.pass(minutes * minute);
          }
          expect(town.told).toEqual(before);
        } finally {
          await town.stop();
        }
      }),
      { numRuns: 30 },
    );
  });
});
