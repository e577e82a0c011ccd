/** A shop that can be broken, a channel that follows it, and a bot in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import type { Network } from './networks.ts';

const program = join(import.meta.dirname, 'program.ts');

export async function createScene(create: () => Promise<Network>) {
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
  const bots: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const bot of bots) await stopped(bot, 'SIGKILL');
    rmSync(folder, { recursive: true });
    shop.close();
    await network.close();
  });

  async function start(...words: string[]): Promise<void> {
    const bot = spawn(process.execPath, [program, ...words], {
      env: {
        ...{ PATH: process.env.PATH, SPEED: '20', LOG_LEVEL: 'error', CONSOLE: 'off' },
        ...{ SERVICES_FILE: services, STORE_URL: storeUrl, HTTP_PORT: '0', CANARIES: 'off' },
        ...network.environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    bots.push(bot);
    await once(bot.stdout as NodeJS.ReadableStream, 'data');
  }

  const stop = async (signal: NodeJS.Signals) => {
    for (const bot of bots) await stopped(bot, signal);
  };

  return {
    network,
    services,
    /** Every bot that was started, oldest first. */
    bots,
    start: () => start(),
    /** A second bot while the first one runs. */
    takeOver: () => start('--takeover'),
    kill: () => stop('SIGKILL'),
    stop: () => stop('SIGTERM'),
    breakShop: () => {
      status = 503;
    },
    healShop: () => {
      status = 200;
    },
  };
}

async function stopped(bot: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return;
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
