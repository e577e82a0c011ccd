/** The chat networks say when the bot was thrown out, and an outage of theirs is no farewell. */
import { afterEach, expect, test } from 'vitest';
import { createScene, until } from '../platforms/discord/world.ts';
import { createStage } from '../platforms/slack/stage.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function createRemovals() {
  const heard: (readonly [string, readonly string[]])[] = [];
  const noticeRemoval = (workspace: string, channels: readonly string[]) =>
    void heard.push([workspace, [...channels].sort()]);
  return { heard, noticeRemoval };
}

test('a Discord server that puts the bot out is named with its channels, one in an outage is not', async () => {
  const { discord, ears, peer, guild, channel } = await createScene();
  const other = `discord:${peer.addChannel(guild, 'other')}`;
  const { heard, noticeRemoval } = createRemovals();
  await discord.start({ ...ears, noticeRemoval });
  peer.guildOutage(guild);
  peer.removeBot(guild);
  await until(() => heard.length > 0);
  expect(heard).toEqual([[`discord:${guild}`, [channel, other].sort()]]);
});

test('a Slack workspace that uninstalls the app is named, one that renews its token is not', async () => {
  const { peer, platform, ears, close } = await createStage();
  ends.push(close);
  const { heard, noticeRemoval } = createRemovals();
  await platform.start({ ...ears, noticeRemoval });
  await peer.event({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] } });
  await peer.uninstall();
  await expect.poll(() => heard, { timeout: 5000 }).toEqual([['slack:T0TEAM', []]]);
});
