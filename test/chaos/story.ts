/**
 * One seeded story in virtual time: outages begin and end, networks fail in every way, channels go and
 * come back, and the bot dies at commits of its store and starts again. Told by the real telling; read
 * and judged at the end. The same seed is the same story.
 */

import type { Subscription } from '../../src/model.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createDice } from '../../src/simulation/random.ts';
import { createStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling, type Telling } from '../../src/telling/telling.ts';
import type { Clock } from '../../src/time/clock.ts';
import { createHandClock } from '../clock.ts';
import { createDoubts, type TrailEntry } from './doubts.ts';
import { judge, write } from './judge.ts';
import { mortal, mortalClock } from './mortal.ts';
import { type ChaosNetwork, createChaosNetwork, type Fault } from './network.ts';
import { createOutages } from './outages.ts';
import { createMortalStore, type MortalStore } from './store.ts';
import { words } from './words.ts';

const minute = 60_000;
const channels = ['alpha:c1', 'alpha:c2', 'beta:T/c1', 'beta:T/c2'];
const services = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];

export type Verdict = {
  readonly wrong: readonly string[];
  readonly posts: number;
  readonly edits: number;
  readonly deaths: number;
  readonly repeats: number;
  /** What happened, in order, for whoever wants to understand a seed. */
  readonly log: readonly string[];
};

/** What the sender is given in place of the network and of the store. */
export type Flaw = {
  readonly platform?: (network: Platform) => Platform;
  readonly store?: (store: Pick<Store, 'table'>) => Pick<Store, 'table'>;
};

export async function play(seed: number, flaw: Flaw = {}): Promise<Verdict> {
  const { platform = (network) => network, store: storeFor = (store) => store } = flaw;
  const dice = createDice(`chaos/${seed}`);
  const chance = (share: number) => dice.next() < share;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice.next() * list.length)] as T;
  const clock = createHandClock();
  const base = await createStore('sqlite::memory:');
  const log: string[] = [];
  const say = (text: string) => log.push(`${((clock.now() - 1e12) / 1000).toFixed(1)} ${text}`);
  const networks = [alpha(clock), beta(clock)];
  const outages = createOutages(dice, { clock, hasGroups: true });
  const notices: string[] = [];
  const durable = new Map<string, unknown>();
  const doubts = createDoubts(durable);
  let deaths = 0;
  let life: { telling: Telling; store: MortalStore; end: () => void } | undefined;
  let settled = async () => {};

  async function follow(): Promise<void> {
    const subscriptions = await createSubscriptions(base.table<Subscription>('subs'), () => {});
    const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: clock.now() };
    for (const channel of channels) {
      for (const service of services) {
        const isWanted = chance(0.8) || service === services[0];
        if (isWanted) await subscriptions.add({ channel, service, ...facts });
      }
    }
  }

  async function begin(): Promise<void> {
    await settled();
    let isAlive = true;
    const store = createMortalStore(base, durable, () => die());
    const end = () => {
      isAlive = false;
      store.kill();
    };
    const subscriptions = await createSubscriptions(base.table<Subscription>('subs'), () => {});
    const telling = await createTelling({
      platforms: new Map(networks.map((one) => [one.name, platform(mortal(one, () => isAlive))])),
      store: storeFor(store),
      subscriptions,
      incidentsOf: outages.of,
      ...words,
      clock: mortalClock(clock, () => isAlive),
      log: (level, text, details) => {
        if (!isAlive) return;
        say(`${level} ${text} ${JSON.stringify(details ?? {})}`);
        const { channel = '', ...step } = (details ?? {}) as TrailEntry;
        const assumed = doubts.note({ channel, ...step }, clock.now());
        const network = networks.find(({ name }) => channel.startsWith(name));
        if (assumed) network?.happenings.push(assumed);
      },
    });
    settled = store.settled;
    life = { telling, store, end };
    telling.wakeAll();
  }

  function die(): void {
    deaths += 1;
    say('the bot dies');
    life?.end();
    life = undefined;
    doubts.doubt();
    for (const network of networks) network.cut(durable);
  }

  function change(service: string): void {
    say(write('now', [outages.change(service)]));
    life?.telling.wakeService(service);
  }

  async function happen(): Promise<void> {
    const network = pick(networks);
    const channel = pick(channels);
    const what = dice.next();
    if (what < 0.45) change(pick(services));
    else if (what < 0.5) for (const service of services) if (chance(0.8)) change(service);
    if (what >= 0.5 && what < 0.68) network.faults.push(fault(dice.next, pick));
    else if (what < 0.5) return;
    else if (what < 0.74) network.isAway = !network.isAway;
    else if (what < 0.77) network.isRefusing = !network.isRefusing;
    else if (what < 0.81) toggle(network, channel);
    else if (what < 0.84) {
      const post = network.posts.at(-1);
      if (post) post.isDeleted = true;
    } else if (what < 0.87) await announce();
    else if (what < 0.96) life?.store.dieAt(1 + Math.floor(dice.next() * 6), chance(0.5));
    else if (life) die();
    say(`${what.toFixed(2)} ${network.name} away ${network.isAway} refusing ${network.isRefusing}`);
  }

  function toggle(network: ChaosNetwork, channel: string): void {
    if (!channel.startsWith(network.name)) return;
    if (!network.gone.delete(channel)) network.gone.add(channel);
    else if (chance(0.5)) void life?.telling.resume(channel);
  }

  /** Whoever calls tries again until it is durable, as its producer does. */
  async function announce(): Promise<void> {
    const id = `n${notices.length + 1}`;
    if (!life) return;
    const at = clock.now();
    const notice = {
      id,
      kind: 'announcement' as const,
      at,
      expiresAt: at + 48 * 60 * minute,
      facts: {},
    };
    const { telling } = life;
    let isDurable = false;
    void telling.announce(notice).then(() => {
      isDurable = true;
    });
    await clock.pass(0);
    if (isDurable) notices.push(id);
  }

  async function heal(): Promise<void> {
    for (const network of networks) {
      network.isAway = false;
      network.isRefusing = false;
      network.faults.length = 0;
      network.gone.clear();
    }
    if (!life) await begin();
    life?.store.dieAt(Number.POSITIVE_INFINITY, true);
    // A channel that comes back unnoticed is tried within the hour.
    await clock.pass(4 * 60 * minute);
  }

  for (const network of networks) network.onDoubt = doubts.doubt;
  await follow();
  await begin();
  const steps = 40 + Math.floor(dice.next() * 40);
  for (let step = 0; step < steps; step += 1) {
    await happen();
    await clock.pass(chance(0.4) ? dice.wait(2_000) : dice.wait(4 * minute));
    if (!life && chance(0.7)) await begin();
  }
  await heal();
  const wrong = await verdict();
  life?.end();
  await base.close();
  const all = networks.flatMap(({ happenings }) => happenings);
  return {
    ...{ wrong, deaths, log, repeats: all.length - new Set(all).size },
    posts: all.filter(({ isEdit }) => !isEdit).length,
    edits: all.filter(({ isEdit }) => isEdit).length,
  };

  async function verdict(): Promise<string[]> {
    const subscriptions = await createSubscriptions(base.table<Subscription>('subs'), () => {});
    return networks.flatMap((network) => {
      const own = channels.filter((channel) => channel.startsWith(network.name));
      const read = own.flatMap((channel) =>
        judge({
          channel,
          happenings: network.happenings.filter(({ post }) => post.channel === channel),
          services: subscriptions.ofChannel(channel).map(({ service }) => service),
          incidents: outages.all(),
          notices,
          doubts,
          repeatsAreSafeForMs: network.repeatsAreSafeForMs,
        }).map((text) => `${channel}: ${text}`),
      );
      return [...network.violations.map((text) => `${network.name}: ${text}`), ...read];
    });
  }
}

function fault(next: () => number, pick: <T>(list: readonly T[]) => T): Fault {
  const ms = 500 + Math.floor(next() * 20_000);
  return pick<Fault>([
    { kind: 'busy', ms, isEverywhere: false },
    { kind: 'busy', ms, isEverywhere: true },
    { kind: 'unreachable' },
    { kind: 'done-lost' },
    { kind: 'lost' },
    { kind: 'malformed' },
    { kind: 'slow', ms, isDone: true },
    { kind: 'slow', ms, isDone: false },
  ]);
}

function alpha(clock: Clock): ChaosNetwork {
  return createChaosNetwork({
    name: 'alpha',
    repeatsAreSafeForMs: 120_000,
    limits: { calls: { everyMs: 20.4, leewayMs: 8 } },
    enforced: { posts: 50, edits: 50, perMs: 1_000 },
    clock,
  });
}

function beta(clock: Clock): ChaosNetwork {
  return createChaosNetwork({
    name: 'beta',
    repeatsAreSafeForMs: 0,
    limits: {
      posts: { everyMs: 240, leewayMs: 4_800 },
      edits: { everyMs: 1_500, leewayMs: 13_500 },
      channelPosts: { everyMs: 1_010, leewayMs: 0 },
    },
    enforced: { posts: 300, edits: 50, perMs: 60_000 },
    clock,
  });
}
