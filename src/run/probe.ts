/** `npm run probe -- TARGET`: looks once, prints the reading as one line of JSON, exits like a monitoring plugin. */
import { createEyes, look, publicTarget, targetProblem } from '../probes/index.ts';

const timeoutMs = 10_000;
const exits = { up: 0, degraded: 1, down: 2, unknown: 3 } as const;

async function main(words: readonly string[]): Promise<number> {
  const [target, ...rest] = words;
  if (target === undefined || rest.length > 0) return complain('usage: npm run probe -- TARGET');
  const problem = targetProblem(target);
  if (problem !== undefined) return complain(problem);
  const eyes = createEyes();
  const reading = await look({ target, timeoutMs, expect: undefined }, eyes);
  eyes.close();
  process.stdout.write(`${JSON.stringify({ target: publicTarget(target), ...reading })}\n`);
  return exits[reading.status];
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return exits.unknown;
}

process.exitCode = await main(process.argv.slice(2));
