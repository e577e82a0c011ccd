/**
 * `npm run chaos -- SEED`: plays one story again and shows what happened in it; `--seeds 1-200` plays many and
 * shows those that went wrong; `--wire` with the real clients before stand-ins of the networks, `--killed` with
 * those in a process that is killed.
 */
import { parseArgs } from 'node:util';
import { playKilled } from './killed.ts';
import { play } from './story.ts';
import { playWire } from './wire.ts';

/** Stories in real time mostly wait. */
const kinds = {
  virtual: { play, atOnce: 1 },
  wire: { play: playWire, atOnce: 6 },
  killed: { play: playKilled, atOnce: 6 },
} as const;

async function main(words: readonly string[]): Promise<number> {
  const isKind = { type: 'boolean' } as const;
  const options = { wire: isKind, killed: isKind, seeds: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
  const range = (values.seeds ?? positionals[0] ?? '1').split('-').map(Number);
  const [first = 1, last = first] = range;
  const seeds = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  if (seeds.length === 0 || range.some(Number.isNaN)) return complain();
  const kind = kinds[values.killed ? 'killed' : values.wire ? 'wire' : 'virtual'];
  let bad = 0;
  async function worker(): Promise<void> {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const { wrong, log, ...figures } = await kind.play(seed);
      if (wrong.length > 0 || first === last) {
        process.stdout.write(`${log.join('\n')}\n`);
        process.stdout.write(`${JSON.stringify({ seed, wrong, ...figures })}\n`);
      }
      if (wrong.length > 0) bad += 1;
    }
  }
  await Promise.all(Array.from({ length: kind.atOnce }, worker));
  process.stdout.write(`${bad} of ${last - first + 1} stories went wrong\n`);
  return bad > 0 ? 1 : 0;
}

function complain(): number {
  process.stderr.write('write npm run chaos -- [--wire | --killed] SEED, or --seeds FIRST-LAST\n');
  return 2;
}

process.exit(await main(process.argv.slice(2)));
