/** Killed at every commit of the store, while whatever can be lost is lost, the bot tells each channel the right story. */
import { expect, test } from 'vitest';
import { boundaries, playKilled } from './killed.ts';

/** Before and after each commit. `npm run chaos -- --killed SEED` plays one again. */
const seedsAtMost = 2 * boundaries;
/** A process mostly starts and waits. */
const atOnce = 6;

test('killed at any commit, each channel reads the right story', { timeout: 300_000 }, async () => {
  const bad: string[] = [];
  const sums = { faults: 0, died: 0, deaths: 0, spells: 0, stories: 0 };
  for (let first = 1, isKilled = true; isKilled && first < seedsAtMost; first += atOnce) {
    const seeds = Array.from({ length: atOnce }, (_, n) => first + n);
    const stories = await Promise.all(seeds.map(playKilled));
    isKilled = stories.some(({ deaths }) => deaths > 0);
    for (const [n, { wrong, faults, deaths, spells }] of stories.entries()) {
      if (wrong.length > 0) bad.push(`seed ${seeds[n]}: ${wrong.join(' · ')}`);
      sums.stories += 1;
      sums.faults += faults;
      if (deaths > 0) sums.died += 1;
      sums.deaths += deaths;
      sums.spells += spells;
    }
  }
  expect(bad).toEqual([]);
  expect(sums.stories).toBeGreaterThan(50);
  expect(sums.stories).toBeLessThan(seedsAtMost);
  // Stories in which nothing happens would prove nothing.
  expect(sums.faults).toBeGreaterThan(3 * sums.stories);
  // The first life has more commits in one story than in another, so some of the last see no death.
  expect(sums.died).toBeGreaterThan(0.6 * sums.stories);
  expect(sums.deaths).toBeGreaterThan(sums.died);
  expect(sums.spells).toBeGreaterThan(sums.stories);
});
