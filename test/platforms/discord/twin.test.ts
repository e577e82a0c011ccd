/**
 * The same bot against a Discord that somebody else wrote, `discord-digital-twin`. It is big, so it is installed apart:
 * `npm ci --prefix test/peers --ignore-scripts`.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sent } from '../../../src/platforms/platform.ts';
import { back, createBot, createEars, down, status } from './world.ts';

const peers = new URL('../../peers/', import.meta.url);
const isInstalled = existsSync(new URL('node_modules/discord-digital-twin', peers));
const outside = test.skipIf(!isInstalled);
const hint = '(needs: npm ci --prefix test/peers --ignore-scripts)';

type Found = { readonly id: string; readonly content: string; readonly flags?: number };

/** As much of the twin as is used here. */
type Twin = {
  readonly restUrl: string;
  readonly botToken: string;
  readonly prisma: { channel: { findMany(): Promise<{ id: string }[]> } };
  start(): Promise<void>;
  stop(): Promise<void>;
  getFirstNonBotUserId(): Promise<string>;
  channel(id: string): {
    getMessages(): Promise<Found[]>;
    user(id: string): { runSlashCommand(command: object): Promise<{ id: string }> };
    waitForInteractionAck(which: { interactionId: string }): Promise<unknown>;
  };
};

let twin: Twin;
let id: string;
let channel: string;

// One for all, since two in a process share their data.
beforeAll(async () => {
  if (!isInstalled) return;
  const require = createRequire(new URL('package.json', peers));
  const { DigitalDiscord } = await import(require.resolve('discord-digital-twin'));
  twin = new DigitalDiscord({
    guild: { name: 'Ops' },
    channels: [{ name: 'alerts', type: 0 }],
    users: [{ username: 'ana' }],
  });
  await twin.start();
  id = (await twin.prisma.channel.findMany())[0]?.id ?? '';
  channel = `discord:${id}`;
});

afterAll(() => twin?.stop());

function idOf(sent: Sent): string {
  if (sent.result !== 'ok') throw new Error(JSON.stringify(sent));
  return sent.id;
}

outside(`logs in, posts, edits and learns what is not there ${hint}`, async () => {
  const discord = createBot({ token: twin.botToken, apiUrl: twin.restUrl });
  await discord.start(createEars());
  expect(discord.health()).toEqual({ isWorking: true });
  const card = idOf(await discord.post(channel, down, { nonce: 'one', isQuiet: false }));
  idOf(await discord.post(channel, back, { nonce: 'two', isQuiet: true, replyTo: card }));
  idOf(await discord.edit(channel, card, back));
  expect((await twin.channel(id).getMessages()).map(({ content }) => content)).toEqual([
    '🟢 **WhatsApp is back**',
    '🟢 **WhatsApp is back**',
  ]);
  const nowhere = 'discord:100000000000000001';
  expect(await discord.post(nowhere, down, { nonce: 'three', isQuiet: false })).toMatchObject({
    result: 'gone',
  });
  expect(await discord.edit(channel, '100000000000000001', down)).toMatchObject({
    result: 'missing',
  });
  await discord.stop();
});

outside(`answers a slash command, at once and after a while ${hint}`, async () => {
  const ears = createEars();
  const discord = createBot({ token: twin.botToken, apiUrl: twin.restUrl });
  await discord.start(ears);
  const there = twin.channel(id);
  const user = await twin.getFirstNonBotUserId();
  const ask = () =>
    there.user(user).runSlashCommand({
      name: status.name,
      options: [{ name: 'service', type: 3, value: 'whatsapp' }],
    });
  const first = await ask();
  await there.waitForInteractionAck({ interactionId: first.id });
  expect(ears.asks).toMatchObject([
    { command: 'status', options: { service: 'whatsapp' }, channel, person: { id: user } },
  ]);
  const pending = Promise.withResolvers<never>();
  ears.answer = () => pending.promise;
  const second = await ask();
  await there.waitForInteractionAck({ interactionId: second.id });
  pending.resolve({ message: down, isPrivate: true } as never);
  await discord.stop();
  const contents = (await twin.channel(id).getMessages()).map(({ content }) => content);
  expect(contents).toContain('ℹ️ **Here you are**');
  expect(contents).toContain('🔴 **WhatsApp is down**');
});

outside(`a token that it does not know is refused ${hint}`, async () => {
  const discord = createBot({ token: 'not.the.token', apiUrl: twin.restUrl });
  await expect(discord.start(createEars())).rejects.toThrow(/DISCORD_TOKEN/);
  await discord.stop();
});
