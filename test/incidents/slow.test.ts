/** A service that works, but for a long time so slowly that people feel it. */
import { afterEach, expect, test } from 'vitest';
import { createTown, minute, service, type Town } from './town.ts';

const towns: Town[] = [];
afterEach(async () => {
  for (const town of towns.splice(0)) await town.stop();
});

test('it is degraded while it lasts, and over when it is as usual', async () => {
  let since: number | undefined;
  const town = await createTown({
    services: [service('shop'), service('mail')],
    more: { slowSince: (id) => (id === 'shop' ? since : undefined) },
  });
  towns.push(town);
  await town.clock.pass(10 * minute);
  const began = town.clock.now();
  since = began;
  await town.clock.pass(10 * minute);
  expect(town.told).toEqual(['shop degraded']);
  expect(town.incidents[0]).toMatchObject({ startedAt: began, status: 'degraded' });
  since = undefined;
  await town.clock.pass(10 * minute);
  const last = town.incidents.at(-1);
  expect(town.told).toEqual(['shop degraded', 'shop over']);
  expect(last?.endedAt).toBeGreaterThan(began + 10 * minute - 1);
  expect(town.status('shop')).toBe('operational');
});
