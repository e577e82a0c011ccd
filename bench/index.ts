/**
 * `npm run bench -- [NAME…] [--long]`: what the bot costs and how fast it is, as ratios of one run on one machine,
 * each beside its bar. Exit code 1 when a bar was missed. A new part is its file beside this one and one line here.
 */
import { type Figure, lineOf, outcomeOf, type Part } from './part.ts';

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  probes: () => import('./probes.ts'),
  asking: () => import('./asking.ts'),
  telling: () => import('./telling.ts'),
  web: () => import('./web.ts'),
  warning: () => import('./warning.ts'),
};

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter((word) => !word.startsWith('--'));
  const odd = [
    ...names.filter((name) => !Object.hasOwn(parts, name)),
    ...words.filter((word) => word.startsWith('--') && word !== '--long'),
  ];
  if (odd.length > 0) {
    const known = Object.keys(parts).join(' ');
    process.stderr.write(`unknown: ${odd.join(' ')}; write npm run bench -- [${known}] [--long]\n`);
    return 2;
  }
  const figures: Figure[] = [];
  const how = {
    isLong: words.includes('--long'),
    say: (text: string) => void process.stdout.write(`${text}\n`),
    show(figure: Figure) {
      figures.push(figure);
      process.stdout.write(`${lineOf(figure)}\n`);
    },
  };
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    how.say(`\n== ${name}`);
    const part = await parts[name]?.();
    await part?.measure(how);
  }
  const outcomes = figures.map(outcomeOf);
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  const tally = ['met', 'missed', 'inconclusive'].map((outcome) => `${count(outcome)} ${outcome}`);
  how.say(`\n${tally.join(', ')}`);
  return count('missed') > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
