/** What every chat network promises the rest of the bot, run by each of them. */
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/message.ts';
import { createConsole, terminalChannel } from '../../src/platforms/console.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import type { Ears, Platform } from '../../src/platforms/platform.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createWebhook, hookChannels } from '../../src/platforms/webhook.ts';
import { createDiscordPeer } from '../peers/discord.ts';
import { createPaper } from '../peers/paper.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';
import { createWebhookPeer } from '../peers/webhook.ts';

/** A network with one channel, and what people read there. */
type Room = {
  readonly platform: Platform;
  readonly channel: string;
  /** The headlines as they look now, oldest first. Undefined where messages cannot be taken back. */
  read(): readonly string[];
  /** A channel that is not there; undefined where there is only one. */
  readonly nowhere?: string;
  close(): unknown;
};

const parts = { log: () => {}, now: Date.now };

async function discordRoom(): Promise<Room> {
  const peer = await createDiscordPeer();
  const channel = peer.addChannel(peer.addGuild('Ops'), 'alerts');
  return {
    platform: createDiscord({ token: peer.token, apiUrl: peer.apiUrl }, parts),
    channel: `discord:${channel}`,
    nowhere: 'discord:123456789012345678',
    read: () => peer.history(channel).map(({ content }) => content),
    close: () => peer.close(),
  };
}

async function slackRoom(): Promise<Room> {
  const peer = await createSlackPeer();
  peer.addChannel({ id: 'C1' });
  const settings = { botToken, appToken, apiUrl: peer.apiUrl, command: '/tocsin' };
  return {
    platform: createSlack(settings, parts),
    channel: 'slack:T0TEAM/C1',
    nowhere: 'slack:T0TEAM/C404',
    read: () => peer.history('C1').map(({ text }) => text),
    close: () => peer.close(),
  };
}

async function consoleRoom(): Promise<Room> {
  const output = new PassThrough();
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const platform = createConsole({
    ...{ input: new PassThrough(), output, isTerminal: false },
    ...{ timeZone: 'UTC', language: 'en', personName: 'ana', onInterrupt: () => {} },
  });
  return {
    platform,
    channel: terminalChannel,
    read: () => printed.split('\n').filter((line) => /\p{Emoji_Presentation}|↻/u.test(line)),
    close: () => {},
  };
}

async function webhookRoom(): Promise<Room> {
  const secret = Buffer.alloc(32, 1);
  const peer = await createWebhookPeer(`whsec_${secret.toString('base64')}`);
  const settings = { hooks: [{ name: 'ops', url: peer.url }], secrets: [secret] };
  return {
    platform: createWebhook(settings, { now: Date.now, userAgent: 'Tocsin/test' }),
    channel: `${hookChannels('ops')}1`,
    nowhere: `${hookChannels('nobody')}1`,
    read: () => peer.messages().map(({ title }) => title),
    close: () => peer.close(),
  };
}

async function paperRoom(): Promise<Room> {
  const paper = createPaper({ dropsRepeats: true, now: Date.now });
  return {
    platform: paper,
    channel: 'paper:ops',
    read: () => paper.read('paper:ops'),
    close: () => {},
  };
}

function message(title: string): Message {
  return { tone: 'down', title, lines: [['since noon']] };
}

const ears: Ears = {
  commands: [],
  answer: async () => ({ message: message('an answer'), isPrivate: true }),
  complete: async () => [],
  noticeChannel: () => {},
};

const rooms: Room[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) {
    await room.platform.stop();
    await room.close();
  }
});

describe.each([
  ['Discord', discordRoom],
  ['Slack', slackRoom],
  ['the console', consoleRoom],
  ['webhooks', webhookRoom],
  ['paper, on which the other tests rely', paperRoom],
])('%s', (_, create) => {
  async function enter(): Promise<Room> {
    const room = await create();
    rooms.push(room);
    await room.platform.start(ears);
    return room;
  }

  test('owns the channels that begin with its name', async () => {
    const { platform, channel } = await enter();
    expect(channel.startsWith(`${platform.name}:`)).toBe(true);
  });

  test('a post is read and has an id, and an edit of it is read in its place', async () => {
    const { platform, channel, read } = await enter();
    const sent = await platform.post(channel, message('one'), { nonce: 'n1', isQuiet: false });
    expect(sent.result).toBe('ok');
    expect(read()).toEqual([expect.stringContaining('one')]);
    if (sent.result !== 'ok') throw new Error('sent');
    const again = await platform.edit(channel, sent.id, message('two'));
    expect(again).toEqual({ result: 'ok', id: sent.id });
    expect(read().at(-1)).toContain('two');
  });

  test('a reply belongs to its card and is read too', async () => {
    const { platform, channel, read } = await enter();
    const sent = await platform.post(channel, message('card'), { nonce: 'n1', isQuiet: false });
    const replyTo = sent.result === 'ok' ? sent.id : '';
    const reply = await platform.post(channel, message('reply'), {
      nonce: 'n2',
      isQuiet: false,
      replyTo,
    });
    expect(reply.result).toBe('ok');
    expect(read().at(-1)).toContain('reply');
  });

  test('posts of one caller are read in their order', async () => {
    const { platform, channel, read } = await enter();
    for (const title of ['one', 'two', 'three']) {
      await platform.post(channel, message(title), { nonce: title, isQuiet: false });
    }
    expect(read().map((line) => /one|two|three/.exec(line)?.[0])).toEqual(['one', 'two', 'three']);
  });

  test('a repeat with the same nonce is read once where the network promises it', async () => {
    const { platform, channel, read } = await enter();
    for (let count = 0; count < 2; count += 1) {
      await platform.post(channel, message('once'), { nonce: 'same', isQuiet: false });
    }
    expect(read()).toHaveLength(platform.repeatsAreSafeForMs > 0 ? 1 : 2);
  });

  test('a channel that is not there is gone, in words, and nothing throws', async () => {
    const { platform, nowhere } = await enter();
    if (nowhere === undefined) return;
    const sent = await platform.post(nowhere, message('lost'), { nonce: 'n1', isQuiet: false });
    expect(sent).toMatchObject({ result: 'gone', reason: expect.stringMatching(/\w{3}/) });
  });

  test('it answers when asked whether it would, and posts nothing for that', async () => {
    const { platform, channel, read } = await enter();
    expect(await platform.isAnswering(channel)).toBe(true);
    expect(read()).toEqual([]);
    expect(platform.health()).toEqual({ isWorking: true });
  });

  test('it stops within three seconds, and a second time harms nothing', async () => {
    const { platform } = await enter();
    const began = performance.now();
    await platform.stop();
    await platform.stop();
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
