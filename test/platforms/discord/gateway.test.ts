/** The connection to Discord: refusals that say what to mend, absences that end, changes of channels. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { identifyPause } from '../../../src/platforms/discord/client.ts';
import { PlatformRefused } from '../../../src/platforms/platform.ts';
import { permission } from '../../peers/discord.ts';
import { createBot, createScene, down, until } from './world.ts';

async function refusalOf(start: Promise<void>): Promise<string> {
  const error = await start.then(
    () => new Error('it started'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(PlatformRefused);
  return error.message;
}

test('a wrong token is refused with the place to get a right one', async () => {
  const { discord, ears, logged } = await createScene({ botToken: 'not.the.token' });
  expect(await refusalOf(discord.start(ears))).toMatch(/DISCORD_TOKEN.*Reset Token/);
  expect(logged.join()).not.toContain('not.the.token');
});

test.each([
  [4004, /DISCORD_TOKEN/],
  [4014, /intent/],
])('a refusal at the gateway (%i) says what to mend', async (code, reason) => {
  const { discord, ears, peer } = await createScene();
  peer.gateway.refuseIdentify(code);
  expect(await refusalOf(discord.start(ears))).toMatch(reason);
  expect(discord.health()).toMatchObject({ isWorking: false });
  expect(peer.gatewayCounts().identifies).toBe(1);
});

test('a post that is refused while we connect keeps nobody from connecting, nor the next post', async () => {
  const { discord, ears, peer, channel, delivery } = await createScene();
  peer.fault({
    path: '/messages',
    fault: { kind: 'error', status: 401, code: 0, message: 'No' },
  });
  const starting = discord.start(ears);
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'refused' });
  await starting;
  expect(discord.health()).toEqual({ isWorking: true });
  const post = () => discord.post(channel, down, delivery());
  await vi.waitUntil(async () => (await post()).result === 'ok', { timeout: 5_000, interval: 50 });
});

test('a restart loop ends before the last session start is used, and messages are sent meanwhile', async () => {
  const { discord, ears, peer, channel, id, delivery } = await createScene();
  peer.sessionStartsLeft(3, 500);
  await discord.start(ears);
  expect(discord.health()).toMatchObject({
    isWorking: false,
    reason: expect.stringMatching(/only 3 of 1000 .* after \d{4}-/),
  });
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
  expect(peer.gatewayCounts().identifies).toBe(0);
  await until(() => discord.health().isWorking);
  const asked = peer.slash({ channelId: id }, 'status');
  await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  // We before and after, and discord.js for itself.
  expect(peer.requests('/gateway/bot')).toHaveLength(3);
});

test('a bot that must identify again and again does it ever more rarely', () => {
  expect([0, 2, 3, 4, 5].map(identifyPause)).toEqual([0, 0, 5_000, 10_000, 20_000]);
  // Below the thousand a day that Discord allows.
  expect(24 * (3_600_000 / identifyPause(1_000))).toBeLessThan(800);
});

test('a rate limit at the start is waited out', async () => {
  const { discord, ears, peer } = await createScene();
  const fault = { kind: 'rate-limit', scope: 'user', retryAfter: 2 } as const;
  peer.fault({ path: '/gateway/bot', fault });
  await discord.start(ears);
  await until(() => discord.health().isWorking);
  const [first, second] = peer.requests('/gateway/bot').map((request) => request.at);
  expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(2_000);
});

test('a Discord that is away at the start is waited for', async () => {
  const { discord, ears, peer, logged } = await createScene();
  peer.fault({ path: '/gateway/bot', fault: { kind: 'status', status: 503 } });
  await discord.start(ears);
  expect(discord.health()).toMatchObject({
    isWorking: false,
    reason: expect.stringContaining('not connected'),
  });
  expect(logged).toEqual(['warn: Discord cannot be reached; trying again']);
  await until(() => discord.health().isWorking);
  expect(peer.gatewayCounts().identifies).toBe(1);
});

test.each([
  ['a closed connection', (peer) => peer.gatewayClose(4000)],
  ['a cut connection', (peer) => peer.gatewayClose()],
  ['being told to come again', (peer) => peer.gateway.reconnect()],
] satisfies [string, (peer: Awaited<ReturnType<typeof createScene>>['peer']) => void][])(
  'after %s what was asked meanwhile is answered',
  async (_, disturb) => {
    const { discord, ears, peer, id } = await createScene();
    await discord.start(ears);
    disturb(peer);
    const asked = peer.slash({ channelId: id }, 'status');
    await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
    await peer.until(() => peer.gatewayCounts().resumes === 1);
    expect(ears.asks).toHaveLength(1);
    expect(discord.health()).toEqual({ isWorking: true });
    expect(peer.gatewayCounts().identifies).toBe(1);
  },
);

test('an invalid session is begun anew', async () => {
  const { discord, ears, peer, id } = await createScene();
  await discord.start(ears);
  peer.gateway.invalidate(false);
  await peer.until(() => peer.gatewayCounts().identifies === 2);
  const asked = peer.slash({ channelId: id }, 'status');
  await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
});

test('a gateway that stays away is told by health, after the usual minute', async () => {
  const { discord, ears, peer, advance } = await createScene();
  await discord.start(ears);
  peer.gateway.ignoreResume(true);
  peer.gatewayClose(4000);
  await peer.until(() => peer.gatewayCounts().resumes === 1);
  expect(discord.health()).toEqual({ isWorking: true });
  advance(61_000);
  expect(discord.health()).toMatchObject({ isWorking: false });
});

test('a token that is withdrawn while we are connected is told by health', async () => {
  const { discord, ears, peer } = await createScene();
  await discord.start(ears);
  peer.gatewayClose(4004);
  await until(() => !discord.health().isWorking);
  expect(discord.health().reason).toContain('DISCORD_TOKEN');
});

test.each([4010, 4012, 4013, 4014])(
  'put out by the gateway for good (%i), the bot says so once, goes on sending, and hears when started anew',
  async (code) => {
    const { discord, ears, peer, logged, channel, id, delivery } = await createScene();
    await discord.start(ears);
    peer.gatewayClose(code);
    await until(() => !discord.health().isWorking);
    expect(discord.health().reason).toContain(`(${code})`);
    expect(logged.filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
    expect(peer.gatewayCounts()).toEqual({ identifies: 1, resumes: 0, connections: 0 });
    await discord.stop();
    const next = createBot(peer);
    onTestFinished(() => next.stop());
    await next.start(ears);
    const asked = peer.slash({ channelId: id }, 'status');
    await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  },
);

test('a bot in more servers than a connection takes makes more connections', async () => {
  const { discord, ears, peer, id } = await createScene();
  await discord.start(ears);
  peer.wantShards(2);
  await peer.until(() => peer.gatewayCounts().identifies === 3);
  await until(() => discord.health().isWorking);
  const asked = peer.slash({ channelId: id }, 'status');
  await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  expect(ears.asks).toHaveLength(1);
});

test.each([
  [
    'a post',
    1,
    async ({ discord, peer, channel, delivery }) => {
      const fault = { kind: 'error', status: 401, code: 0, message: 'No' } as const;
      peer.fault({ path: '/messages', fault });
      expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'refused' });
    },
  ],
  [
    'the gateway',
    2,
    async ({ discord, peer }) => {
      peer.gatewayClose(4004);
      await until(() => !discord.health().isWorking);
    },
  ],
  [
    'the gateway, to a bot that was just coming back,',
    3,
    async ({ discord, peer }) => {
      peer.gateway.refuseIdentify(4004);
      peer.gatewayClose(4007);
      await until(() => !discord.health().isWorking);
      peer.gateway.refuseIdentify(undefined);
    },
  ],
] satisfies [string, number, (scene: Awaited<ReturnType<typeof createScene>>) => Promise<void>][])(
  'a token that %s refuses is asked about, and everything goes on when it is good again',
  async (_, identifies, refuse) => {
    const scene = await createScene();
    const { discord, ears, peer, channel, id, delivery } = scene;
    await discord.start(ears);
    peer.fault({
      path: '/gateway/bot',
      fault: { kind: 'error', status: 401, code: 0, message: 'No' },
    });
    await refuse(scene);
    await until(() => discord.health().isWorking);
    expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
    await peer.until(() => peer.gatewayCounts().connections === 1);
    await peer.until(() => peer.gatewayCounts().identifies === identifies);
    const asked = peer.slash({ channelId: id }, 'status');
    await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  },
);

test('a bot that is stopped while its connection is cut does not come back', async () => {
  const { discord, ears, peer, advance } = await createScene();
  await discord.start(ears);
  peer.gatewayClose();
  // Time runs until the bot has noticed.
  await until(() => {
    advance(61_000);
    return !discord.health().isWorking;
  });
  await discord.stop();
  // discord.js would try again half a second after the cut.
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(peer.gatewayCounts()).toEqual({ identifies: 1, resumes: 0, connections: 0 });
});

test('an event in a form that nobody knows harms nothing', async () => {
  const { discord, ears, peer, id, logged } = await createScene();
  await discord.start(ears);
  for (const type of ['INTERACTION_CREATE', 'CHANNEL_UPDATE', 'GUILD_DELETE', 'NEWS_OF_2030']) {
    peer.gateway.dispatch(type, {});
  }
  peer.gateway.dispatch('INTERACTION_CREATE', { id: '1', type: 2, data: { type: 1 } });
  const asked = peer.slash({ channelId: id }, 'status');
  await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  expect(logged).toContain('warn: discord.js reports an error');
});

test('posts need no gateway', async () => {
  const { discord, peer, channel, id, delivery } = await createScene();
  expect(await discord.post(channel, down, delivery())).toMatchObject({ result: 'ok' });
  expect(peer.history(id)).toHaveLength(1);
});

test('a channel that is deleted is gone', async () => {
  const { discord, ears, peer, id, channel } = await createScene();
  await discord.start(ears);
  peer.deleteChannel(id);
  await until(() => ears.notices.length > 0);
  expect(ears.notices).toEqual([`${channel} gone`]);
});

test('with a server that puts the bot out all of its channels are gone, with an outage none', async () => {
  const { discord, ears, peer, guild, channel } = await createScene();
  const other = `discord:${peer.addChannel(guild, 'other')}`;
  await discord.start(ears);
  peer.guildOutage(guild);
  peer.addGuild('a sign that the outage was heard');
  peer.removeBot(guild);
  await until(() => ears.notices.length >= 2);
  expect(ears.notices).toEqual([`${channel} gone`, `${other} gone`]);
});

test('a server that is down while we connect keeps nobody in the others waiting', async () => {
  const { discord, ears, peer, guild } = await createScene();
  const [channelId = ''] = peer.channelsOf(peer.addGuild('Other', ['news']));
  peer.guildOutage(guild);
  const starting = discord.start(ears);
  await peer.until(() => peer.gatewayCounts().identifies === 1);
  const asked = peer.slash({ channelId }, 'status');
  await peer.until(() => peer.interaction(asked)?.acknowledgement !== undefined);
  await starting;
  expect(ears.notices).toEqual([]);
});

test('the channels of a server that is up again are back', async () => {
  const { discord, ears, peer, guild, channel } = await createScene();
  await discord.start(ears);
  peer.guildOutage(guild);
  peer.guildOutage(guild, false);
  await until(() => ears.notices.length > 0);
  expect(ears.notices).toEqual([`${channel} back`]);
});

test('a channel is back when the bot may write there again, not before', async () => {
  const { discord, ears, peer, id, channel } = await createScene();
  peer.deny(id, String(permission.send | permission.history));
  await discord.start(ears);
  peer.deny(id, String(permission.send));
  peer.deny(id, '0');
  await until(() => ears.notices.length > 0);
  expect(ears.notices).toEqual([`${channel} back`]);
});

test('the channels of a server that takes the bot in again are back', async () => {
  const { discord, ears, peer } = await createScene();
  await discord.start(ears);
  const guild = peer.addGuild('New', ['news', 'alerts']);
  await until(() => ears.notices.length >= 2);
  expect(ears.notices).toEqual(peer.channelsOf(guild).map((id) => `discord:${id} back`));
});
