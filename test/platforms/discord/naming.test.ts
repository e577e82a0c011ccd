/** Whom a channel wants to be named: chosen from Discord's own list of people and roles. */
import { expect, test } from 'vitest';
import type { CommandShape } from '../../../src/platforms/platform.ts';
import { createScene, subscribe } from './world.ts';

const naming: CommandShape = {
  ...subscribe,
  options: [
    ...subscribe.options,
    {
      ...{ name: 'mention', description: { en: 'Whom to name' } },
      ...{ isRequired: false, isCompleted: false, isMention: true },
    },
  ],
};

test('a role or a person is who was chosen, and nobody chooses everyone', async () => {
  const { peer, ears, id, guild, discord } = await createScene();
  await discord.start({ ...ears, commands: [naming] });
  for (const mention of ['<@&300000000000000001>', '<@200000000000000007>', `<@&${guild}>`]) {
    const asked = peer.slash({ channelId: id, mayManage: true }, 'subscribe', {
      service: 'gmail',
      mention,
    });
    await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  }
  expect(ears.asks.map(({ options, mentions }) => [options?.mention, mentions])).toEqual([
    [
      '@300000000000000001',
      [{ typed: '@300000000000000001', mention: { who: 'group', id: '300000000000000001' } }],
    ],
    [
      '@200000000000000007',
      [{ typed: '@200000000000000007', mention: { who: 'person', id: '200000000000000007' } }],
    ],
    [`@${guild}`, undefined],
  ]);
});
