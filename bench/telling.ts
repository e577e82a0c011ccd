/**
 * What telling costs and how close it comes to what the networks allow: ten thousand channels at once,
 * one busy channel, memory, a storm, and CPU beside the bare client.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDiscord } from '../src/platforms/discord.ts';
import type { Platform } from '../src/platforms/platform.ts';
import { createSlack } from '../src/platforms/slack.ts';
import type { How } from './part.ts';
import { overhead } from './telling/overhead.ts';
import {
  channelsOf,
  createScene,
  type Network,
  outage,
  startNetwork,
  until,
} from './telling/scene.ts';

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
