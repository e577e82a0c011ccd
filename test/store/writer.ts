/**
 * A process that writes the same numbers into two tables until it is stopped or the store fails:
 * one line of output per acknowledged pair, `failed` and the health when a pair was refused.
 */
import { createStore } from '../../src/store/index.ts';

const [url = '', bytes = '10', start = '0'] = process.argv.slice(2);
const store = await createStore(url, 60_000);
const left = store.table<string>('left');
const right = store.table<string>('right');
const filling = 'x'.repeat(Number(bytes));

for (let n = Number(start); ; n += 8) {
  const group = Array.from({ length: 8 }, (_, i) => String(n + i));
  const outcomes = await Promise.allSettled(
    group.map((key) => Promise.all([left.set(key, filling), right.set(key, filling)])),
  );
  const kept = group.filter((_, i) => outcomes[i]?.status === 'fulfilled');
  process.stdout.write(kept.map((key) => `${key}\n`).join(''));
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused) {
    process.stdout.write(`failed ${refused.reason.name} ${JSON.stringify(store.health())}\n`);
    break;
  }
}
await store.close();
