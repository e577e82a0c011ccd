/** The judge of the stories sees each way in which a sender can be broken, and finds nothing in a good one. */
import { expect, test } from 'vitest';
import * as flaws from './flaws.ts';
import { type Flaw, play } from './story.ts';

const stories = 24;

test.each([
  ['loses messages', () => flaws.losing, /never heard of|people believe/, 24],
  ['says things twice', () => flaws.doubling, /while people believe|seen twice/, 24],
  ['repeats what surely arrived', () => flaws.repeating, /seen twice without a doubt/, 24],
  ['tells in the wrong order', flaws.reordering, /while people believe|after .* was shown/, 20],
  ['shows old states', () => flaws.stale, /people see|people believe|was shown at/, 16],
  ['comes back too early', () => flaws.impatient, /too early/, 10],
  ['does not store what it is about to send', () => flaws.forgetful, /while people|seen twice/, 6],
] satisfies [string, () => Flaw, RegExp, number][])(
  'a sender that %s is found out',
  { timeout: 60_000 },
  async (_, flaw, sentence, atLeast) => {
    let found = 0;
    for (let seed = 1; seed <= stories; seed += 1) {
      const { wrong } = await play(seed, flaw());
      if (wrong.some((text) => sentence.test(text))) found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(atLeast);
  },
);
