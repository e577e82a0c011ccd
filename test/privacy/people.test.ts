/** What the store holds about people who use the bot: their ids where something of theirs is kept, never their names. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { createBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { tableNames } from '../../src/privacy/tables.ts';
import { valuesIn } from '../../src/store/survey.ts';
import { createClock } from '../../src/time/clock.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The bot in a Slack workspace, with a service of the operator's that works. */
async function town() {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-people-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const shop = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  ends.push(() => shop.close());
  const peer = await createSlackPeer();
  ends.push(() => peer.close());
  peer.addChannel({ id: 'C1' });
  peer.addPerson('U1', { name: 'ana', real_name: 'Ana Planted', tz: 'UTC' });
  const { port } = shop.address() as AddressInfo;
  const path = join(folder, 'tocsin.db');
  const loaded = readConfig(
    {
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: peer.apiUrl },
      ...{ STORE_URL: `sqlite:${path}`, CANARIES: 'off', HTTP_PORT: '0', CONSOLE: 'off' },
    },
    {
      services: `services: [{ id: shop, name: Shop, checks: ["http://127.0.0.1:${port}/"] }]`,
      servicesPath: 'services.yaml',
    },
  );
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const bot = await createBot(loaded.config, {
    ...{ log: () => {}, clock: createClock() },
    ...{ input: new PassThrough(), output: new PassThrough() },
    ...{ isTerminal: false, personName: 'nobody', onInterrupt: () => {} },
  });
  await bot.start();
  return { peer, bot, path };
}

test('after all that one can ask, the name of who asked is in no table', async () => {
  const { peer, bot, path } = await town();
  const lines = [
    ...['status shop', 'subscribe shop', 'mute shop 2h', 'settings language:de'],
    ...['maintenance shop now 1h', 'history shop', 'subscriptions', 'help', 'test shop'],
  ];
  for (const line of lines) await peer.slash('/tocsin', line);
  await peer.mention('<@UBOT> status shop');
  await bot.stop();
  const kept = tableNames.map((name) => JSON.stringify(valuesIn(path, name))).join('\n');
  expect(kept).toContain('"by":"U1"');
  expect(kept).toContain('"language":"de"');
  for (const name of [/\bana\b/i, /planted/i]) expect(kept).not.toMatch(name);
});

test('a workspace that throws the bot out is forgotten while it runs', async () => {
  const { peer, bot, path } = await town();
  await peer.slash('/tocsin', 'subscribe shop');
  await peer.slash('/tocsin', 'settings language:de');
  expect(valuesIn(path, 'subscriptions')).toHaveLength(1);
  await peer.uninstall();
  const left = () => tableNames.flatMap((name) => JSON.stringify(valuesIn(path, name)));
  await expect.poll(() => left().join(), { timeout: 5000 }).not.toMatch(/T0TEAM|U1/);
  await bot.stop();
  expect(left().join()).not.toMatch(/T0TEAM|U1/);
});
