/**
 * Uptime Kuma's rule: every 60 s from the end of the last beat, 48 s of patience, pending while
 * retries are left, up again on the first success (`server/model/monitor.js`, 2.0).
 */
import { createNotes, type Rule } from './rule.ts';
import { createScene } from './scene.ts';

const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 48_000;

export function kuma(retries: number): Rule {
  return {
    name: `Kuma ${retries}`,
    watch(world, dice) {
      const scene = createScene(world, dice);
      const notes = createNotes();
      let [failures, looks, at, isDown] = [0, 0, dice.next() * INTERVAL_MS, false];
      while (at < world.lengthMs) {
        const { kind, tookMs } = scene.look(at, TIMEOUT_MS);
        looks += 1;
        failures = kind === 'up' ? 0 : failures + 1;
        const isDownNow = kind !== 'up' && (isDown || failures > retries);
        if (isDownNow !== isDown) notes.tell(at + tookMs, isDownNow);
        isDown = isDownNow;
        at += tookMs + INTERVAL_MS;
      }
      return notes.run(world.lengthMs, looks);
    },
  };
}
