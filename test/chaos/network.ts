/**
 * A chat network in virtual time that fails in every way that real ones do, and keeps what is needed
 * to judge us: what people read, every call, and each promise that was broken.
 */

import type { Message } from '../../src/message.ts';
import type { Delivery, Limits, Platform, Sent } from '../../src/platforms/platform.ts';
import type { Clock } from '../../src/time/clock.ts';

/** What happens to one call. `done` faults do the work first, `lost` ones never do it. */
export type Fault =
  | { readonly kind: 'busy'; readonly ms: number; readonly isEverywhere: boolean }
  | { readonly kind: 'unreachable' | 'done-lost' | 'lost' | 'malformed' }
  | { readonly kind: 'slow'; readonly ms: number; readonly isDone: boolean };

/** A post as people see it now; `wasRead` is what they were shown at each moment, oldest first. */
export type Post = {
  readonly id: string;
  readonly channel: string;
  readonly nonce: string;
  readonly at: number;
  readonly isQuiet: boolean;
  readonly wasRead: string[];
  isDeleted: boolean;
};

/** What happened in a channel, in order: a post, or an edit of one. */
export type Happening = {
  readonly at: number;
  readonly post: Post;
  readonly title: string;
  readonly isEdit: boolean;
  /** It may never have arrived: the sender gave up after so many attempts and takes it as sent. */
  readonly assumed?: { readonly attempts: number };
};

export type ChaosNetwork = Platform & {
  readonly posts: Post[];
  readonly happenings: Happening[];
  readonly faults: Fault[];
  readonly violations: string[];
  /** Called with the channel of each call whose answer says nothing. */
  onDoubt: (channel: string) => void;
  calls: number;
  isAway: boolean;
  isRefusing: boolean;
  readonly gone: Set<string>;
  /** Calls under way never come back: the process that made them is dead. What it noted of pauses is in `durable`. */
  cut(durable: ReadonlyMap<string, unknown>): void;
};

export type NetworkFacts = {
  readonly name: string;
  readonly repeatsAreSafeForMs: number;
  readonly limits: Limits;
  /** Fixed limits of the network itself, which our own pace must never meet. */
  readonly enforced: { readonly posts: number; readonly edits: number; readonly perMs: number };
  readonly clock: Clock;
};

export function createChaosNetwork(facts: NetworkFacts): ChaosNetwork {
  const { clock, enforced } = facts;
  const attempted = new Set<string>();
  const byNonce = new Map<string, Post>();
  const rests = new Map<string, { readonly since: number; readonly until: number }>();
  const times = { post: [] as number[], edit: [] as number[] };
  let generation = 0;

  function workspaceOf(channel: string): string {
    return channel.includes('/') ? channel.slice(0, channel.indexOf('/')) : facts.name;
  }

  /** Notes the call, and what it broke. */
  function arrive(kind: 'post' | 'edit', channel: string): void {
    const now = clock.now();
    network.calls += 1;
    for (const place of [channel, `${workspaceOf(channel)} ${kind}`]) {
      const { since, until } = rests.get(place) ?? { since: 0, until: 0 };
      // A call of the same instant was under way when we were told.
      if (now > since && now < until)
        network.violations.push(
          `${kind} in ${place} ${until - now} ms too early at ${(now - 1e12) / 1000}`,
        );
    }
    const recent = times[kind].filter((at) => at > now - enforced.perMs);
    times[kind] = [...recent, now];
    if (times[kind].length > enforced[`${kind}s`]) {
      network.violations.push(`${times[kind].length} ${kind}s within ${enforced.perMs} ms`);
    }
  }

  /** Answers now or later, unless the process that asked has died meanwhile. */
  function answer(channel: string, sent: Sent, ms = 0): Promise<Sent> {
    const asked = generation;
    return new Promise((resolve) => {
      const give = () => {
        if (asked !== generation) return;
        if (sent.result === 'unsure') network.onDoubt(channel);
        resolve(sent);
      };
      if (ms === 0) give();
      else clock.after(ms, give);
    });
  }

  function meet(
    kind: 'post' | 'edit',
    channel: string,
    work: () => Sent,
    nonce?: string,
  ): Promise<Sent> {
    arrive(kind, channel);
    const now = clock.now();
    const isRepeat = nonce !== undefined && attempted.has(nonce);
    if (nonce !== undefined) attempted.add(nonce);
    if (network.isRefusing) return answer(channel, { result: 'refused', reason: 'token' });
    if (network.isAway) return answer(channel, { result: 'unsure', reason: 'away' }, 10_000);
    const fault = network.faults.shift();
    switch (fault?.kind) {
      case undefined:
        return answer(channel, work());
      case 'busy': {
        const retryAt = now + fault.ms;
        const place = fault.isEverywhere ? `${workspaceOf(channel)} ${kind}` : channel;
        rests.set(place, { since: now, until: retryAt });
        return answer(channel, {
          result: 'wait',
          retryAt,
          reason: 'busy',
          isEverywhere: fault.isEverywhere,
        });
      }
      case 'unreachable':
        return answer(channel, {
          result: 'wait',
          retryAt: now + 5_000,
          reason: 'no route',
          isEverywhere: true,
        });
      case 'done-lost':
        work();
        return answer(channel, { result: 'unsure', reason: 'lost' });
      case 'lost':
        return answer(channel, { result: 'unsure', reason: 'lost' });
      case 'slow':
        if (!fault.isDone)
          return answer(channel, { result: 'unsure', reason: 'timeout' }, fault.ms);
        return answer(channel, work(), fault.ms);
      case 'malformed':
        // What was taken once is not malformed when it comes again.
        if (nonce !== undefined && isRepeat) return answer(channel, work());
        return answer(channel, { result: 'malformed', reason: 'form' });
    }
  }

  function write(channel: string, message: Message, delivery: Delivery): Sent {
    if (network.gone.has(channel)) return { result: 'gone', reason: 'the channel is gone' };
    const now = clock.now();
    const known = byNonce.get(delivery.nonce);
    // The real window is longer than what is relied on.
    if (
      known &&
      facts.repeatsAreSafeForMs > 0 &&
      now - known.at < facts.repeatsAreSafeForMs * 1.5
    ) {
      return { result: 'ok', id: known.id };
    }
    const post: Post = {
      id: `m${network.posts.length + 1}`,
      channel,
      nonce: delivery.nonce,
      at: now,
      isQuiet: delivery.isQuiet,
      wasRead: [message.title],
      isDeleted: false,
    };
    network.posts.push(post);
    network.happenings.push({ at: now, post, title: message.title, isEdit: false });
    byNonce.set(delivery.nonce, post);
    return { result: 'ok', id: post.id };
  }

  function rewrite(channel: string, id: string, message: Message): Sent {
    if (network.gone.has(channel)) return { result: 'gone', reason: 'the channel is gone' };
    const post = network.posts.find((one) => one.id === id && one.channel === channel);
    if (!post || post.isDeleted) return { result: 'missing', reason: 'deleted' };
    post.wasRead.push(message.title);
    network.happenings.push({ at: clock.now(), post, title: message.title, isEdit: true });
    return { result: 'ok', id };
  }

  const network: ChaosNetwork = {
    name: facts.name,
    repeatsAreSafeForMs: facts.repeatsAreSafeForMs,
    limits: facts.limits,
    posts: [],
    happenings: [],
    faults: [],
    violations: [],
    onDoubt: () => {},
    calls: 0,
    isAway: false,
    isRefusing: false,
    gone: new Set(),
    cut(durable) {
      generation += 1;
      // What the dead were told at this very moment, and could not note any more, nobody can know.
      for (const [place, { since, until }] of rests) {
        const isNoted = Number(durable.get(`holds|${place}`) ?? 0) >= until;
        if (since === clock.now() && !isNoted) rests.delete(place);
      }
    },
    async start() {},
    async stop() {},
    post: (channel, message, delivery) =>
      meet('post', channel, () => write(channel, message, delivery), delivery.nonce),
    edit: (channel, id, message) => meet('edit', channel, () => rewrite(channel, id, message)),
    isAnswering: async (channel) => {
      const places = [channel, `${workspaceOf(channel)} post`];
      const isHeld = places.some((place) => clock.now() < (rests.get(place)?.until ?? 0));
      return !network.isAway && !isHeld;
    },
    health: () => ({ isWorking: !network.isAway }),
  };
  return network;
}
