/** `npm run simulate -- --seed 11-15 --years 5 --world mixed --json`: the noise worlds and the bars. */
import { parseArgs } from 'node:util';
import { barsOf } from '../simulation/bars.ts';
import { simulate } from '../simulation/simulate.ts';
import { barTable, resultTable } from '../simulation/table.ts';
import { type WorldPlan, worlds } from '../simulation/worlds.ts';

type Wish = {
  readonly seeds: readonly number[];
  readonly years: number;
  readonly plans: readonly WorldPlan[];
  readonly isJson: boolean;
};

const MOST_SEEDS = 100;
const MOST_YEARS = 1000;

const usage = `npm run simulate -- [--seed N | N-M] [--years Y] [--world NAME[,NAME]] [--json]
  --seed   which dice; a range plays every seed in it (default 1)
  --years  service-years per seed (default 25)
  --world  all (default) or some of: ${worlds.map(({ name }) => name).join(' ')}
  --json   one JSON object instead of the tables
Detectors are tuned on seeds 1-5 only; judge them by others.
`;

function main(): void {
  const wish = read(process.argv.slice(2));
  if (typeof wish === 'string') {
    process.stderr.write(`${wish}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const results = wish.plans.flatMap((plan) => {
    if (!wish.isJson) process.stderr.write(`${plan.name} ...\n`);
    return simulate(plan, wish.seeds, wish.years);
  });
  const bars = barsOf(results);
  if (wish.isJson) {
    const { seeds, years } = wish;
    process.stdout.write(`${JSON.stringify({ seeds, years, results, bars })}\n`);
    return;
  }
  process.stdout.write(`${resultTable(results)}\n\n${barTable(bars)}\n`);
}

/** What is wished for, or what is wrong with the wish. */
function read(words: string[]): Wish | string {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        seed: { type: 'string', default: '1' },
        years: { type: 'string', default: '25' },
        world: { type: 'string', default: 'all' },
        json: { type: 'boolean', default: false },
      },
    });
    const seeds = seedsOf(values.seed);
    const plans = plansOf(values.world);
    const years = Number(values.years);
    if (typeof seeds === 'string') return seeds;
    if (typeof plans === 'string') return plans;
    if (!(years > 0 && years <= MOST_YEARS)) return `--years ${values.years} is not 0 to 1000`;
    return { seeds, plans, years, isJson: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function seedsOf(text: string): number[] | string {
  const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (!(count >= 1 && count <= MOST_SEEDS)) return `--seed ${text} is neither N nor N-M`;
  return Array.from({ length: count }, (_, index) => Number(first) + index);
}

function plansOf(text: string): readonly WorldPlan[] | string {
  if (text === 'all') return worlds;
  const names = text.split(',');
  const unknown = names.find((name) => !worlds.some((plan) => plan.name === name));
  if (unknown !== undefined) return `--world ${unknown} is not known`;
  return worlds.filter(({ name }) => names.includes(name));
}

main();
