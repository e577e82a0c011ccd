/** `npm run replay -- FILE.csv [--json-only] [--list]`: a recorded history through the real detection and telling. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { asJson, createListing, inWords } from '../replay/print.ts';
import { columns } from '../replay/recorded.ts';
import { replay } from '../replay/replay.ts';
import { recordedRows, survey } from '../replay/survey.ts';
import { createTally } from '../replay/tally.ts';

type Wish = { readonly path: string; readonly isList: boolean; readonly isJsonOnly: boolean };

const usage = `npm run replay -- FILE.csv [--json-only] [--list]
  FILE.csv     ${columns}; at in ISO 8601 or Unix seconds, ok 1 or 0; # begins a comment
  --json-only  the summary as JSON too
  --list       one line for each message that people notice, in local time
`;

/** 0: told as it should be · 1: something was told twice or alone · 2: nothing could be replayed. */
async function main(words: readonly string[]): Promise<number> {
  const wish = read([...words]);
  if (typeof wish === 'string') return complain(`${wish}\n\n${usage}`);
  try {
    const { everyMsOf, problems } = await survey(wish.path);
    if (problems.length > 0) return complain(`${wish.path}\n${problems.join('\n')}\n`);
    return await show(wish, everyMsOf);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return complain(`${wish.path} cannot be read: ${message}\n`);
  }
}

async function show(wish: Wish, everyMsOf: (service: string) => number): Promise<number> {
  const tally = createTally();
  const list = createListing(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const parts = { place: basename(wish.path), everyMsOf };
  for await (const said of replay(recordedRows(wish.path), parts, tally)) {
    const line = wish.isList ? list(said) : asJson(said);
    if (line !== undefined) await print(`${line}\n`);
  }
  const summary = tally.summary();
  await print(wish.isJsonOnly ? `${JSON.stringify({ summary })}\n` : `\n${inWords(summary)}`);
  return summary.doubled + summary.lone > 0 ? 1 : 0;
}

/** What is wished for, or what is wrong with the wish. */
function read(words: string[]): Wish | string {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        'json-only': { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
    });
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0) return 'one file, please';
    if (values.list && values['json-only']) return '--list or --json-only, not both';
    return { path, isList: values.list, isJsonOnly: values['json-only'] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits while the reader is slower than we are. */
async function print(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
  });
}

function complain(problem: string): number {
  process.stderr.write(problem);
  return 2;
}

// Whoever reads only the first lines, such as `head`, has heard enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === 'EPIPE' ? 0 : 2),
);
process.exitCode = await main(process.argv.slice(2));
