/** Several chat networks at once: what one refuses is no trouble of the others, and is not forgotten. */
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createNetworks } from '../src/networks.ts';
import type { Ears } from '../src/platforms/platform.ts';
import { createDiscordPeer } from './peers/discord.ts';
import { appToken, botToken, createSlackPeer } from './peers/slack.ts';

const ears: Ears = {
  commands: [],
  answer: () => Promise.reject(new Error('nobody asks')),
  complete: async () => [],
  noticeChannel: () => undefined,
};

test('a network that refuses its settings keeps no other from starting, and says so for as long as we run', async () => {
  const discord = await createDiscordPeer();
  const slack = await createSlackPeer();
  const readable = readConfig(
    {
      ...{ DISCORD_TOKEN: 'of.another.bot', DISCORD_API_URL: discord.apiUrl },
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
      ...{ CONSOLE: 'off', STORE_URL: 'sqlite::memory:' },
    },
    { services: '', servicesPath: 'services.yaml' },
  );
  if (!readable.ok) throw new Error(readable.problems.join('\n'));
  const output = new PassThrough().setEncoding('utf8');
  const networks = await createNetworks({
    config: readable.config,
    terminal: {
      ...{ input: new PassThrough(), output, isTerminal: false },
      ...{ personName: 'ana', onInterrupt: () => undefined },
    },
    now: Date.now,
    log: () => undefined,
    noted: (platform) => platform,
  });
  onTestFinished(async () => {
    await networks.stop();
    discord.close();
    await slack.close();
  });

  await networks.start(ears);
  expect([...networks.platforms.keys()]).toEqual(['slack']);
  expect(networks.health()).toEqual({
    slack: { isWorking: true },
    discord: { isWorking: false, reason: expect.stringContaining('DISCORD_TOKEN') },
  });
  expect(output.read()).toMatch(/^discord: .*DISCORD_TOKEN/);
});
