/**
 * Gatus' defaults: every 60 s, 10 s of patience, an alert after three failures in a row, resolved
 * after two successes in a row (`alerting/alert/alert.go`, `watchdog/alerting.go`).
 */
import { createNotes, type Rule } from './rule.ts';
import { createScene } from './scene.ts';

const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 10_000;
const FAILURES = 3;
const SUCCESSES = 2;

export const gatus: Rule = {
  name: 'Gatus 3/2',
  watch(world, dice) {
    const scene = createScene(world, dice);
    const notes = createNotes();
    let [failures, successes, looks, isDown] = [0, 0, 0, false];
    for (let at = dice.next() * INTERVAL_MS; at < world.lengthMs; at += INTERVAL_MS) {
      const { kind, tookMs } = scene.look(at, TIMEOUT_MS);
      looks += 1;
      failures = kind === 'up' ? 0 : failures + 1;
      successes = kind === 'up' ? successes + 1 : 0;
      const isDownNow = isDown ? successes < SUCCESSES : failures >= FAILURES;
      if (isDownNow !== isDown) notes.tell(at + tookMs, isDownNow);
      isDown = isDownNow;
    }
    return notes.run(world.lengthMs, looks);
  },
};
