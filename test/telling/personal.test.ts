/** Whoever set up a subscription is told in private when its channel cannot be written to any more: real clients. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Incident, Subscription } from '../../src/model.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createClock } from '../../src/time/clock.ts';
import { createDiscordPeer, permission } from '../peers/discord.ts';
import { botToken, createSlackPeer } from '../peers/slack.ts';
import { outage, subscription } from './world.ts';

const parts = { log: () => {}, now: Date.now };

type Network = {
  readonly platform: Platform;
  readonly channel: string;
  /** A person who takes messages from the bot, and one who does not. */
  readonly open: string;
  readonly closed: string;
  /** The bot may not write in the channel any more. */
  shut(): void;
  reopen(): void;
  inChannel(): readonly string[];
  inPrivate(person: string): readonly string[];
  heard(): Promise<void>;
};

async function discord(): Promise<Network> {
  const peer = await createDiscordPeer();
  onTestFinished(() => peer.close());
  const id = peer.addChannel(peer.addGuild('Ops'), 'alerts');
  const [open, closed] = ['200000000000000002', '200000000000000003'];
  const asked = () => peer.requests('/users/@me/channels');
  peer.fault({
    method: 'POST',
    path: '/users/@me/channels',
    fault: { kind: 'error', status: 400, code: 50_007, message: 'No' },
  });
  return {
    platform: createDiscord({ token: peer.token, apiUrl: peer.apiUrl }, parts),
    ...{ channel: `discord:${id}`, open, closed },
    shut: () => peer.deny(id, String(permission.send)),
    reopen: () => peer.deny(id, '0'),
    inChannel: () => peer.history(id).map(({ content }) => content),
    inPrivate: (person) => peer.personally(person).map(({ content }) => content),
    heard: () => peer.until(() => asked().length === 2 && peer.personally(open).length > 0),
  };
}

async function slack(): Promise<Network> {
  const peer = await createSlackPeer();
  onTestFinished(() => peer.close());
  peer.addChannel({ id: 'C1' });
  peer.addPerson('U1', {});
  const settings = { botToken, signingSecret: 's', port: 0, apiUrl: peer.apiUrl };
  return {
    platform: createSlack({ ...settings, command: '/tocsin' }, parts),
    ...{ channel: 'slack:T0TEAM/C1', open: 'U1', closed: 'U2' },
    shut: () => peer.addChannel({ id: 'C1', isMember: false }),
    reopen: () => peer.addChannel({ id: 'C1' }),
    inChannel: () => peer.history('C1').map(({ text }) => text),
    inPrivate: (person) => peer.history(person).map(({ text }) => text),
    heard: async () => {
      await peer.until(() => peer.calls.some(({ body }) => body.channel === 'U2'));
      await peer.until(() => peer.history('U1').length > 0);
    },
  };
}

async function scene({ platform, channel, open, closed }: Network) {
  const store = await createStore('sqlite::memory:');
  const incidents = new Map<string, Incident>();
  const subscriptions = await createSubscriptions(store.table<Subscription>('subs'), () => {});
  await subscriptions.add(subscription({ channel, service: 'mail', by: closed }));
  await subscriptions.add(subscription({ channel, service: 'shop', by: open }));
  await subscriptions.add(subscription({ channel, service: 'wiki', by: open }));
  const telling = await createTelling({
    platforms: new Map([[platform.name, platform]]),
    ...{ store, subscriptions, clock: createClock(), log: () => {} },
    incidentsOf: (service) => [...incidents.values()].filter((one) => one.service === service),
    compose: ({ what, incidents: told }) => ({
      ...{ tone: 'info', lines: [] },
      title: `${what} ${told.map(({ service }) => service).join(' ')}`,
    }),
    composeNotice: ({ id }) => ({ tone: 'info', title: id, lines: [] }),
    composePaused: (_, reason) => ({ tone: 'info', title: `paused because ${reason}`, lines: [] }),
  });
  onTestFinished(async () => {
    await telling.stop();
    await platform.stop();
    await store.close();
  });
  return {
    telling,
    fails(service: string): void {
      const at = Date.now();
      const facts = { service, startedAt: at, openedAt: at, changedAt: at };
      incidents.set(service, outage({ id: `${service}.1`, ...facts }));
      telling.wakeService(service);
    },
  };
}

describe.each([
  ['Discord', discord, /may not write in this channel/],
  ['Slack', slack, /not in the channel: type .invite/],
] as const)('on %s', (_, create, why) => {
  test('each creator is told once and in private, and the rest when the channel is back', async () => {
    const network = await create();
    const { telling, fails } = await scene(network);
    network.shut();
    fails('mail');
    fails('shop');
    await network.heard();
    await telling.idle();
    expect(network.inPrivate(network.open)).toEqual([expect.stringMatching(why)]);
    expect(network.inPrivate(network.closed)).toEqual([]);
    expect(network.inChannel()).toEqual([]);
    expect(telling.health(network.channel)).toMatchObject({ isWorking: false });
    network.reopen();
    await telling.resume(network.channel);
    await expect.poll(() => network.inChannel().length, { timeout: 5_000 }).toBe(2);
    expect(telling.health(network.channel)).toEqual({ isWorking: true });
    expect(network.inPrivate(network.open)).toHaveLength(1);
  });
});
