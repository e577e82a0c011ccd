/** The same before a Slack that others wrote: Vercel's emulator of the Web API. */
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../../src/platforms/slack/client.ts';
import { createBoltLogger } from '../../../src/platforms/slack/logger.ts';
import { createPass } from '../../../src/platforms/slack/pass.ts';
import { createSpeaker } from '../../../src/platforms/slack/speaker.ts';
import { card, delivery } from './stage.ts';

const token = 'xoxb-strict';
const scopes = ['chat:write', 'commands', 'app_mentions:read', 'channels:read', 'channels:history'];
let emulator: Emulator;
const never = new AbortController().signal;

beforeAll(async () => {
  const bot = { app_id: 'A0', bot_id: 'B0TOCSIN', bot_user_id: 'U0TOCSIN' };
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Ops', domain: 'ops' },
        channels: [{ name: 'alerts' }],
        oauth_apps: [
          {
            ...bot,
            client_id: '1.2',
            client_secret: 'secret',
            name: 'Tocsin',
            bot_name: 'tocsin',
            redirect_uris: ['http://127.0.0.1/'],
            scopes,
          },
        ],
        tokens: [{ ...bot, token, type: 'bot', user: 'U0TOCSIN', scopes }],
        strict_scopes: true,
      },
    },
  });
});

afterAll(() => emulator.close());

test('a card is posted, edited, answered in its thread and seen so by others', async () => {
  const now = Date.now;
  const log = () => {};
  const apiUrl = `${emulator.url}/api/`;
  const client = createClient(token, { apiUrl, logger: createBoltLogger(log, now), signal: never });
  const pass = createPass({ client, log, now, stopping: never });
  const entry = await pass.check();
  expect(entry).toMatchObject({ result: 'accepted', identity: { botUserId: 'U0TOCSIN' } });
  const { channels } = await client.conversations.list();
  const id = channels?.find(({ name }) => name === 'alerts')?.id ?? '';
  const channel = `slack:${pass.identity?.teamId}/${id}`;
  const speaker = createSpeaker({ client, pass, now });

  const posted = await speaker.post(channel, card, delivery);
  const ts = posted.result === 'ok' ? posted.id : '';
  const back = { ...card, tone: 'recovered', title: 'WhatsApp is back' } as const;
  expect(await speaker.edit(channel, ts, back)).toEqual({ result: 'ok', id: ts });
  const quiet = { nonce: 'n2', isQuiet: true, replyTo: ts };
  expect(await speaker.post(channel, card, quiet)).toMatchObject({ result: 'ok' });
  const { messages } = await client.conversations.replies({ channel: id, ts });
  expect(messages?.map(({ text }) => text?.split('\n')[0])).toEqual([
    '🟢 WhatsApp is back',
    '🔴 WhatsApp is down',
  ]);

  expect(await speaker.isAnswering(channel)).toBe(true);
  expect(await speaker.edit(channel, '1.1', card)).toMatchObject({ result: 'missing' });
  expect(await speaker.post(channel.replace(id, 'C0NONE'), card, delivery)).toMatchObject({
    result: 'gone',
    reason: expect.stringContaining('/invite @'),
  });
});
