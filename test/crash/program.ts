/** The bot as a process of its own whose time runs faster, so that it can be killed in the middle of things. */
import { readFileSync } from 'node:fs';
import { createBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { storePath } from '../../src/store/index.ts';
import { takeOver } from '../../src/store/takeover.ts';
import { createClock } from '../../src/time/clock.ts';

const servicesPath = process.env.SERVICES_FILE ?? '';
const load = () =>
  readConfig(process.env, { services: readFileSync(servicesPath, 'utf8'), servicesPath });
const readable = load();
if (!readable.ok) throw new Error(readable.problems.join('\n'));
const path = storePath(readable.config.storeUrl);
if (process.argv.includes('--takeover') && path !== undefined) {
  await takeOver(path, { askToStop: (pid) => process.kill(pid, 'SIGTERM') });
}
const bot = await createBot(readable.config, {
  log: createLog(readable.config.logLevel),
  clock: createClock(Number(process.env.SPEED ?? 1)),
  input: process.stdin,
  output: process.stdout,
  isTerminal: false,
  personName: 'test',
  onInterrupt: () => {},
  configuration: { load: async () => load(), paths: [servicesPath] },
});
process.on('SIGTERM', () => void bot.stop().then(() => process.exit(0)));
process.on('SIGHUP', () => void bot.reload());
await bot.start();
process.stdout.write('started\n');
