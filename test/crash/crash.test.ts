/** The bot is killed in the middle of things; afterwards every channel has read the right story. */
import { describe, expect, test } from 'vitest';
import { createDiscordNetwork, createSlackNetwork } from './networks.ts';
import { createScene } from './scene.ts';

const outage = /Shop is down|Shop is back|Shop was down/;

describe.each([
  ['Discord', createDiscordNetwork, 0],
  ['Slack', createSlackNetwork, 1],
] as const)('on %s', (_, create, repeatsAllowed) => {
  test.each([
    ['before the outage arrived', 'outage', false],
    ['after the outage arrived and before it was noted', 'outage', true],
    ['before the recovery arrived', 'recovery', false],
    ['after the recovery arrived and before it was noted', 'recovery', true],
  ] as const)('killed %s', { timeout: 60_000 }, async (_when, moment, isStored) => {
    const { network, start, kill, stop, breakShop, healShop } = await createScene(create);
    await start();
    if (moment === 'outage') network.hangNextPost(isStored);
    breakShop();
    if (moment === 'recovery') {
      await network.until(() => network.read().length === 1);
      network.hangNextPost(isStored);
      healShop();
    }
    await network.posted();
    await kill();
    await start();
    await network.until(() => network.read().some((text) => outage.test(text)));
    healShop();
    await network.until(() => network.read().filter((text) => /back/.test(text)).length >= 2);
    await stop();
    const read = network.read();
    // The card, edited to say that it is back, and the recovery; nothing lost, at most one repeat.
    expect(read.length).toBeGreaterThanOrEqual(2);
    expect(read.length).toBeLessThanOrEqual(2 + (isStored ? repeatsAllowed : 0));
    expect(read.at(-1)).toMatch(/Shop is back/);
    // Their first lines: the outage where it was repeated, and the end of it.
    expect(new Set(read.map((text) => text.split('\n')[0])).size).toBeLessThanOrEqual(2);
  });
});
