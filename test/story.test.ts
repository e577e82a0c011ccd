/** The whole bot, from a broken server to what people read, on both chat networks and in the terminal at once. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { createBot } from '../src/bot.ts';
import { readConfig } from '../src/config.ts';
import { createClock } from '../src/time/clock.ts';
import { createDiscordPeer } from './peers/discord.ts';
import { appToken, botToken, createSlackPeer } from './peers/slack.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function town() {
  let status = 200;
  const shop = createServer((_, response) => response.writeHead(status).end());
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const { port } = shop.address() as AddressInfo;
  const discord = await createDiscordPeer();
  const slack = await createSlackPeer();
  slack.addChannel({ id: 'C1' });
  const discordChannel = discord.addChannel(discord.addGuild('Ops'), 'alerts');
  const readable = readConfig(
    {
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
      ...{ CONSOLE: 'on', STORE_URL: 'sqlite::memory:', HTTP_PORT: '0', CANARIES: 'off' },
    },
    {
      services: `services:\n  - { id: shop, name: { en: Shop, zh-CN: 商店 }, aliases: [boutique], every: 20s, checks: ["http://127.0.0.1:${port}/"] }\n`,
      servicesPath: 'services.yaml',
    },
  );
  if (!readable.ok) throw new Error(readable.problems.join('\n'));
  const output = new PassThrough();
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const input = new PassThrough();
  const bot = await createBot(readable.config, {
    log: () => {},
    clock: createClock(20),
    input,
    output,
    isTerminal: false,
    personName: 'ana',
    onInterrupt: () => {},
  });
  ends.push(
    () => shop.close(),
    () => discord.close(),
    () => slack.close(),
    () => bot.stop(),
  );
  await bot.start();
  return {
    discord,
    slack,
    discordChannel,
    input,
    printed: () => printed,
    set: (next: number) => {
      status = next;
    },
  };
}

test('people subscribe, read an outage and its recovery once, and are answered when they ask', {
  timeout: 60_000,
}, async () => {
  const { discord, slack, discordChannel, input, printed, set } = await town();
  const asker = { channelId: discordChannel, mayManage: true };

  const first = discord.slash({ ...asker, locale: 'zh-CN' }, 'subscribe', { service: '商店' });
  await discord.until(() => discord.interaction(first)?.original !== undefined);
  const said = await slack.slash('/tocsin', 'subscribe boutique');
  expect(said.text).toContain('Shop');
  expect(discord.history(discordChannel).map(({ content }) => content)).toEqual([
    expect.stringContaining('商店'),
  ]);
  expect(slack.history('C1').map(({ text }) => text)).toEqual([
    expect.stringContaining('subscribed this channel to Shop'),
  ]);

  set(503);
  await discord.until(() => discord.history(discordChannel).length === 2);
  await slack.until(() => slack.history('C1').length === 2, 30_000);
  expect(slack.history('C1').at(-1)?.text).toContain('Shop is down');
  expect(discord.history(discordChannel).at(-1)?.content).toContain('商店');
  expect(printed()).toContain('🔴 Shop is down');

  const answer = await slack.slash('/outage', 'shop');
  expect(answer).toMatchObject({ response_type: 'ephemeral' });
  expect(answer.text).toContain('Shop is down');
  input.write('/status shop\n');
  await vi.waitFor(() => expect(printed().match(/🔴 Shop is down/g)).toHaveLength(2));

  set(200);
  await discord.until(() => discord.history(discordChannel).length === 3);
  await slack.until(() => slack.history('C1').length === 3, 30_000);
  await slack.until(() => slack.history('C1')[1]?.edits === 1);
  expect(
    slack
      .history('C1')
      .slice(1)
      .map(({ text, isBroadcast }) => [text, isBroadcast]),
  ).toEqual([
    [expect.stringContaining('Shop is back'), false],
    [expect.stringContaining('Shop is back'), true],
  ]);
  await discord.until(() => discord.history(discordChannel)[1]?.edits === 1);
  expect(discord.messages().flatMap(({ mentioned }) => mentioned)).toEqual([]);
});
