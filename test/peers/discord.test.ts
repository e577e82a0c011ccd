/** Our stand-in for Discord, alone: what it stores lives as long as its process. */
import { expect, onTestFinished, test } from 'vitest';
import { createBot, down } from '../platforms/discord/world.ts';
import { startDiscordPeer } from './discord-process.ts';

test('a bot that begins again finds what the one before it has said', async () => {
  const peer = await startDiscordPeer();
  onTestFinished(() => peer.stop());
  const guild = await peer.call('addGuild', 'Ops', ['alerts']);
  const [id] = (await peer.call('channelsOf', guild)) as string[];
  await peer.call('fault', { path: '/messages', fault: { kind: 'reset', isStored: true } });
  const delivery = { nonce: 'same', isQuiet: false };
  const lost = await createBot(peer).post(`discord:${id}`, down, delivery);
  expect(lost).toMatchObject({ result: 'unsure' });
  const found = await createBot(peer).post(`discord:${id}`, down, delivery);
  const history = await peer.call('history', id);
  expect(history).toMatchObject([{ content: '🔴 **WhatsApp is down**' }]);
  expect(history).toMatchObject([found.result === 'ok' ? { id: found.id } : {}]);
});
