/** `npm run chaos -- SEED`: plays one story again and shows what happened in it. */
import { play } from './story.ts';

const [first = '1', count = '1'] = process.argv.slice(2);
let bad = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
  const { wrong, log, ...figures } = await play(seed);
  if (count === '1') process.stdout.write(`${log.join('\n')}\n`);
  if (wrong.length > 0 || count === '1') {
    process.stdout.write(`${JSON.stringify({ seed, wrong, ...figures })}\n`);
  }
  if (wrong.length > 0) bad += 1;
}
process.stdout.write(`${bad} of ${count} stories went wrong\n`);
process.exitCode = bad > 0 ? 1 : 0;
