/** A month of five hundred services that fail in every way, while we go blind and restart. */
import { expect, test } from 'vitest';
import { createDice } from '../../src/simulation/random.ts';
import { soak } from './soak.ts';
import { createTown, hour, minute, service } from './town.ts';

test('for a month nothing leaks, nothing gets stuck, and every channel reads a story that makes sense', {
  timeout: 60_000,
}, () => {
  const { wrong, ...run } = soak({ services: 500, days: 30, everyMs: 10 * 60_000, seed: 7 });
  expect(wrong).toEqual([]);
  expect(run.looks).toBeGreaterThan(2_000_000);
  expect(run.restarts).toBe(30);
  expect(run.longFaults).toBeGreaterThan(300);
  expect(run.longFaultsTold).toBe(run.longFaults);
  expect(run.largestState).toBeLessThan(4_000);
  expect(run.mostIncidents).toBeLessThanOrEqual(50);
});

test('a day of a real watcher over a real store, with faults, darkness, planned work and restarts', {
  timeout: 60_000,
}, async () => {
  const dice = createDice('day');
  const services = Array.from({ length: 20 }, (_, index) => service(`s${index}`));
  const work = { days: {}, startMinute: 15 * 60, timeZone: 'UTC', lastsMs: hour };
  const fixed = [{ id: 'file-1', services: ['s3', 's4'], when: work }];
  const town = await createTown({ services, fixed });
  const sights = ['silent', 'broken', 'nameless', 'refused', 'bug', 'up', 'up'] as const;
  for (let quarter = 0; quarter < 96; quarter += 1) {
    for (let change = 0; change < 3; change += 1) {
      const name = `//s${Math.floor(dice.next() * services.length)}.test`;
      town.see(name, sights[Math.floor(dice.next() * sights.length)] ?? 'up');
    }
    if (quarter % 10 === 5) town.see('', 'silent');
    await town.clock.pass(5 * minute);
    if (quarter % 7 === 3) await town.restart();
    if (quarter % 10 === 5) town.see('', 'up');
    await town.clock.pass(10 * minute);
  }
  town.see('', 'up');
  await town.clock.pass(2 * hour);
  const ids = services.map(({ id }) => id);
  expect(ids.map((id) => town.status(id))).toEqual(ids.map(() => 'operational'));
  expect(town.told.length).toBeGreaterThan(50);
  for (const id of ids) {
    const story = town.told.filter((line) => line.startsWith(`${id} `));
    const ends = story.filter((line) => line.endsWith('over')).length;
    const starts = story.filter((line, index) => {
      const isStart = index === 0 || story[index - 1]?.endsWith('over');
      return isStart && !line.endsWith('over');
    }).length;
    expect([id, starts]).toEqual([id, ends]);
  }
  expect(town.blindness.periods.length).toBeGreaterThan(5);
  await town.stop();
});
