/** Whom a message names: the one that the channel chose, and never anybody else. */
import { afterEach, expect, test } from 'vitest';
import type { Mention } from '../../src/model.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createDiscordPeer } from '../peers/discord.ts';
import { botToken, createSlackPeer } from '../peers/slack.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const parts = { log: () => {}, now: Date.now };
const message = { tone: 'down', title: 'Mail is down @everyone <@&1>', lines: [] } as const;
const delivery = (nonce: string, mention: Mention) => ({ nonce, isQuiet: false, mention });

test('on Discord a role or a person is named, and nothing that only looks like one', async () => {
  const peer = await createDiscordPeer();
  ends.push(() => peer.close());
  const id = peer.addChannel(peer.addGuild('Ops'), 'alerts');
  const discord = createDiscord({ token: peer.token, apiUrl: peer.apiUrl }, parts);
  ends.push(() => discord.stop());
  const role = { who: 'group', id: '500000000000000001' } as const;
  const odd = { who: 'group', id: '1> @everyone' } as const;
  await discord.post(`discord:${id}`, message, delivery('a', role));
  await discord.post(`discord:${id}`, message, delivery('b', odd));
  const bodies = peer
    .requests('/messages')
    .map(({ body, status }) => ({ ...Object(body), status }));
  expect(bodies[0]).toMatchObject({
    ...{ status: 200, content: expect.stringMatching(/^<@&500000000000000001> /) },
    allowed_mentions: { parse: [], roles: [role.id] },
  });
  expect(bodies[1]).toMatchObject({ status: 200, allowed_mentions: { parse: [] } });
  expect(bodies[1]?.allowed_mentions).toEqual({ parse: [] });
  expect(bodies[1]?.content).not.toMatch(/^<@/);
});

test('on Slack a user group or a person is named in a block of its own', async () => {
  const peer = await createSlackPeer();
  ends.push(() => peer.close());
  peer.addChannel({ id: 'C1' });
  const settings = { botToken, signingSecret: 's', port: 0, apiUrl: peer.apiUrl };
  const slack = createSlack({ ...settings, command: '/tocsin' }, parts);
  ends.push(() => slack.stop());
  await slack.post('slack:T0TEAM/C1', message, delivery('a', { who: 'group', id: 'S123' }));
  await slack.post('slack:T0TEAM/C1', message, delivery('b', { who: 'person', id: '!channel' }));
  const [first, second] = peer.history('C1');
  expect(first?.blocks[0]).toMatchObject({ text: { text: '<!subteam^S123>' } });
  expect(JSON.stringify(second?.blocks)).not.toMatch(/<[@!]/);
});
