/** A thousand stories of outages, broken networks and crashes: each channel reads the right one. */
import { expect, test } from 'vitest';
import { play } from './story.ts';

/** `npm run chaos -- SEED` plays one of them again. */
const seeds = 1_000;

test(`${seeds} stories are told right`, { timeout: 300_000 }, async () => {
  const bad: string[] = [];
  const sums = { posts: 0, edits: 0, deaths: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { wrong, posts, edits, deaths } = await play(seed);
    if (wrong.length > 0) bad.push(`seed ${seed}: ${wrong.join(' · ')}`);
    sums.posts += posts;
    sums.edits += edits;
    sums.deaths += deaths;
  }
  expect(bad).toEqual([]);
  // Stories in which nothing happens would prove nothing.
  expect(sums.posts).toBeGreaterThan(50 * seeds);
  expect(sums.edits).toBeGreaterThan(10 * seeds);
  expect(sums.deaths).toBeGreaterThan(3 * seeds);
});

test('the same seed is the same story', async () => {
  expect(await play(7)).toEqual(await play(7));
});
