/** A new process takes over from a running one in the middle of things: nothing is lost and nothing said twice. */
import { describe, expect, test } from 'vitest';
import { createDiscordNetwork, createSlackNetwork } from './networks.ts';
import { createScene } from './scene.ts';

describe.each([
  ['Discord', createDiscordNetwork, 0],
  ['Slack', createSlackNetwork, 1],
] as const)('on %s', (_, create, repeatsAllowed) => {
  test('during an outage: its end is told once, by the new one', { timeout: 60_000 }, async () => {
    const { network, start, takeOver, stop, bots, breakShop, healShop } = await createScene(create);
    await start();
    breakShop();
    await network.until(() => network.read().length === 1);
    await takeOver();
    expect(bots.map(({ exitCode }) => exitCode)).toEqual([0, null]);
    healShop();
    await network.until(() => network.read().filter((text) => /back/.test(text)).length >= 2);
    await stop();
    const read = network.read();
    // The card, edited to say that it is back, and the recovery.
    expect(read).toHaveLength(2);
    expect(read.at(-1)).toMatch(/Shop is back/);
  });

  test.each([
    ['that had not arrived', false],
    ['that had arrived and was not noted', true],
  ] as const)(
    'during the sending of an outage %s',
    { timeout: 60_000 },
    async (_when, isStored) => {
      const { network, start, takeOver, stop, bots, breakShop, healShop } =
        await createScene(create);
      await start();
      network.hangNextPost(isStored);
      breakShop();
      await network.posted();
      await takeOver();
      expect(bots.map(({ exitCode }) => exitCode)).toEqual([0, null]);
      await network.until(() => network.read().some((text) => /Shop is down/.test(text)));
      healShop();
      await network.until(() => network.read().filter((text) => /back/.test(text)).length >= 2);
      await stop();
      const read = network.read();
      expect(read.length).toBeGreaterThanOrEqual(2);
      expect(read.length).toBeLessThanOrEqual(2 + (isStored ? repeatsAllowed : 0));
      expect(read.at(-1)).toMatch(/Shop is back/);
    },
  );
});
