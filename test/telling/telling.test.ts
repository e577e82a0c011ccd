/** Notices, dead channels, dead networks, storms and hours away, over networks on paper in virtual time. */
import { afterEach, expect, test } from 'vitest';
import type { Incident, Notice, Subscription } from '../../src/model.ts';
import type { Limits } from '../../src/platforms/platform.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling, type Telling } from '../../src/telling/telling.ts';
import { createHandClock } from '../clock.ts';
import { createPaper } from '../peers/paper.ts';
import { ended, minute, outage, subscription } from './world.ts';

const hour = 60 * minute;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Networks on paper by name, channels that follow services, a real store. */
async function town(
  follows: readonly Partial<Subscription>[],
  limits: Limits = {},
  isGathering = (_: Incident): boolean => false,
) {
  const clock = createHandClock();
  const create = (name: string) => {
    const paper = createPaper({ dropsRepeats: false, now: clock.now });
    const personal = async (_: string, person: string) => `${name}:${person}`;
    // Its methods speak of `paper` itself, so the switch is there.
    return { ...paper, paper, name, limits, personal };
  };
  const [slack, discord] = [create('slack'), create('discord')];
  const store = await createStore('sqlite::memory:');
  const incidents = new Map<string, Incident>();
  const lines: string[] = [];
  const start = async () => {
    const subscriptions = await createSubscriptions(store.table<Subscription>('subs'), () => {});
    for (const facts of follows) {
      await subscriptions.add(subscription({ since: clock.now(), ...facts }));
    }
    const telling = await createTelling({
      platforms: new Map([slack, discord].map((one) => [one.name, one])),
      ...{ store, subscriptions, clock, isGathering },
      incidentsOf: (service) => [...incidents.values()].filter((one) => one.service === service),
      compose: ({ what, incidents: told }) => ({
        ...{ tone: 'info', lines: [] },
        title: `${what}: ${told.map(({ service }) => service).join(' ')}`,
      }),
      composeNotice: ({ id }) => ({ tone: 'info', title: id, lines: [] }),
      composePaused: ({ service }, reason) => ({
        ...{ tone: 'info', lines: [] },
        title: `paused ${service}: ${reason}`,
      }),
      log: (_level, text) => lines.push(text),
    });
    return { telling, subscriptions };
  };
  let life = await start();
  open.push(async () => {
    await life.telling.stop();
    await store.close();
  });
  return {
    ...{ clock, slack, discord, lines },
    now: clock.now,
    get telling(): Telling {
      return life.telling;
    },
    get subscriptions() {
      return life.subscriptions;
    },
    async happens(...changed: readonly Incident[]) {
      for (const incident of changed) {
        incidents.set(incident.id, incident);
        life.telling.wakeService(incident.service);
      }
      await clock.pass(0);
    },
    async restart() {
      await life.telling.stop();
      follows = [];
      life = await start();
      life.telling.wakeAll();
      await clock.pass(0);
    },
  };
}

function failing(service: string, at: number): Incident {
  const facts = { id: `${service}.1`, service, startedAt: at, openedAt: at, changedAt: at };
  return outage(facts);
}

function notice(at: number, facts: Partial<Notice> = {}): Notice {
  const kind = 'announcement';
  return { id: 'n1', kind, services: ['mail'], at, expiresAt: at + hour, facts: {}, ...facts };
}

test('a notice is told once to each channel that follows its services', async () => {
  const { telling, slack, discord, clock, now, restart } = await town([
    { channel: 'slack:T/a' },
    { channel: 'slack:T/b', service: 'web' },
    { channel: 'discord:c' },
  ]);
  await telling.announce(notice(now()));
  await telling.announce(notice(now()));
  await clock.pass(minute);
  await restart();
  expect(slack.notes.map(({ channel }) => channel)).toEqual(['slack:T/a']);
  expect(discord.notes.map(({ title }) => title)).toEqual(['n1']);
});

test('a notice outlives a restart while the network is away, and expires', async () => {
  const { telling, slack, clock, now, restart } = await town([{ channel: 'slack:T/a' }]);
  slack.faults.push('refused', 'refused', 'refused');
  await telling.announce(notice(now()));
  await telling.announce(notice(now(), { id: 'n2', expiresAt: now() + 500 }));
  await restart();
  await clock.pass(minute);
  expect(slack.notes.map(({ title }) => title)).toEqual(['n1']);
});

test('notices wait for the morning, and early warnings are for those who ask', async () => {
  const quiet = { hours: { from: '00:00', to: '23:00' }, afterwards: 'forget' } as const;
  const { telling, slack, clock, now } = await town([
    { channel: 'slack:T/a', filters: { quiet } },
    { channel: 'slack:T/b', filters: { notices: ['warning'] } },
  ]);
  await telling.announce(notice(now(), { expiresAt: now() + 48 * hour }));
  await telling.announce(notice(now(), { id: 'w', kind: 'warning' }));
  await clock.pass(minute);
  expect(slack.notes.map(({ title, channel }) => [title, channel])).toEqual([['w', 'slack:T/b']]);
  await clock.pass(24 * hour);
  expect(slack.read('slack:T/a')).toEqual(['n1']);
});

test('a channel that chose early warnings hears them beside all else', async () => {
  const { telling, slack, clock, now } = await town([
    { channel: 'slack:T/a', filters: { hasWarnings: true } },
    { channel: 'slack:T/b', filters: { notices: ['warning'], hasWarnings: false } },
  ]);
  await telling.announce(notice(now()));
  await telling.announce(notice(now(), { id: 'w', kind: 'warning' }));
  await clock.pass(minute);
  expect(slack.read('slack:T/a')).toEqual(['n1', 'w']);
  expect(slack.read('slack:T/b')).toEqual([]);
});

test('whoever subscribed a channel that is gone is told once, elsewhere', async () => {
  const { slack, clock, happens, now, telling, restart } = await town([
    { channel: 'slack:T/a', by: 'U1' },
    { channel: 'slack:T/a', service: 'web', by: 'U1' },
  ]);
  slack.faults.push('gone');
  await happens(failing('mail', now()));
  await clock.pass(10_000);
  expect(slack.notes.map(({ title, channel }) => [title, channel])).toEqual([
    ['paused mail: gone', 'slack:U1'],
  ]);
  slack.faults.push('gone');
  await restart();
  expect(telling.health('slack:T/a').isWorking).toBe(false);
  await clock.pass(hour);
  await clock.pass(hour);
  expect(slack.notes.filter(({ channel }) => channel === 'slack:U1')).toHaveLength(1);
  expect(slack.read('slack:T/a')).toEqual(['outage: mail']);
});

test('a workspace that refuses us is left alone, and others go on', async () => {
  const channels = Array.from({ length: 40 }, (_, n) => ({ channel: `slack:T/c${n}` }));
  const { slack, discord, clock, happens, now } = await town([
    ...channels,
    { channel: 'discord:c' },
  ]);
  slack.faults.push(...Array.from({ length: 120 }, () => 'refused' as const));
  await happens(failing('mail', now()));
  expect(discord.read('discord:c')).toEqual(['outage: mail']);
  await clock.pass(10 * minute);
  // The first ones were under way together; after them it is one call a minute.
  expect(slack.faults.length).toBeGreaterThan(60);
  slack.faults.length = 0;
  await clock.pass(3 * minute);
  expect(new Set(slack.notes.map(({ channel }) => channel)).size).toBe(40);
  expect(slack.notes).toHaveLength(40);
});

test('severe outages overtake, posts come before edits, and only the newest state is sent', async () => {
  const calls = { everyMs: 1_000, leewayMs: 0 };
  const { slack, clock, happens, now } = await town(
    [
      { channel: 'slack:T/a', service: 'web' },
      { channel: 'slack:T/b', service: 'shop' },
      { channel: 'slack:T/c', service: 'mail' },
      { channel: 'slack:T/d', service: 'mail' },
    ],
    { calls },
  );
  const web = { ...failing('web', now()), status: 'degraded', worst: 'degraded' } as const;
  await happens(web);
  await happens({ ...web, revision: 2 }, { ...failing('shop', now()), status: 'degraded' });
  await happens(failing('mail', now()));
  await happens({ ...web, revision: 3 });
  await clock.pass(10_000);
  expect(slack.notes.map(({ channel }) => channel.at(-1))).toEqual(['a', 'c', 'd', 'b']);
  expect(slack.notes[0]).toMatchObject({ title: 'edit: web', edits: 1 });
});

test('what goes on in a channel can be asked for, and is bounded', async () => {
  const { telling, happens, clock, now } = await town([{ channel: 'slack:T/a' }]);
  let incident = failing('mail', now());
  await happens(incident);
  for (let round = 0; round < 15; round += 1) {
    await clock.pass(minute);
    incident = ended(incident, now());
    await happens(incident);
    const { endedAt: _, ...again } = { ...incident, revision: incident.revision + 1 };
    incident = again;
    await happens(incident);
  }
  const trail = await telling.trailOf('slack:T/a');
  expect(trail).toHaveLength(8);
  expect(trail.at(-2)).toMatchObject({ of: 'mail', what: 'again', why: 'reopened' });
  expect(telling.deliveredAt('slack:T/a', 'mail')).toBe(now());
});

test.each([
  ['is on its way', 0],
  ['is being noted', 1],
])(
  'a channel that comes back while its refusal %s is not left alone for an hour',
  async (_, turns) => {
    const { telling, slack, happens, clock, now } = await town([{ channel: 'slack:T/a' }]);
    const { post } = slack;
    slack.post = async (...given) => {
      const sent = await post(...given);
      if (sent.result !== 'gone') return sent;
      const resume = () => telling.resume('slack:T/a');
      if (turns === 0) await resume();
      else queueMicrotask(() => queueMicrotask(() => queueMicrotask(resume)));
      return sent;
    };
    slack.faults.push('gone');
    await happens(failing('mail', now()));
    await clock.pass(1_000);
    expect(slack.read('slack:T/a')).toEqual(['outage: mail']);
    expect(telling.health('slack:T/a')).toEqual({ isWorking: true });
  },
);

test('whoever unsubscribes and comes back begins anew', async () => {
  const { telling, subscriptions, slack, happens, clock, now } = await town([
    { channel: 'slack:T/a' },
  ]);
  await happens(failing('mail', now()));
  const [known] = subscriptions.ofChannel('slack:T/a');
  await subscriptions.remove('slack:T/a', 'mail');
  telling.wake('slack:T/a', 'mail');
  await clock.pass(minute);
  if (known) await subscriptions.add(known);
  telling.wake('slack:T/a', 'mail');
  await clock.pass(minute);
  expect(slack.read('slack:T/a')).toEqual(['outage: mail', 'outage: mail']);
});

test('services that fail together within seconds are named by the first message', async () => {
  const others = new Set(['shop']);
  const { slack, happens, clock, now } = await town(
    ['mail', 'shop', 'wiki'].map((service) => ({ channel: 'slack:T/a', service })),
    {},
    ({ service }) => service !== 'wiki' && others.size > 0,
  );
  await happens({ ...failing('mail', now()), group: 'g' });
  await happens(failing('wiki', now()));
  await clock.pass(2_000);
  expect(slack.read('slack:T/a')).toEqual(['outage: wiki']);
  others.clear();
  await happens({ ...failing('shop', now()), group: 'g' });
  await clock.pass(0);
  expect(slack.read('slack:T/a')).toEqual(['outage: wiki', 'outage: shop mail']);
});

test('a thousand services that fail at once are one or two messages', async () => {
  const names = Array.from({ length: 50 }, (_, n) => `s${n}`);
  const { slack, clock, happens, now } = await town(
    names.map((service) => ({ channel: 'slack:T/a', service })),
    { channelPosts: { everyMs: 1_010, leewayMs: 0 } },
  );
  await happens(...names.map((name) => failing(name, now())));
  await clock.pass(minute);
  expect(slack.notes.length).toBeLessThanOrEqual(2);
  const said = slack.notes.map(({ title }) => title).join(' ');
  for (const name of names) expect(said.split(/\s/)).toContain(name);
});

test('eight hours away: each channel reads what it needs, once, oldest first, inside the limits', async () => {
  const channels = Array.from({ length: 30 }, (_, n) => `slack:T/c${n}`);
  const services = ['mail', 'web', 'shop', 'dns'];
  const limits: Limits = {
    posts: { everyMs: 240, leewayMs: 4_800 },
    edits: { everyMs: 1_500, leewayMs: 13_500 },
    channelPosts: { everyMs: 1_010, leewayMs: 0 },
  };
  const { slack, clock, happens, now } = await town(
    channels.flatMap((channel) => services.map((service) => ({ channel, service }))),
    limits,
  );
  const mail = failing('mail', now());
  await happens(mail);
  await clock.pass(minute);
  slack.paper.isAway = true;
  await happens(ended(mail, now()));
  await clock.pass(hour);
  const web = failing('web', now());
  await happens(web);
  await clock.pass(3 * hour);
  await happens(ended(web, now()), failing('shop', now()));
  await clock.pass(4 * hour);
  expect(slack.notes).toHaveLength(channels.length);
  slack.paper.isAway = false;
  await clock.pass(10 * minute);
  for (const channel of channels) {
    expect(slack.read(channel)).toEqual([
      expect.stringMatching(/mail/),
      'recovery: mail',
      'missed: web',
      'outage: shop',
    ]);
  }
});
