/**
 * What telling costs and how close it comes to what the networks allow: ten thousand channels at once,
 * one busy channel, memory, a storm, and CPU beside the bare client.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { REST } from 'discord.js';
import { createWriter } from '../src/platforms/discord/writer.ts';
import { createDiscord } from '../src/platforms/discord.ts';
import type { Platform } from '../src/platforms/platform.ts';
import { createSlack } from '../src/platforms/slack.ts';
import type { How } from './part.ts';
import { cpuOf, createScene, outage, startNetwork, until } from './telling/scene.ts';

type Network = Awaited<ReturnType<typeof startNetwork>>;
type Bench = { readonly how: How; readonly network: Network };

export async function measure(how: How): Promise<void> {
  const network = await startNetwork();
  const bench = { how, network };
  try {
    await storm(bench);
    await busyChannel(bench);
    await overhead(bench);
    await memory(bench);
    await manyChannels(bench);
  } finally {
    network.close();
  }
}

const parts = { log: () => {}, now: Date.now };

function discord({ origin }: Network): Platform {
  return createDiscord({ token: 'a.b.c', apiUrl: origin }, parts);
}

function channelsOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `discord:${500_000_000_000_000_000n + BigInt(n)}`);
}

/** Fifty calls a second, in any second. */
async function manyChannels({ how, network }: Bench): Promise<void> {
  const count = how.isLong ? 10_000 : 1_500;
  const limitMs = ((count - 1) / 50) * 1000;
  how.say(`${count} channels hear of one outage: at least ${Math.round(limitMs / 1000)} s`);
  await network.begin({ callsPerSecond: 50 });
  const scene = await createScene(discord(network));
  await scene.follow(channelsOf(count), ['mail']);
  const { telling } = await scene.open();
  scene.incidents.set('mail', outage('mail'));
  telling.wakeService('mail');
  await until(async () => (await network.count()) >= count, limitMs * 2 + 5_000);
  const { posted, refused, tookMs } = await network.arrived();
  how.show({
    what: `messages of ${count} that arrived`,
    value: posted,
    unit: '',
    bar: count,
    isLeast: true,
  });
  how.show({
    what: 'first to last message against the limit',
    value: tookMs / limitMs,
    unit: '×',
    bar: 1.03,
  });
  how.show({ what: 'answers "too many" at 50 a second', value: refused, unit: '', bar: 0 });
  await telling.stop();
  await scene.close();
}

/** A message a second in one channel. */
async function busyChannel({ how, network }: Bench): Promise<void> {
  const count = how.isLong ? 60 : 20;
  await network.begin({ channelEveryMs: 1_000 });
  const apiUrl = `${network.origin}/api/`;
  const settings = { botToken: 'xoxb-1', signingSecret: 's', port: 0, apiUrl, command: '/tocsin' };
  const scene = await createScene(createSlack(settings, parts));
  const { telling } = await scene.open();
  const names = Array.from({ length: count }, (_, n) => `message ${n}.`);
  const now = Date.now();
  const facts = { at: now, expiresAt: now + 3_600_000, facts: {} };
  await scene.follow(['slack:T1/C1'], ['mail']);
  await telling.stop();
  const again = await scene.open();
  for (const id of names) {
    await again.telling.announce({ id, kind: 'announcement', services: ['mail'], ...facts });
  }
  await until(async () => (await network.arrived()).posted >= count, count * 2_000);
  const { refused, tookMs, texts } = await network.arrived();
  const isInOrder = names.every((name, index) => texts[index]?.includes(name));
  how.show({
    ...{ what: `${count} messages to one Slack channel against the limit`, unit: '×', bar: 1.05 },
    value: tookMs / ((count - 1) * 1_000),
  });
  how.show({ what: 'answers "too many" there', value: refused, unit: '', bar: 0 });
  how.show({
    what: 'all of them in order',
    value: isInOrder ? 1 : 0,
    unit: '',
    bar: 1,
    isLeast: true,
  });
  await again.telling.stop();
  await scene.close();
}

const rounds = 5;

/** Everything in (decision, two writes, composing, rendering) beside the same body over the same client. */
async function overhead({ how, network }: Bench): Promise<void> {
  const count = how.isLong ? 5_000 : 2_000;
  await network.begin({});
  const unlimited = unlimitedDiscord(network);
  const warm = await tellAll(network, unlimited, 300);
  const { sample } = await network.arrived();
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await sendBare(network, count, JSON.parse(sample));
    const ours = await tellAll(network, unlimited, count);
    ratios.push(ours / bare);
    how.say(`bare ${(bare / count).toFixed(3)} ms, ours ${(ours / count).toFixed(3)} ms a message`);
  }
  const value = ratios.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
  how.show({
    what: 'CPU per message against the bare client',
    value,
    unit: '×',
    bar: 1.5,
    note: `warm ${warm.toFixed(0)} ms`,
  });
}

async function tellAll(network: Network, platform: Platform, count: number): Promise<number> {
  const scene = await createScene(platform);
  await scene.follow(channelsOf(count), ['mail']);
  const { telling } = await scene.open();
  scene.incidents.set('mail', outage('mail'));
  const before = await network.count();
  const spent = await cpuOf(async () => {
    telling.wakeService('mail');
    await telling.idle();
    await until(async () => (await network.count()) - before >= count, 60_000);
    await telling.idle();
  });
  const arrived = (await network.count()) - before;
  if (arrived !== count) throw new Error(`${arrived} of ${count} arrived`);
  await telling.stop();
  await scene.close();
  return spent;
}

/** Discord's client with its own count of fifty a second switched off. */
function freeRest({ origin }: Network): REST {
  const free = { globalRequestsPerSecond: Number.POSITIVE_INFINITY, retries: 0 };
  return new REST({ api: origin, version: '10', ...free }).setToken('a.b.c');
}

function unlimitedDiscord(network: Network): Platform {
  const writer = createWriter({
    ...{ rest: freeRest(network), now: Date.now, log: () => {} },
    missingPermissions: () => [],
    onRefused: () => {},
  });
  return {
    ...{ name: 'discord', repeatsAreSafeForMs: 120_000, ...writer },
    start: async () => {},
    stop: async () => {},
    health: () => ({ isWorking: true }),
  };
}

/** Fifty under way, as the study of the networks' limits did. */
async function sendBare(network: Network, count: number, body: object): Promise<number> {
  const rest = freeRest(network);
  const waiting = channelsOf(count);
  async function sender(): Promise<void> {
    for (let channel = waiting.pop(); channel; channel = waiting.pop()) {
      await rest.post(`/channels/${channel.slice(8)}/messages`, { body });
    }
  }
  const spent = await cpuOf(() => Promise.all(Array.from({ length: 50 }, sender)));
  rest.clearHandlerSweeper();
  rest.clearHashSweeper();
  return spent;
}

/** A hundred thousand subscriptions, and as many messages that wait. */
async function memory({ how }: Bench): Promise<void> {
  const count = 100_000;
  const silent = silentNetwork();
  const scene = await createScene(silent);
  await scene.follow(
    channelsOf(count).map((one) => one.replace('discord', 'silent')),
    ['mail'],
  );
  const before = heap();
  const started = performance.now();
  const { telling } = await scene.open();
  how.show({
    what: `start with ${count} subscriptions`,
    value: performance.now() - started,
    unit: 'ms',
    bar: 2_000,
  });
  const loaded = heap();
  how.show({ what: 'memory of a subscription', value: (loaded - before) / count, unit: 'B' });
  scene.incidents.set('mail', outage('mail'));
  telling.wakeService('mail');
  await until(() => heap() > 0, 1);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  how.show({
    what: 'memory of a waiting message',
    value: (heap() - loaded) / count,
    unit: 'B',
    bar: 500,
  });
  await telling.stop().catch(() => {});
  await scene.close().catch(() => {});
}

/** What is still needed: the figure would else hold what nobody needs any more. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** It takes one message a minute, so everything waits. */
function silentNetwork(): Platform {
  return {
    ...{
      name: 'silent',
      repeatsAreSafeForMs: 0,
      limits: { calls: { everyMs: 60_000, leewayMs: 0 } },
    },
    start: async () => {},
    stop: async () => {},
    post: async () => ({ result: 'ok', id: '1' }),
    edit: async () => ({ result: 'ok', id: '1' }),
    isAnswering: async () => true,
    health: () => ({ isWorking: true }),
  };
}

/** A thousand services of one channel fail within a second. */
async function storm({ how, network }: Bench): Promise<void> {
  const count = 1_000;
  await network.begin({});
  const scene = await createScene(discord(network));
  const names = Array.from({ length: count }, (_, n) => `s${n}`);
  await scene.follow(channelsOf(1), names);
  const { telling } = await scene.open();
  const started = performance.now();
  let firstMs = Number.NaN;
  for (const name of names) {
    scene.incidents.set(name, outage(name));
    telling.wakeService(name);
    if (Number(name.slice(1)) % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 40));
    if (Number.isNaN(firstMs) && (await isPosted())) firstMs = performance.now() - started;
  }
  await until(isPosted, 5_000);
  if (Number.isNaN(firstMs)) firstMs = performance.now() - started;
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  const { texts, edits } = await network.arrived();
  how.show({ what: 'messages that people notice', value: texts.length - edits, unit: '', bar: 3 });
  how.show({ what: `storm of ${count}: first message`, value: firstMs, unit: 'ms', bar: 2_000 });
  how.show({ what: 'edits of them', value: edits, unit: '' });
  // The first one may stand alone, on a card of its own.
  const isCounted = texts.some((text) => /1,?000|999/.test(text));
  how.show({
    what: 'all of them named or counted',
    value: isCounted ? 1 : 0,
    unit: '',
    bar: 1,
    isLeast: true,
  });
  await telling.stop();
  await scene.close();

  async function isPosted(): Promise<boolean> {
    return (await network.arrived()).posted > 0;
  }
}
