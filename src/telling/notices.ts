/**
 * Notices: told once to each channel that follows one of their services. The same care as for
 * outages: durable before anything is sent, the intent stored before each call, one lane per channel.
 */

import type { Message } from '../message.ts';
import type { Channel, Filters, Notice, Subscription } from '../model.ts';
import type { Platform, Sent } from '../platforms/platform.ts';
import type { Table } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { createAlarm } from './alarm.ts';
import { endOf, isWithin } from './hours.ts';
import type { Lanes } from './lanes.ts';
import { nonceOf, plainForm } from './nonce.ts';
import type { Pauses } from './pauses.ts';
import { restAfter } from './rest.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Trail, TrailStep } from './trail.ts';
import type { Kind } from './turns.ts';
import type { Outcome, Place } from './work.ts';

/** Above incidents' edits, below the news of an outage. */
const urgency = 2;

/** What one channel has of one notice: a message on its way, or nothing more to do. */
export type Noticed =
  | { readonly isOver: true; readonly at?: number; readonly why?: string }
  | {
      readonly isOver: false;
      readonly nonce: string;
      readonly at: number;
      readonly attempts: number;
      readonly isPlain?: boolean;
    };

type Sending = Extract<Noticed, { isOver: false }>;

export type NoticesParts = {
  readonly lanes: Lanes;
  readonly pauses: Pauses;
  readonly trail: Trail;
  readonly notices: Table<Notice>;
  readonly noticed: Table<Noticed>;
  readonly subscriptions: Subscriptions;
  readonly compose: (notice: Notice, subscription: Subscription) => Message;
  readonly clock: Clock;
  /** A fault of the store while tidying up; nothing is lost. */
  readonly onFault: (error: unknown) => void;
};

export type Notices = {
  /** Durable when it resolves; a known id that has not expired is nothing new. */
  announce(notice: Notice): Promise<void>;
  /** What a channel may still have to hear is due. */
  wakeChannel(channel: Channel): void;
  /** Which of the notices that have not expired a channel was told of, and why. */
  tracesOf(channel: Channel): readonly TrailStep[];
  wakeAll(): void;
  stop(): void;
};

type Waking = { readonly channel: Channel; readonly id: string; due: number; place: number };
type Expiry = { readonly id: string; due: number; place: number };

export async function createNotices(parts: NoticesParts): Promise<Notices> {
  const { lanes, pauses, trail, subscriptions, clock } = parts;
  const live = new Map<string, Notice>();
  const known = new Map<string, Noticed>();
  const expiries = createAlarm<Expiry>(clock, ({ id }) => {
    forget(id).catch(parts.onFault);
  });
  for await (const [id, notice] of parts.notices.entries()) remember(id, notice);
  for await (const [key, noticed] of parts.noticed.entries()) {
    const { channel, id } = apart(key);
    if (!live.has(id)) await parts.noticed.delete(key);
    else keep(channel, id, noticed);
  }

  const wakings = createAlarm<Waking>(clock, ({ channel, id }) => {
    lanes.add(channel, errandOf(id), work);
  });

  /** The notice may expire before: then nobody hears of it. */
  function later(channel: Channel, id: string, at: number): void {
    wakings.set({ channel, id, due: 0, place: -1 }, at);
  }

  function remember(id: string, notice: Notice): void {
    live.set(id, notice);
    expiries.set({ id, due: 0, place: -1 }, notice.expiresAt);
  }

  function keep(channel: Channel, id: string, noticed: Noticed): void {
    known.set(keyOf(channel, id), noticed);
    if (noticed.isOver) lanes.settled(channel, errandOf(id));
    else lanes.doubt(channel, errandOf(id), work);
  }

  async function note(channel: Channel, id: string, noticed: Noticed): Promise<void> {
    await parts.noticed.set(keyOf(channel, id), noticed);
    keep(channel, id, noticed);
  }

  /** Before they expired, what was on its way has been told or has not; nobody wants it now. */
  async function forget(id: string): Promise<void> {
    const keys = [...known.keys()].filter((key) => apart(key).id === id);
    live.delete(id);
    for (const key of keys) {
      known.delete(key);
      lanes.settled(apart(key).channel, errandOf(id));
    }
    const rows = keys.map((key) => parts.noticed.delete(key));
    await Promise.all([parts.notices.delete(id), ...rows]);
  }

  /** Who in a channel wants it. */
  function hearerOf(channel: Channel, notice: Notice): Subscription | undefined {
    return subscriptions.ofChannel(channel).find((one) => isFor(notice, one));
  }

  function mayHear({ channel, services }: Notice): Iterable<Subscription> {
    if (channel !== undefined) return subscriptions.ofChannel(channel);
    if (services === undefined) return subscriptions.all();
    return services.flatMap((service) => subscriptions.ofService(service));
  }

  function wake(notice: Notice): void {
    for (const subscription of mayHear(notice)) {
      const { channel } = subscription;
      const isOver = known.get(keyOf(channel, notice.id))?.isOver ?? false;
      if (!isOver && isFor(notice, subscription)) lanes.add(channel, errandOf(notice.id), work);
    }
  }

  /** Does the next step for one notice in one channel. */
  async function work(place: Place, errand: string, turn: Kind | undefined): Promise<Outcome> {
    const { channel, platform } = place;
    const id = errand.slice(prefix.length);
    const notice = live.get(id);
    const noticed = known.get(keyOf(channel, id));
    const subscription = notice && hearerOf(channel, notice);
    if (!notice || !subscription || noticed?.isOver) return 'done';
    if ((pauses.of(channel)?.retryAt ?? 0) > clock.now()) return 'done';
    const until = silentUntil(subscription, notice, clock.now());
    if (until > 0 && !noticed) {
      later(channel, id, until);
      return 'done';
    }
    const doubt = noticed;
    if (doubt && !isWorthRepeating(doubt, platform)) return over(channel, id, 'assumed-sent');
    if (turn !== 'post') return { wants: 'post', urgency, at: notice.at };
    return send({ channel, platform, notice, subscription }, doubt);
  }

  function isWorthRepeating({ at, attempts }: Sending, platform: Platform): boolean {
    return attempts < 2 || Math.max(0, clock.now() - at) < platform.repeatsAreSafeForMs;
  }

  type Errand = {
    readonly channel: Channel;
    readonly platform: Platform;
    readonly notice: Notice;
    readonly subscription: Subscription;
  };

  async function send(errand: Errand, doubt: Sending | undefined): Promise<Outcome> {
    const { channel, platform, notice, subscription } = errand;
    const { id } = notice;
    const nonce = doubt?.nonce ?? nonceOf([channel, id]);
    const at = doubt?.at ?? clock.now();
    const sending = {
      ...doubt,
      isOver: false,
      nonce,
      at,
      attempts: (doubt?.attempts ?? 0) + 1,
    } as const;
    await note(channel, id, sending);
    const message = parts.compose(notice, subscription);
    const form = sending.isPlain ? plainForm(message) : message;
    pauses.begin(channel);
    const sent = await platform.post(channel, form, { nonce, isQuiet: false });
    if (sent.result !== 'ok') return undelivered(errand, sending, sent);
    await Promise.all([over(channel, id, doubt ? 'repeated' : 'first'), pauses.lift(channel)]);
    return 'called';
  }

  async function undelivered(
    { channel, notice: { id } }: Errand,
    sending: Sending,
    sent: Exclude<Sent, { result: 'ok' }>,
  ): Promise<Outcome> {
    const rest = restAfter(sent);
    if (sent.result === 'unsure') return rest ?? 'called';
    if (sent.result === 'malformed' && !sending.isPlain) {
      await note(channel, id, {
        ...sending,
        isPlain: true,
        nonce: nonceOf([sending.nonce, 'plain']),
        attempts: sending.attempts - 1,
      });
      return 'called';
    }
    await Promise.all([notSent(channel, id, sending), rest && lanes.hold(channel, 'post', rest)]);
    if (rest) return rest;
    if (pauses.isBack(channel)) return 'called';
    await pauses.setAside(channel, sent.reason);
    await trail.add(channel, { at: clock.now(), of: id, what: 'paused', why: sent.reason });
    return 'called';
  }

  /** This attempt certainly failed; an earlier one may still have arrived. */
  async function notSent(channel: Channel, id: string, sending: Sending): Promise<void> {
    const { attempts } = sending;
    if (attempts > 1) return note(channel, id, { ...sending, attempts: attempts - 1 });
    await parts.noticed.delete(keyOf(channel, id));
    known.delete(keyOf(channel, id));
    lanes.settled(channel, errandOf(id));
  }

  async function over(channel: Channel, id: string, why: string): Promise<Outcome> {
    const at = clock.now();
    trail.log(channel, { at, of: id, what: 'notice', why });
    await note(channel, id, { isOver: true, at, why });
    return 'again';
  }

  return {
    async announce(notice) {
      if (live.has(notice.id) || notice.expiresAt <= clock.now()) return;
      await parts.notices.set(notice.id, notice);
      remember(notice.id, notice);
      wake(notice);
    },
    wakeChannel(channel) {
      for (const notice of live.values()) {
        if (hearerOf(channel, notice)) lanes.add(channel, errandOf(notice.id), work);
      }
    },
    wakeAll() {
      for (const notice of live.values()) wake(notice);
    },
    tracesOf: (channel) =>
      [...live.keys()].flatMap((id) => {
        const noticed = known.get(keyOf(channel, id));
        if (!noticed?.isOver) return [];
        const { at = 0, why = '' } = noticed;
        return { at, of: id, what: 'notice', why };
      }),
    stop() {
      expiries.stop();
      wakings.stop();
    },
  };
}

/** Whoever came later is not told. */
function isFor(notice: Notice, { channel, service, since, filters }: Subscription): boolean {
  const { services, at, kind } = notice;
  if (notice.channel !== undefined) return notice.channel === channel;
  const isConcerned = services === undefined || services.includes(service);
  return isConcerned && since <= at && isWanted(kind, filters);
}

/** What only may happen is for those who ask for it. */
function isWanted(kind: Notice['kind'], filters: Filters = {}): boolean {
  const { notices, hasBusyAhead, hasWarnings } = filters;
  if (kind === 'busy' && hasBusyAhead !== undefined) return hasBusyAhead;
  if (kind === 'warning' && hasWarnings !== undefined) return hasWarnings;
  return notices ? notices.includes(kind) : kind !== 'warning' && kind !== 'busy';
}

/** Until when a channel does not want to hear of anything that is no outage; 0 when it does. */
function silentUntil({ filters, timeZone }: Subscription, notice: Notice, now: number): number {
  const hours = filters?.quiet?.hours;
  const isQuiet = hours !== undefined && isWithin(hours, timeZone, now);
  // What concerns a whole channel is no part of a service that it has muted.
  const mutedUntil = notice.channel === undefined ? (filters?.mutedUntil ?? 0) : 0;
  const until = Math.max(mutedUntil, isQuiet ? endOf(hours, timeZone, now) : 0);
  return until > now ? until : 0;
}

/** Ids of services have no space. */
const prefix = 'notice ';

function errandOf(id: string): string {
  return `${prefix}${id}`;
}

/** Channels have no bar. */
function keyOf(channel: Channel, id: string): string {
  return `${channel}|${id}`;
}

function apart(key: string): { readonly channel: Channel; readonly id: string } {
  const bar = key.indexOf('|');
  return { channel: key.slice(0, bar), id: key.slice(bar + 1) };
}
