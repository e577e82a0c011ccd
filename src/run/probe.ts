/**
 * `npm run probe -- TARGET [EXPECT]`: looks once, prints the reading as one line of JSON, exits like a monitoring
 * plugin. EXPECT is what stands behind `expect:` in the services file, such as `'{ status: 2xx, body: ok }'`.
 */
import { parse } from 'yaml';
import { readCheck } from '../catalogue/schema.ts';
import { createEyes, look, publicTarget } from '../probes/index.ts';

const usage = "usage: npm run probe -- TARGET ['{ EXPECT }']";
const timeoutMs = 10_000;
const exits = { up: 0, degraded: 1, down: 2, unknown: 3 } as const;

async function main(words: readonly string[]): Promise<number> {
  const [target, written = '{}', ...rest] = words;
  if (target === undefined || rest.length > 0) return complain(usage);
  const read = readCheck({ target, expect: parsed(written) });
  if ('problem' in read) return complain(read.problem);
  const eyes = createEyes();
  const reading = await look({ target, timeoutMs, expect: read.expect }, eyes);
  eyes.close();
  process.stdout.write(`${JSON.stringify({ target: publicTarget(target), ...reading })}\n`);
  return exits[reading.status];
}

/** Text that is no YAML is passed on as it is, and complained about like any other wrong value. */
function parsed(written: string): unknown {
  try {
    return parse(written, { logLevel: 'error' });
  } catch {
    return written;
  }
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return exits.unknown;
}

process.exitCode = await main(process.argv.slice(2));
