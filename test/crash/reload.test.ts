/** The services file changes under a bot in the middle of an outage: what is known stays, and is told once. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDiscordNetwork, createSlackNetwork } from './networks.ts';
import { createScene } from './scene.ts';

describe.each([
  ['Discord', createDiscordNetwork],
  ['Slack', createSlackNetwork],
] as const)('on %s', (_, create) => {
  test.each([
    ['by a signal', 'SIGHUP'],
    ['by itself', undefined],
  ] as const)('taken in %s during an outage', { timeout: 60_000 }, async (_how, signal) => {
    const { network, services, start, stop, bots, breakShop, healShop } = await createScene(create);
    await start();
    breakShop();
    await network.until(() => network.read().length === 1);
    const text = readFileSync(services, 'utf8').replace('name: Shop', 'name: Market');
    writeFileSync(`${services}.new`, text.replace('every: 20s', 'every: 15s'));
    renameSync(`${services}.new`, services);
    if (signal) bots[0]?.kill(signal);
    healShop();
    await network.until(() => network.read().filter((line) => /back/.test(line)).length >= 2);
    await stop();
    const read = network.read();
    // The card and the recovery, and the recovery has the new name.
    expect(read).toHaveLength(2);
    expect(read.at(-1)).toMatch(/Market is back/);
    expect(bots.map(({ exitCode }) => exitCode)).toEqual([0]);
  });
});
