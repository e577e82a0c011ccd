/** Made-up series for the tests of early warnings: a rhythm of the day and the week, noise, heavy tails. */
import { createDice } from '../../src/simulation/random.ts';

export const minute = 60_000;
export const quarter = 15 * minute;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday. */
export const start = Date.UTC(2026, 8, 7);

/** Milliseconds of a healthy look at an instant: slower at work, a slow one now and then. */
export function createLatency(seed: string, baseMs = 120): (at: number) => number {
  const dice = createDice(seed);
  return (at) => {
    const local = new Date(at).getUTCHours() + new Date(at).getUTCMinutes() / 60;
    const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
    const rhythm = 1 + (isWeekend ? 0.1 : 0.4) * Math.exp(-(((local - 11) / 4) ** 2));
    const noise = 1 + 0.15 * (dice.next() + dice.next() - 1);
    const tail = dice.next() < 0.02 ? dice.wait(5) : 0;
    return baseMs * rhythm * noise * (1 + tail);
  };
}
