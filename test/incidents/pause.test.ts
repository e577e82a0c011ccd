/** A clock that is set, a process that hangs, a machine that sleeps: one look at each check, and no alarm. */
import { expect, test } from 'vitest';
import type { HandClock } from '../clock.ts';
import { createTown, hour, minute, second, service } from './town.ts';

const pauses: readonly [string, (clock: HandClock) => void][] = [
  ['the clock is set on by an hour', (clock) => clock.set(hour)],
  ['the clock is set back by an hour', (clock) => clock.set(-hour)],
  ['the process hangs for ten seconds', (clock) => clock.hang(10 * second)],
  [
    'the machine sleeps for two hours, and its monotonic clock with it',
    (clock) => clock.set(2 * hour),
  ],
  ['the machine sleeps for two hours, and no clock stands still', (clock) => clock.hang(2 * hour)],
];

test.each(pauses)('%s', async (_, pause) => {
  const services = Array.from({ length: 40 }, (_, index) => service(`s${index}`));
  const town = await createTown({ services });
  await town.clock.pass(5 * minute);
  const before = new Map(town.looks);
  const extra = () =>
    services.map(({ id }) => {
      const target = `https://${id}.test/`;
      return (town.looks.get(target) ?? 0) - (before.get(target) ?? 0);
    });
  pause(town.clock);
  await town.clock.pass(second);
  expect(Math.max(...extra())).toBeLessThanOrEqual(1);
  await town.clock.pass(5 * minute - second);
  // Five turns, and one look at everything once we know that we had not seen.
  expect(Math.min(...extra())).toBeGreaterThanOrEqual(4);
  expect(Math.max(...extra())).toBeLessThanOrEqual(7);
  expect(town.told).toEqual([]);
  await town.stop();
});
