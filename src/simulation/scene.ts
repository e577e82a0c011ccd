/** What a look sees at an instant of a world. Instants only grow, so a place in each list is enough. */
import type { Dice } from './random.ts';
import type { Interval, World } from './world.ts';

export type Glimpse = { readonly kind: 'up' | 'soft' | 'hard'; readonly tookMs: number };

export type Scene = {
  look(at: number, timeoutMs: number): Glimpse;
  areCanariesWorking(at: number): boolean;
};

const ANSWER_MS = 100;

export function createScene(world: World, dice: Dice): Scene {
  const faultAt = finder(world.faults);
  const glitchAt = finder(world.glitches);
  const ownAt = finder(world.ownNetwork);
  const up: Glimpse = { kind: 'up', tookMs: ANSWER_MS };
  const hard: Glimpse = { kind: 'hard', tookMs: ANSWER_MS };

  return {
    look(at, timeoutMs) {
      const isLost = world.loss > 0 && dice.next() < world.loss;
      const fault = faultAt(at);
      if (isLost || glitchAt(at) || ownAt(at) || fault?.kind === 'hole') {
        return { kind: 'soft', tookMs: timeoutMs };
      }
      if (!fault) return up;
      return fault.kind === 'fast' || dice.next() < 0.5 ? hard : up;
    },
    areCanariesWorking: (at) => !ownAt(at) && !glitchAt(at)?.hitsCanaries,
  };
}

function finder<I extends Interval>(intervals: readonly I[]): (at: number) => I | undefined {
  let index = 0;
  let current = intervals[0];
  return (at) => {
    while (current && current.to <= at) {
      index += 1;
      current = intervals[index];
    }
    return current && current.from <= at ? current : undefined;
  };
}
