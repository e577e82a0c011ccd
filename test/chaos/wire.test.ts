/** Whatever is lost on the way between the real clients and the networks, each channel reads the right story. */
import { expect, test } from 'vitest';
import { playWire } from './wire.ts';

/** `npm run chaos -- --wire SEED` plays one of them again, `--wire --seeds 1-500` many more. */
const seeds = Array.from({ length: 18 }, (_, n) => n + 1);
/** They mostly wait. */
const atOnce = 6;

test(`${seeds.length} stories over the wire are told right`, { timeout: 180_000 }, async () => {
  const waiting = [...seeds];
  const bad: string[] = [];
  const sums = { messages: 0, faults: 0, deaths: 0, burdens: 0, called: 0 };
  async function playNext(): Promise<void> {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const { wrong, messages, faults, deaths, burdens, isCalled } = await playWire(seed);
      if (wrong.length > 0) bad.push(`seed ${seed}: ${wrong.join(' · ')}`);
      sums.messages += messages;
      sums.faults += faults;
      sums.deaths += deaths;
      sums.burdens += burdens;
      sums.called += Number(isCalled);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, playNext));
  expect(bad).toEqual([]);
  // Stories in which nothing happens would prove nothing.
  expect(sums.messages).toBeGreaterThan(20 * seeds.length);
  expect(sums.faults).toBeGreaterThan(4 * seeds.length);
  expect(sums.deaths).toBeGreaterThan(seeds.length);
  expect(sums.burdens).toBeGreaterThan(seeds.length / 6);
  expect(sums.called).toBeGreaterThan(seeds.length / 6);
});
