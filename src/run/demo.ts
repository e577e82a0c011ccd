/**
 * `npm run demo`: a small world of local servers that break in different ways and are healed, watched
 * by the real bot, told in the terminal as a channel would read it. Ends with exit code 0 when every
 * outage and every recovery was told exactly once.
 */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { createBot } from '../bot.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { createClock } from '../time/clock.ts';
import {
  createBank,
  createLogin,
  createMail,
  createNames,
  createShop,
  type Place,
} from './demo/servers.ts';

/** Nobody wants to watch a minute pass: here it lasts ten seconds. */
const speed = 6;
const longestMs = 85_000;

type Scene = {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly target: (port: number) => string;
  readonly breaks: string;
  readonly heals: string;
};

const shop = await createShop();
const login = await createLogin();
const mail = await createMail();
const bank = await createBank();
const names = await createNames();

const scenes: readonly Scene[] = [
  {
    id: 'shop',
    name: 'Shop',
    place: shop,
    target: (port) => `http://127.0.0.1:${port}/`,
    breaks: 'the shop is overloaded: its web server answers 503',
    heals: 'the shop has fewer visitors again',
  },
  {
    id: 'login',
    name: 'Login',
    place: login,
    target: (port) => `tcp://127.0.0.1:${port}`,
    breaks: 'the login server crashes: connections are refused',
    heals: 'the login server is restarted',
  },
  {
    id: 'mail',
    name: 'Mail',
    place: mail,
    target: (port) => `smtp://127.0.0.1:${port}`,
    breaks: 'the mail server is busy: it greets with 421',
    heals: 'the mail server has caught up',
  },
  {
    id: 'bank',
    name: 'Bank',
    place: bank,
    target: (port) => `tls://localhost:${port}`,
    breaks: 'the bank forgot to renew its certificate',
    heals: 'the bank renewed its certificate',
  },
  {
    id: 'names',
    name: 'Name service',
    place: names,
    target: (port) => `dns://127.0.0.1:${port}/demo.test?type=A`,
    breaks: 'the name server lost a name: it answers NXDOMAIN',
    heals: 'the name is back',
  },
];

const output = new PassThrough();
const told: string[] = [];
const startedAt = performance.now();
output.on('data', (data: Buffer) => {
  for (const line of data.toString().trimEnd().split('\n')) {
    told.push(line);
    process.stdout.write(`  ${line}\n`);
  }
});

const readable = readConfig(
  { STORE_URL: 'sqlite::memory:', CANARIES: 'off', HTTP_PORT: '0', CONSOLE: 'on' },
  { services: servicesFile(), servicesPath: 'the demo' },
);
if (!readable.ok) throw new Error(readable.problems.join('\n'));
const bot = await createBot(readable.config, {
  log: createLog('silent'),
  clock: createClock(speed),
  input: new PassThrough(),
  output,
  isTerminal: false,
  personName: 'demo',
  onInterrupt: () => {},
  trust: [bank.authority],
});

narrate(`five local servers are watched; a minute lasts ${60 / speed} seconds here`);
await bot.start();
await sleep(2_500);
for (const { place, breaks } of scenes) {
  narrate(breaks);
  await place.break();
  await sleep(1_000);
}
await until(() => scenes.every(({ name }) => count(name, '🔴', '🟠') >= 1));
for (const { place, heals } of scenes) {
  narrate(heals);
  await place.heal();
  await sleep(500);
}
await until(() => scenes.every(({ name }) => count(name, '🟢') >= 1));
await sleep(2_000);
await bot.stop();
await Promise.all(scenes.map(({ place }) => place.close()));
process.exit(verdict());

/** The same words an operator would write into services.yaml. */
function servicesFile(): string {
  const lines = scenes.flatMap(({ id, name, place, target }) => [
    `  - id: ${id}`,
    `    name: ${name}`,
    '    every: 30s',
    `    checks: ["${target(place.port)}"]`,
  ]);
  return ['services:', ...lines].join('\n');
}

function count(name: string, ...glyphs: readonly string[]): number {
  return told.filter((line) => glyphs.some((glyph) => line.startsWith(`${glyph} ${name} `))).length;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue() && performance.now() - startedAt < longestMs) await sleep(100);
}

function narrate(text: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(2, '0');
  process.stdout.write(`${styleText('gray', `${seconds} s  ${text}`)}\n`);
}

function verdict(): number {
  const wrong = scenes.flatMap(({ name }) => {
    const outages = count(name, '🔴', '🟠');
    const recoveries = count(name, '🟢');
    return outages === 1 && recoveries === 1
      ? []
      : [`${name}: ${outages} outages and ${recoveries} recoveries were told`];
  });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  narrate(
    wrong.length === 0
      ? `each outage and each recovery was told once; ${seconds} seconds`
      : `not as promised: ${wrong.join('; ')}`,
  );
  return wrong.length === 0 ? 0 : 1;
}
