/** The bot is killed in the middle of things; afterwards every channel has read the right story. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createDiscordNetwork, createSlackNetwork, type Network } from './networks.ts';

const program = join(import.meta.dirname, 'program.ts');
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A shop that can be broken, a channel that follows it, and a bot to be killed. */
async function scene(create: () => Promise<Network>) {
  const network = await create();
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  let status = 200;
  const shop = createServer((_, response) => response.writeHead(status).end());
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const { port } = shop.address() as AddressInfo;
  const services = join(folder, 'services.yaml');
  writeFileSync(
    services,
    `services:\n  - { id: shop, name: Shop, every: 20s, checks: ["http://127.0.0.1:${port}/"] }\n`,
  );
  const storeUrl = `sqlite:${join(folder, 'tocsin.db')}`;
  await follow(storeUrl, network.channel);
  let bot: ChildProcess | undefined;
  ends.push(
    () => network.close(),
    () => shop.close(),
    () => rmSync(folder, { recursive: true }),
    () => stopped(bot, 'SIGKILL'),
  );
  return {
    network,
    async start() {
      bot = spawn(process.execPath, [program], {
        env: {
          ...{ PATH: process.env.PATH, SPEED: '20', LOG_LEVEL: 'error', CONSOLE: 'off' },
          ...{ SERVICES_FILE: services, STORE_URL: storeUrl, HTTP_PORT: '0', CANARIES: 'off' },
          ...network.environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(bot.stdout as NodeJS.ReadableStream, 'data');
    },
    kill: () => stopped(bot, 'SIGKILL'),
    stop: () => stopped(bot, 'SIGTERM'),
    breakShop: () => {
      status = 503;
    },
    healShop: () => {
      status = 200;
    },
  };
}

async function stopped(bot: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!bot || bot.exitCode !== null || bot.signalCode !== null) return;
  bot.kill(signal);
  await once(bot, 'exit');
}

async function follow(storeUrl: string, channel: string): Promise<void> {
  const store = await createStore(storeUrl);
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    () => {},
  );
  const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: Date.now() };
  await subscriptions.add({ channel, service: 'shop', ...facts });
  await store.close();
}

const outage = /Shop is down|Shop is back|Shop was down/;

describe.each([
  ['Discord', createDiscordNetwork, 0],
  ['Slack', createSlackNetwork, 1],
] as const)('on %s', (_, create, repeatsAllowed) => {
  test.each([
    ['before the outage arrived', 'outage', false],
    ['after the outage arrived and before it was noted', 'outage', true],
    ['before the recovery arrived', 'recovery', false],
    ['after the recovery arrived and before it was noted', 'recovery', true],
  ] as const)('killed %s', { timeout: 60_000 }, async (_when, moment, isStored) => {
    const { network, start, kill, stop, breakShop, healShop } = await scene(create);
    await start();
    if (moment === 'outage') network.hangNextPost(isStored);
    breakShop();
    if (moment === 'recovery') {
      await network.until(() => network.read().length === 1);
      network.hangNextPost(isStored);
      healShop();
    }
    await network.posted();
    await kill();
    await start();
    await network.until(() => network.read().some((text) => outage.test(text)));
    healShop();
    await network.until(() => network.read().filter((text) => /back/.test(text)).length >= 2);
    await stop();
    const read = network.read();
    // The card, edited to say that it is back, and the recovery; nothing lost, at most one repeat.
    expect(read.length).toBeGreaterThanOrEqual(2);
    expect(read.length).toBeLessThanOrEqual(2 + (isStored ? repeatsAllowed : 0));
    expect(read.at(-1)).toMatch(/Shop is back/);
    // Their first lines: the outage where it was repeated, and the end of it.
    expect(new Set(read.map((text) => text.split('\n')[0])).size).toBeLessThanOrEqual(2);
  });
});
