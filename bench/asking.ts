/**
 * What an answer costs: acknowledgements at 100 commands a second, beside a bare Bolt app and a bare discord.js
 * client that answer a constant, which is a card that the bot has given; the search over the catalogue; a picture.
 *
 * The whole bot runs, with 1,000 services of 5 checks each and 100,000 subscriptions in its store. The stand-ins for
 * the networks run in the same process, so that both sides of a ratio carry them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { App, SocketModeReceiver } from '@slack/bolt';
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';
import { chartOf } from '../src/asking/past.ts';
import { createBot } from '../src/bot.ts';
import { createCatalogue } from '../src/catalogue/index.ts';
import { drawChart } from '../src/charts/draw.ts';
import { readConfig } from '../src/config.ts';
import { createVoice } from '../src/languages/index.ts';
import type { Subscription } from '../src/model.ts';
import { createStore } from '../src/store/index.ts';
import { createClock } from '../src/time/clock.ts';
import { createDiscordPeer } from '../test/peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../test/peers/slack.ts';
import type { How } from './part.ts';

const perSecond = 100;
const servicesCount = 1_000;
const checksEach = 5;
const subscriptionsCount = 100_000;
const people = 40;

type Times = { readonly p50: number; readonly p99: number };
type OnBoth = { readonly slack: Times; readonly discord: Times };
type Cards = {
  readonly slack: object;
  readonly discord: { readonly content: string; readonly embeds: readonly object[] };
};

export async function measure(how: How): Promise<void> {
  const forMs = how.isLong ? 15_000 : 6_000;
  search(how);
  await picture(how);
  const { cards, ...ours } = await botTimes(forMs, how);
  const bare = await bareTimes(forMs, cards);
  for (const network of ['slack', 'discord'] as const) {
    const [one, other] = [ours[network], bare[network]];
    const note = `${one.p50.toFixed(2)} ms against ${other.p50.toFixed(2)} ms`;
    how.show({
      what: `p50 of an acknowledgement on ${network}, against a bare client`,
      value: one.p50 / other.p50,
      unit: '×',
      bar: 3,
      note,
    });
    how.show({
      what: `p99 of an acknowledgement on ${network}`,
      value: one.p99,
      unit: 'ms',
      bar: 25,
      note: `bare: ${other.p99.toFixed(2)} ms`,
    });
  }
}

/** Sends `ask` at an even pace and answers how long each took. */
async function paced(forMs: number, ask: (count: number) => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  const asks: Promise<void>[] = [];
  const startedAt = performance.now();
  // As many as there are people and more: who asks for the first time is looked up.
  const warm = perSecond;
  const all = warm + (forMs / 1000) * perSecond;
  for (let count = 0; count < all; count += 1) {
    const due = startedAt + (count * 1000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
    const begun = performance.now();
    asks.push(
      ask(count).then(() => {
        if (count >= warm) times.push(performance.now() - begun);
      }),
    );
  }
  await Promise.all(asks);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

async function networks() {
  const slack = await createSlackPeer();
  slack.addChannel({ id: 'C1' });
  const discord = await createDiscordPeer();
  const channelId = discord.addChannel(discord.addGuild('Ops'), 'alerts');
  const onSlack = (count: number) =>
    slack.slash('/tocsin', `status ${nameOf(count)}`, 'C1', `U${count % people}`);
  const onDiscord = async (count: number) => {
    const asked = discord.slash({ channelId, user: `u${count % people}` }, 'status', {
      service: nameOf(count),
    });
    await discord.until(() => discord.interaction(asked)?.acknowledgement !== undefined);
    return discord.interaction(asked)?.original ?? '';
  };
  const cards = async (): Promise<Cards> => {
    const { content = '', embeds = [] } = discord.message(await onDiscord(0)) ?? {};
    return { slack: await onSlack(0), discord: { content, embeds } };
  };
  const close = async () => {
    discord.close();
    await slack.close();
  };
  return { slack, discord, onSlack, onDiscord, cards, close };
}

function nameOf(count: number): string {
  return `bench-${count % servicesCount}`;
}

async function bareTimes(forMs: number, cards: Cards): Promise<OnBoth> {
  const world = await networks();
  const slackApiUrl = world.slack.apiUrl;
  const receiver = new SocketModeReceiver({
    appToken,
    installerOptions: { clientOptions: { slackApiUrl } },
  });
  const app = new App({
    token: botToken,
    receiver,
    deferInitialization: true,
    convoStore: false,
    clientOptions: { slackApiUrl },
  });
  app.command('/tocsin', async ({ ack }) => ack(cards.slack));
  await app.init();
  await app.start();
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: world.discord.apiUrl, version: '10' },
  });
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand())
      void interaction.reply({ ...cards.discord, flags: MessageFlags.Ephemeral });
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(world.discord.token);
  await ready;
  const slack = await paced(forMs, world.onSlack);
  const discord = await paced(forMs, world.onDiscord);
  await client.destroy();
  await app.stop();
  await world.close();
  return { slack, discord };
}

async function botTimes(forMs: number, how: How): Promise<OnBoth & { cards: Cards }> {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const storeUrl = `sqlite:${join(home, 'bench.db')}`;
  const target = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => target.listen(0, '0.0.0.0', resolve));
  await fill(storeUrl);
  const world = await networks();
  const bot = await createBot(configFor(world, storeUrl, target), {
    log: () => {},
    clock: createClock(),
    input: new PassThrough(),
    output: new PassThrough(),
    isTerminal: false,
    personName: 'bench',
    onInterrupt: () => {},
  });
  const before = performance.now();
  await bot.start();
  how.say(
    `started with ${subscriptionsCount} subscriptions in ${Math.round(performance.now() - before)} ms`,
  );
  // The first round of looks is behind it, as it is on every day but the first.
  await pause(how.isLong ? 60_000 : 10_000);
  const slack = await paced(forMs, world.onSlack);
  const discord = await paced(forMs, world.onDiscord);
  const cards = await world.cards();
  await bot.stop();
  await world.close();
  target.close();
  rmSync(home, { recursive: true });
  return { slack, discord, cards };
}

/** Each channel follows ten services, as many as a busy one does. */
async function fill(storeUrl: string): Promise<void> {
  const store = await createStore(storeUrl);
  const table = store.table<Subscription>('subscriptions');
  const facts = { language: 'en', timeZone: 'UTC', by: 'U1', since: 0 };
  for (let from = 0; from < subscriptionsCount; from += 5_000) {
    const batch = Array.from({ length: 5_000 }, (_, index) => from + index);
    await Promise.all(
      batch.map((count) => {
        const channel = `slack:T1/B${Math.floor(count / 10)}`;
        const service = nameOf(count * 7);
        return table.set(`${channel}|${service}`, { ...facts, channel, service });
      }),
    );
  }
  await store.close();
}

function configFor(world: Awaited<ReturnType<typeof networks>>, storeUrl: string, target: Server) {
  const address = target.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const services = Array.from({ length: servicesCount }, (_, index) => ({
    id: nameOf(index),
    name: { en: `Bench ${index}` },
    checks: Array.from(
      { length: checksEach },
      (_each, check) => `tcp://127.0.0.${check + 1}:${port}`,
    ),
  }));
  const readable = readConfig(
    {
      ...{
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        SLACK_API_URL: world.slack.apiUrl,
      },
      ...{ DISCORD_TOKEN: world.discord.token, DISCORD_API_URL: world.discord.apiUrl },
      ...{ STORE_URL: storeUrl, HTTP_PORT: '0', CANARIES: 'off', CONSOLE: 'off' },
    },
    { services: JSON.stringify({ services }), servicesPath: 'bench.yaml' },
  );
  if (!readable.ok) throw new Error(readable.problems.slice(0, 5).join('\n'));
  return readable.config;
}

function search(how: How): void {
  const { search: find, find: findOne } = createCatalogue([]);
  const typed = [
    'whatsap',
    '微信',
    'china post',
    'gmial',
    'mail',
    'x',
    'microsoft teams calls',
    '',
  ];
  const slowest = typed.map((text) => {
    const times = Array.from({ length: 25 }, () => {
      const begun = performance.now();
      find(text, 25);
      findOne(text);
      return performance.now() - begun;
    }).sort((a, b) => a - b);
    return times[12] ?? Number.NaN;
  });
  const value = Math.max(...slowest);
  how.show({
    what: 'the slowest of some searches over the whole catalogue',
    value,
    unit: 'ms',
    bar: 5,
  });
}

async function picture(how: How): Promise<void> {
  const lengthMs = 30 * 60_000;
  const stretches = Array.from({ length: 48 }, (_, index) => ({
    ...{ at: index * lengthMs, lengthMs, known: 30, failed: 0 },
    ...{ medianMs: 100 + index, p95Ms: 200 + index },
  }));
  const chart = chartOf(createVoice('zh-CN', 'UTC'), '微信支付', stretches);
  if (!chart || !(await drawChart(chart))) return how.say('this machine draws no pictures');
  const times: number[] = [];
  for (let count = 0; count < 20; count += 1) {
    const begun = performance.now();
    await drawChart(chart);
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  how.show({
    what: 'median of drawing a chart',
    value: times[10] ?? Number.NaN,
    unit: 'ms',
    bar: 50,
  });
}
