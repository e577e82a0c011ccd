/** Our own detector as it runs: the same functions in one place, or in two that ask each other. */
import type { Check, Preset } from '../model.ts';
import { createPlace, type Place } from './place.ts';
import { createNotes, type Rule } from './rule.ts';
import { createScene } from './scene.ts';
import { createTeller } from './teller.ts';
import { seenFromElsewhere } from './world.ts';

const TIMEOUT_MS = 10_000;

export type TocsinOptions = {
  readonly everyMs: number;
  readonly hasCanaries: boolean;
  /** Another Tocsin looks from a second place; what the first one tells is counted. */
  readonly hasSecondPlace?: boolean;
  readonly preset?: Preset;
};

export function tocsin(name: string, options: TocsinOptions): Rule {
  const { everyMs, hasCanaries, hasSecondPlace = false, preset = 'default' } = options;
  const check: Check = { id: 'check', target: 'x:', everyMs, timeoutMs: TIMEOUT_MS, expect: {} };
  return {
    name,
    watch(world, dice) {
      const notes = createNotes();
      const common = { check, preset, hasCanaries, dice };
      const tell = createTeller(check, preset, notes);
      const scene = createScene(world, dice);
      if (!hasSecondPlace) {
        const place = createPlace({ ...common, scene, tell });
        while (place.due < world.lengthMs) place.step();
        return notes.run(world.lengthMs, place.looks);
      }
      const here: Place = createPlace({ ...common, scene, tell, ask: (at) => there.answer(at) });
      const there: Place = createPlace({
        ...common,
        scene: createScene(seenFromElsewhere(world), dice),
        ask: (at) => here.answer(at),
      });
      for (let next = here; next.due < world.lengthMs; ) {
        next.step();
        next = here.due <= there.due ? here : there;
      }
      return notes.run(world.lengthMs, here.looks);
    },
  };
}
