/** Lets every rule watch the same worlds and scores them. */
import { fasterTwice, ours, oursTwice, type Result } from './bars.ts';
import { gatus } from './gatus.ts';
import { kuma } from './kuma.ts';
import { createDice } from './random.ts';
import type { Rule } from './rule.ts';
import { score } from './score.ts';
import { tally } from './tally.ts';
import { tocsin } from './tocsin.ts';
import { createWorld } from './world.ts';
import type { WorldPlan } from './worlds.ts';

export const rules: readonly Rule[] = [
  kuma(0),
  kuma(1),
  gatus,
  tocsin(ours, { everyMs: 60_000, hasCanaries: true }),
  tocsin('Tocsin 30 s', { everyMs: 30_000, hasCanaries: true }),
  tocsin(oursTwice, { everyMs: 60_000, hasCanaries: true, hasSecondPlace: true }),
  tocsin(fasterTwice, { everyMs: 30_000, hasCanaries: true, hasSecondPlace: true }),
  tocsin('no canaries', { everyMs: 60_000, hasCanaries: false }),
];

/** One world per seed, the same for all rules; what chance does to a look is each rule's own. */
export function simulate(
  plan: WorldPlan,
  seeds: readonly number[],
  years: number,
  watching: readonly Rule[] = rules,
): Result[] {
  const worlds = seeds.map((seed) => {
    const name = `${seed}/${plan.name}`;
    return { name, world: createWorld(plan.noise, plan.faults, years, createDice(name)) };
  });
  return watching.map((rule) => ({
    world: plan.name,
    rule: rule.name,
    score: score(
      worlds.map(({ name, world }) =>
        tally(world, rule.watch(world, createDice(`${name}/${rule.name}`))),
      ),
    ),
  }));
}
