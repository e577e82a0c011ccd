/**
 * START HERE: reads the settings, starts the bot and stops it. The only place that touches the process.
 * `npm start -- --takeover` asks a bot that is already running on the same store to stop, and goes on.
 */
import { userInfo } from 'node:os';
import { CannotStart, createBot } from './bot.ts';
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { storePath } from './store/index.ts';
import { StoreFailed } from './store/store.ts';
import { takeOver } from './store/takeover.ts';
import { createClock } from './time/clock.ts';

/** Longer than any part needs to stop; after this we go anyway. */
const stopWithinMs = 4_500;
/** What a supervisor reads as "do not try again with the same settings". */
const settingsExit = 2;

const words = process.argv.slice(2);
const isTakingOver = words.includes('--takeover');
if (words.some((word) => word !== '--takeover')) leave(['usage: npm start -- [--takeover]']);
const load = () => loadConfig(process.env, process.cwd());
const loaded = await load();
if (!loaded.ok) leave(loaded.problems);
else await run(loaded.config);

function leave(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(settingsExit);
}

async function run(config: Extract<typeof loaded, { ok: true }>['config']): Promise<void> {
  const log = createLog(config.logLevel);
  const place = storePath(config.storeUrl);
  if (isTakingOver && place !== undefined) {
    await takeOver(place, { askToStop: (pid) => process.kill(pid, 'SIGTERM') }).catch(die);
  }
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    void bot.stop().then(() => process.exit(0), die);
  };
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const bot = await createBot(config, {
    log,
    clock: createClock(),
    input: process.stdin,
    output: process.stdout,
    isTerminal,
    personName: personName(),
    onInterrupt: stop,
    configuration: { load, paths: ['.env', config.servicesPath] },
  }).catch(die);
  // Every part catches its own; what still gets here is a bug that must not stop the others.
  process.on('unhandledRejection', (error) => log('error', 'a bug', { error: traceOf(error) }));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // A terminal that is closed says the same as an operator who has changed a file.
  process.on('SIGHUP', () => (isTerminal ? stop() : void bot.reload()));
  await bot.start().catch(die);
}

/** What an operator can mend is said in one line; anything else is a bug and shows its trace. */
function die(error: unknown): never {
  if (error instanceof StoreFailed || error instanceof CannotStart) return leave([error.message]);
  process.stderr.write(`${traceOf(error)}\n`);
  process.exit(1);
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function personName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'you';
  }
}
