/**
 * `npm run bench -- [NAME…] [--long] [--minutes N]`: what the bot costs and how fast it is, as ratios of one run on one
 * machine, each beside its bar. Exit code 1 when a bar was missed. A new part is its file beside this one and one line
 * here. The soak and the memory of the whole bot (`resident`) take as many minutes as they are given, and are left out
 * unless they are named. With `KUMA_DIR`, the folder of an installed Uptime Kuma 2, `resident` measures beside that one.
 */
import { parseArgs } from 'node:util';
import { type Figure, lineOf, outcomeOf, type Part } from './part.ts';

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  probes: () => import('./probes.ts'),
  asking: () => import('./asking.ts'),
  telling: () => import('./telling.ts'),
  web: () => import('./web.ts'),
  warning: () => import('./warning.ts'),
  soak: () => import('./soak.ts'),
  resident: () => import('./resident.ts'),
};
const onlyByName = ['soak', 'resident'];

async function main(words: readonly string[]): Promise<number> {
  const asked = read(words);
  if (typeof asked === 'string') {
    const known = Object.keys(parts).join(' ');
    const usage = `write npm run bench -- [${known}] [--long] [--minutes N]`;
    process.stderr.write(`${asked}; ${usage}\n`);
    return 2;
  }
  const figures: Figure[] = [];
  const how = {
    isLong: asked.isLong,
    minutes: asked.minutes,
    say: (text: string) => void process.stdout.write(`${text}\n`),
    show(figure: Figure) {
      figures.push(figure);
      process.stdout.write(`${lineOf(figure)}\n`);
    },
  };
  for (const name of asked.names) {
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

type Asked = {
  readonly names: readonly string[];
  readonly isLong: boolean;
  readonly minutes: number;
};

/** What was asked for, or what is wrong with it. */
function read(words: readonly string[]): Asked | string {
  const options = { long: { type: 'boolean' }, minutes: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    });
    const odd = positionals.filter((name) => !Object.hasOwn(parts, name));
    if (odd.length > 0) return `unknown: ${odd.join(' ')}`;
    const minutes = Number(values.minutes ?? 10);
    if (!(minutes >= 1 && minutes <= 1440)) return '--minutes takes 1 to 1440';
    const usual = Object.keys(parts).filter((name) => !onlyByName.includes(name));
    const names = positionals.length > 0 ? positionals : usual;
    return { names, isLong: values.long === true, minutes };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

process.exitCode = await main(process.argv.slice(2));
