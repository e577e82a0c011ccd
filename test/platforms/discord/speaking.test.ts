/** Posts and edits on Discord: what people read, and what every answer of Discord means. */
import { expect, test } from 'vitest';
import { createRest } from '../../../src/platforms/discord/rest.ts';
import { createWriter } from '../../../src/platforms/discord/writer.ts';
import type { Sent } from '../../../src/platforms/platform.ts';
import { permission } from '../../peers/discord.ts';
import type { Fault } from '../../peers/discord-faults.ts';
import { back, createEars, createScene, down } from './world.ts';

function idOf(sent: Sent): string {
  if (sent.result !== 'ok') throw new Error(`not sent: ${JSON.stringify(sent)}`);
  return sent.id;
}

test('a channel reads a notice, and later its newest state in the same place', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const card = idOf(await discord.post(channel, down, delivery()));
  expect(peer.history(id)).toMatchObject([
    {
      content: '🔴 **WhatsApp is down**',
      embeds: [
        {
          description: 'Since <t:1795356120:t>\n-# Seen by 3 of 4 checks',
          color: 0xd1242f,
        },
      ],
      components: [{ components: [{ label: 'Details', custom_id: 'run:status whatsapp' }] }],
      isSilent: false,
    },
  ]);
  expect(await discord.edit(channel, card, back)).toEqual({ result: 'ok', id: card });
  expect(peer.history(id)).toMatchObject([
    { content: '🟢 **WhatsApp is back**', embeds: [], components: [], edits: 1 },
  ]);
});

test('an update is a silent reply to its card', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const card = idOf(await discord.post(channel, down, delivery()));
  await discord.post(channel, back, { ...delivery(), isQuiet: true, replyTo: card });
  expect(peer.history(id)[1]).toMatchObject({ isSilent: true, replyTo: card });
  expect(peer.requests('/messages')[1]?.body).toMatchObject({
    message_reference: { fail_if_not_exists: false },
  });
});

test('a message that is repeated with its nonce is read once', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const same = delivery();
  peer.fault({ path: '/messages', fault: { kind: 'reset', isStored: true } });
  expect(await discord.post(channel, down, same)).toMatchObject({ result: 'unsure' });
  expect(await discord.isAnswering(channel)).toBe(true);
  const again = idOf(await discord.post(channel, down, same));
  expect(peer.history(id).map((message) => message.id)).toEqual([again]);
});

test('a repeat of a message that was deleted meanwhile counts as told, and has no card to edit', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const same = delivery();
  peer.deleteMessage(idOf(await discord.post(channel, down, same)));
  const repeated = idOf(await discord.post(channel, down, same));
  expect(peer.history(id)).toEqual([]);
  expect(await discord.edit(channel, repeated, back)).toMatchObject({ result: 'missing' });
  const reply = { ...delivery(), replyTo: repeated };
  expect(await discord.post(channel, back, reply)).toMatchObject({ result: 'ok' });
});

test('nobody is mentioned, by a post or by an edit', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const rude = { ...down, title: '@everyone <@123456789012345678> <@&123456789012345678> @here' };
  const card = idOf(await discord.post(channel, rude, delivery()));
  await discord.edit(channel, card, rude);
  expect(peer.history(id)).toMatchObject([{ mentioned: [], edits: 1 }]);
  for (const { body } of peer.requests('/messages')) {
    expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
  }
});

const error = (status: number, code: number): Fault => ({
  kind: 'error',
  status,
  code,
  message: 'No',
});

const outcomes: readonly (readonly [string, Fault, Sent['result'], RegExp])[] = [
  ['an unknown channel', error(404, 10_003), 'gone', /does not exist/],
  ['an unknown server', error(404, 10_004), 'gone', /server/],
  ['no access', error(403, 50_001), 'gone', /cannot see/],
  ['no permission', error(403, 50_013), 'gone', /may not write/],
  ['an archived thread', error(400, 50_083), 'gone', /archived/],
  ['a locked thread', error(400, 160_005), 'gone', /locked/],
  ['a block by AutoMod', error(400, 200_000), 'gone', /AutoMod/],
  ['a form that Discord refuses', error(400, 50_035), 'malformed', /50035/],
  ['a code nobody knows', error(400, 99_999), 'malformed', /99999/],
  ['a write limit without a time', error(400, 20_028), 'wait', /20028/],
  ['a withdrawn token', error(401, 0), 'refused', /DISCORD_TOKEN/],
  ['a token for nothing', error(403, 40_001), 'refused', /DISCORD_TOKEN/],
  ['a server error', { kind: 'status', status: 503 }, 'unsure', /503/],
  ['a reset', { kind: 'reset' }, 'unsure', /no answer/],
  ['a page with 200', { kind: 'page', status: 200 }, 'unsure', /not one of Discord/],
  ['a page with 403', { kind: 'page', status: 403 }, 'wait', /in front of Discord/],
];

test.each(outcomes)(
  '%s becomes its outcome, and only one call is made',
  async (_, fault, result, reason) => {
    const { discord, peer, channel, delivery } = await createScene();
    peer.fault({ path: '/messages', fault });
    const sent = await discord.post(channel, down, delivery());
    expect(sent).toMatchObject({ result, reason: expect.stringMatching(reason) });
    expect(peer.requests('/messages')).toHaveLength(1);
  },
);

test('an edit of a deleted card is missing', async () => {
  const { discord, peer, channel, delivery } = await createScene();
  const card = idOf(await discord.post(channel, down, delivery()));
  peer.deleteMessage(card);
  expect(await discord.edit(channel, card, back)).toMatchObject({ result: 'missing' });
});

test('nothing is posted earlier than Discord allows', async () => {
  const { discord, peer, channel, delivery, now, advance } = await createScene();
  const fault: Fault = { kind: 'rate-limit', scope: 'user', retryAfter: 30 };
  peer.fault({ path: '/messages', fault });
  const before = now();
  const sent = await discord.post(channel, down, delivery());
  if (sent.result !== 'wait') throw new Error(sent.result);
  expect(sent.retryAt).toBeGreaterThanOrEqual(before + 30_000);
  expect(sent.retryAt).toBeLessThan(now() + 31_000);
  expect(await discord.isAnswering(channel)).toBe(false);
  expect(await discord.post(channel, down, delivery())).toEqual({
    ...sent,
    reason: expect.any(String),
  });
  expect(peer.requests('/messages')).toHaveLength(1);
  advance(31_000);
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
});

test('the global limit holds back every channel, the limit of one only that one', async () => {
  const { discord, peer, channel, guild, delivery } = await createScene();
  const other = `discord:${peer.addChannel(guild, 'other')}`;
  peer.fault({ path: '/messages', fault: { kind: 'rate-limit', scope: 'shared', retryAfter: 60 } });
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'wait' });
  expect(await discord.post(other, down, delivery())).toMatchObject({ result: 'ok' });
  peer.fault({ path: '/messages', fault: { kind: 'rate-limit', scope: 'global', retryAfter: 60 } });
  expect(await discord.post(other, down, delivery())).toMatchObject({ result: 'wait' });
  const third = `discord:${peer.addChannel(guild, 'third')}`;
  const held = await discord.post(third, down, delivery());
  expect(held).toMatchObject({ result: 'wait', reason: expect.stringContaining('global') });
  expect(peer.requests('/messages')).toHaveLength(3);
});

test('a limit that names no time is still a pause', async () => {
  const { discord, peer, channel, delivery, now } = await createScene();
  peer.fault({ path: '/messages', fault: { kind: 'rate-limit', scope: 'user' } });
  const before = now();
  const sent = await discord.post(channel, down, delivery());
  if (sent.result !== 'wait') throw new Error(sent.result);
  expect(sent.retryAt - before).toBeGreaterThanOrEqual(5_000);
});

test('the share of a channel is used up without ever drawing a refusal', async () => {
  const { discord, peer, channel, delivery } = await createScene({ messagesPerChannel: 5 });
  const results = [];
  for (let n = 0; n < 7; n += 1) results.push(await discord.post(channel, down, delivery()));
  expect(results.map((sent) => sent.result)).toEqual([
    ...Array.from({ length: 5 }, () => 'ok'),
    'wait',
    'wait',
  ]);
  expect(peer.requests('/messages').map((request) => request.status)).toEqual(
    Array.from({ length: 5 }, () => 200),
  );
});

test('nothing is sent when one more refusal could shut us out', async () => {
  const { peer, channel, delivery } = await createScene();
  const rest = createRest(peer);
  let now = 0;
  const writer = createWriter({
    rest,
    now: () => now,
    log: () => undefined,
    missingPermissions: () => [],
    onRefused: () => undefined,
  });
  rest.emit('invalidRequestWarning', { count: 8_000, remainingTime: 60_000 });
  const sent = await writer.post(channel, down, delivery());
  expect(sent).toMatchObject({ result: 'wait', retryAt: 60_000 });
  expect(peer.requests('/messages')).toEqual([]);
  now = 60_001;
  expect(await writer.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
});

test.each([
  ['never answers', { kind: 'hang', isStored: true }],
  ['never ends its answer', { kind: 'trickle', isStored: true }],
] satisfies [string, Fault][])('a Discord that %s is given up in time', async (_, fault) => {
  const { peer, channel, id, delivery } = await createScene();
  const writer = createWriter({
    rest: createRest({ ...peer, callLimitMs: 200 }),
    now: Date.now,
    log: () => undefined,
    missingPermissions: () => [],
    onRefused: () => undefined,
  });
  peer.fault({ path: '/messages', fault });
  const same = delivery();
  expect(await writer.post(channel, down, same)).toMatchObject({ result: 'unsure' });
  expect(await writer.post(channel, down, same)).toMatchObject({ result: 'ok' });
  expect(peer.history(id)).toHaveLength(1);
});

test('a Discord that cannot be connected to has been sent nothing', async () => {
  const { discord, peer, channel, delivery } = await createScene();
  peer.close();
  const sent = await discord.post(channel, down, delivery());
  expect(sent).toMatchObject({ result: 'wait', reason: expect.stringContaining('ECONNREFUSED') });
});

test('after a withdrawn token nothing is asked any more, and health says what to do', async () => {
  const { discord, peer, channel, delivery, logged } = await createScene();
  peer.fault({ path: '/messages', fault: error(401, 0) });
  await discord.post(channel, down, delivery());
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'refused' });
  expect(peer.requests()).toHaveLength(1);
  expect(discord.health()).toMatchObject({
    isWorking: false,
    reason: expect.stringContaining('DISCORD_TOKEN'),
  });
  expect(logged.filter((line) => line.startsWith('error'))).toHaveLength(1);
  expect(logged.join()).not.toContain(peer.token);
});

test('a refusal names the permission that is missing', async () => {
  const { discord, peer, channel, id, delivery, ears } = await createScene();
  peer.deny(id, String(permission.send | permission.history));
  await discord.start(ears);
  expect(await discord.post(channel, down, delivery())).toEqual({
    result: 'gone',
    reason: 'the bot may not write in this channel; missing: Send Messages, Read Message History',
  });
});

test('where embeds are not allowed the whole notice is text', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  peer.deny(id, String(permission.embed));
  await discord.start(createEars());
  await discord.post(channel, down, delivery());
  expect(peer.history(id)[0]?.content).toBe(
    '🔴 **WhatsApp is down**\nSince <t:1795356120:t>\n-# Seen by 3 of 4 checks',
  );
});

test('where the bot may not read the history, an update comes without being a reply', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  const card = idOf(await discord.post(channel, down, delivery()));
  peer.fault({ path: '/messages', fault: error(403, 160_002) });
  const sent = await discord.post(channel, back, { ...delivery(), replyTo: card });
  expect(sent).toMatchObject({ result: 'ok' });
  expect(peer.history(id)[1]).not.toHaveProperty('replyTo');
});

test('a name that is no Discord channel is gone without a call', async () => {
  const { discord, peer, delivery } = await createScene();
  for (const channel of ['discord:', 'discord:../../users/@me', 'slack:C123', 'discord:1']) {
    expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'gone' });
  }
  expect(peer.requests()).toEqual([]);
});
