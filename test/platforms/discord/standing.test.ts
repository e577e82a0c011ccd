/** A token that Discord refuses is asked about: ever more rarely, and soon again once it has held. */
import type { REST } from 'discord.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStanding } from '../../../src/platforms/discord/standing.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function createScene() {
  const asked: number[] = [];
  const accepted: number[] = [];
  const discord = { isRefusing: false };
  const rest = {
    async get() {
      asked.push(Date.now());
      if (discord.isRefusing) throw new Error('401');
    },
  };
  const standing = createStanding({
    rest: rest as unknown as REST,
    now: Date.now,
    log: () => {},
    onAccepted: () => accepted.push(Date.now()),
  });
  return { asked, accepted, discord, standing };
}

test('a refusal that lasts is asked about ever more rarely, at most every five minutes', async () => {
  const { asked, accepted, discord, standing } = createScene();
  discord.isRefusing = true;
  standing.doubt();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(asked.slice(0, 4)).toEqual([1_000, 3_000, 7_000, 15_000]);
  expect(Number(asked.at(-1)) - Number(asked.at(-2))).toBe(300_000);
  expect(accepted).toEqual([]);
});

test('a word that Discord breaks at once is believed ever later, one that it keeps is not', async () => {
  const { accepted, standing } = createScene();
  for (let time = 0; time < 3; time += 1) {
    standing.doubt();
    await vi.advanceTimersToNextTimerAsync();
  }
  expect(accepted).toEqual([1_000, 3_000, 7_000]);
  await vi.advanceTimersByTimeAsync(600_000);
  standing.doubt();
  await vi.advanceTimersToNextTimerAsync();
  expect(accepted.at(-1)).toBe(7_000 + 600_000 + 1_000);
});

test('whoever is stopped asks no more', async () => {
  const { asked, standing } = createScene();
  standing.doubt();
  standing.stop();
  standing.doubt();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(asked).toEqual([]);
});
