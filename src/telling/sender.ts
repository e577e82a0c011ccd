/**
 * Carries out decisions. What is about to be sent is stored before the call and what came of it
 * after, so that a crash between the two leaves a doubt that the decision can settle.
 */

import type { Log } from '../log.ts';
import type { Message } from '../message.ts';
import type { Channel, Health, Incident, Subscription } from '../model.ts';
import type { Sent } from '../platforms/platform.ts';
import type { Table } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { createAlarm } from './alarm.ts';
import { decide, notesOf, type Step } from './decision.ts';
import { deliveryOf, newSending, plainSending } from './delivery.ts';
import type { Lanes } from './lanes.ts';
import type { Row } from './need.ts';
import { plainForm } from './nonce.ts';
import type { Pauses } from './pauses.ts';
import { restAfter } from './rest.ts';
import { type Speech, speech } from './speech.ts';
import type { Subscriptions } from './subscriptions.ts';
import {
  cardLost,
  edited,
  failed,
  type Sending,
  settled,
  type Told,
  toldKey,
  traced,
  tracesIn,
} from './told.ts';
import { createTolds, type Note } from './tolds.ts';
import type { Trail, TrailStep } from './trail.ts';
import type { Kind } from './turns.ts';
import { happenedAt, kindOf, urgencyOf } from './urgency.ts';
import type { Outcome, Place } from './work.ts';

export type SenderParts = {
  readonly lanes: Lanes;
  readonly pauses: Pauses;
  readonly trail: Trail;
  readonly tolds: Table<Told>;
  readonly subscriptions: Subscriptions;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  readonly compose: (speech: Speech) => Message;
  /** Are other services about to fail for the same reason? Their first message then names them together. */
  readonly isGathering?: ((incident: Incident) => boolean) | undefined;
  /** A channel cannot be written to any more; called once until it can. */
  readonly onPaused: (place: Place, reason: string) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** What became of messages since the start. */
export type Counts = { delivered: number; repeated: number; expired: number; paused: number };

export type Sender = {
  /** Something may have changed for these, a subscription too: decide anew. Never throws, never waits. */
  wake(channel: Channel, service: string): void;
  wakeService(service: string): void;
  wakeChannel(channel: Channel): void;
  wakeAll(): void;
  /** The channel came back: its paused deliveries are tried again. */
  resume(channel: Channel): Promise<void>;
  health(channel: Channel): Health;
  /**
   * Nobody will see how this outage ended: no recovery is told of it. Resolves with those who have read of
   * it. What channels know is written in the turn of the call, so that the incident can be beside it.
   */
  retire(ended: Incident): Promise<readonly Subscription[]>;
  /** When the channel last got something about the service. */
  deliveredAt(channel: Channel, service: string): number | undefined;
  /** What was done about the services that the channel follows, in no order. */
  tracesOf(channel: Channel): readonly TrailStep[];
  readonly counts: Readonly<Counts>;
  stop(): void;
};

type Done = Exclude<Step, { do: 'nothing' }>;
type EditStep = Extract<Step, { do: 'edit' }>;
type Waking = { readonly channel: Channel; readonly service: string; due: number; place: number };

/** Loads what was told; nothing is sent before the first `wake`. */
export async function createSender(parts: SenderParts): Promise<Sender> {
  const { lanes, pauses, trail, subscriptions, clock, log } = parts;
  const counts: Counts = { delivered: 0, repeated: 0, expired: 0, paused: 0 };
  /** Cards whose present form the network refuses: their next edit is one plain sentence. */
  const refusedEdits = new Set<string>();
  const wakings = new Map<string, Waking>();
  const alarm = createAlarm<Waking>(clock, ({ channel, service }) => {
    wakings.delete(toldKey(channel, service));
    wake(channel, service);
  });
  const tolds = await createTolds(parts.tolds, (channel, service, { sending }) => {
    if (sending) lanes.doubt(channel, service, advance);
    else lanes.settled(channel, service);
  });

  function rowOf(subscription: Subscription): Row {
    const { channel, service } = subscription;
    return {
      subscription,
      told: tolds.of(channel, service),
      incidents: parts.incidentsOf(service),
    };
  }

  function othersOf(subscription: Subscription): readonly Row[] {
    const all = subscriptions.ofChannel(subscription.channel);
    return all.filter((other) => other !== subscription).map(rowOf);
  }

  function wake(channel: Channel, service: string): void {
    lanes.add(channel, service, advance);
  }

  function wakeLater({ channel, service }: Subscription, at: number): void {
    const key = toldKey(channel, service);
    const waking = wakings.get(key) ?? { channel, service, due: 0, place: -1 };
    wakings.set(key, waking);
    alarm.set(waking, at);
  }

  /** Does one step for one service of a channel. */
  function advance(
    place: Place,
    service: string,
    turn: Kind | undefined,
  ): Outcome | Promise<Outcome> {
    const { channel, platform } = place;
    const subscription = subscriptions.get(channel, service);
    // Whoever unsubscribed does not want to hear the rest; who comes back begins anew.
    if (!subscription) return tolds.forget(channel, service).then(() => 'done');
    const row = rowOf(subscription);
    let others: readonly Row[] | undefined;
    const step = decide({
      row,
      /** Most decisions need none of them. */
      get others() {
        others ??= othersOf(subscription);
        return others;
      },
      pausedUntil: pauses.of(channel)?.retryAt ?? 0,
      repeatsAreSafeForMs: platform.repeatsAreSafeForMs,
      isGathering: parts.isGathering,
      now: clock.now(),
    });
    const wanted = kindOf(step);
    if (wanted && wanted !== turn) {
      return { wants: wanted, urgency: urgencyOf(step), at: happenedAt(step) };
    }
    return perform(step, row, place);
  }

  function perform(step: Step, row: Row, place: Place): Outcome | Promise<Outcome> {
    switch (step.do) {
      case 'nothing':
        if (step.wakeAt !== undefined) wakeLater(row.subscription, step.wakeAt);
        return 'done';
      case 'note':
        if (step.why === 'expired') counts.expired += 1;
        return tolds.note(explained(step.notes, row, step)).then(() => 'again');
      case 'edit':
        return edit(step, row, place);
      case 'announce':
        return announce(newSending(step, row, clock.now()), step, { row, place });
      case 'repeat': {
        if (step.why !== 'as-plain-text') counts.repeated += 1;
        const sending = { ...step.sending, attempts: step.sending.attempts + 1 };
        return announce(sending, step, { row, place });
      }
    }
  }

  /** The notes with the step that led to them in their trails. */
  function explained(notes: readonly Note[], { subscription }: Row, step: Done): readonly Note[] {
    const { channel, service } = subscription;
    const trace = { at: clock.now(), what: wordFor(step), why: step.why };
    trail.log(channel, { ...trace, of: service });
    return notes.map(({ row, told }) => ({ row, told: traced(told, trace) }));
  }

  async function announce(
    sending: Sending,
    step: Extract<Step, { do: 'announce' | 'repeat' }>,
    { row, place }: { readonly row: Row; readonly place: Place },
  ): Promise<Outcome> {
    const { platform, channel } = place;
    const told = { ...row.told, sending };
    await tolds.note([{ row, told }]);
    const message = parts.compose(speech(sending.what, step.members));
    const isPlain = sending.isPlain || row.subscription.filters?.mode === 'plain';
    const delivery = deliveryOf(sending, row, clock.now());
    pauses.begin(channel);
    const sent = await platform.post(channel, isPlain ? plainForm(message) : message, delivery);
    if (sent.result !== 'ok') return undelivered(sent, { ...row, told }, place);
    counts.delivered += 1;
    const rows = step.members.map((member) => member.row);
    const notes = notesOf(sending, rows, sent.id);
    const deliveredAt = clock.now();
    const dated = notes.map((one) => ({ row: one.row, told: { ...one.told, deliveredAt } }));
    await tolds.note(explained(dated, row, step));
    if (pauses.of(channel)) await lifted(channel);
    return 'called';
  }

  /** The channel takes messages: what waited for that goes on. */
  async function lifted(channel: Channel): Promise<void> {
    if (await pauses.lift(channel)) wakeChannel(channel);
  }

  async function undelivered(
    sent: Exclude<Sent, { result: 'ok' }>,
    row: Row,
    place: Place,
  ): Promise<Outcome> {
    log('warn', 'not delivered', { channel: place.channel, ...sent });
    const rest = restAfter(sent);
    const { sending } = row.told;
    // Its intent stays: that is what settles the doubt.
    if (rest?.isDoubtful || !sending) return rest ?? 'again';
    const told = failed(row.told, sending);
    if (rest) {
      const { channel } = place;
      await Promise.all([tolds.note([{ row, told }]), lanes.hold(channel, 'post', rest)]);
      return rest;
    }
    if (sent.result === 'malformed' && !sending.isPlain) {
      log('error', 'a message of ours is refused, so it goes as plain text', { ...sent });
      await tolds.note([{ row, told: { ...told, sending: plainSending(sending) } }]);
      return 'called';
    }
    await Promise.all([tolds.note([{ row, told }]), setAside(sent.reason, row, place)]);
    return 'called';
  }

  async function setAside(reason: string, { subscription }: Row, place: Place): Promise<void> {
    const { channel } = place;
    if (pauses.isBack(channel)) return;
    const step = { at: clock.now(), of: subscription.service, what: 'paused', why: reason };
    counts.paused += 1;
    const [isNew] = await Promise.all([pauses.setAside(channel, reason), trail.add(channel, step)]);
    if (isNew) parts.onPaused(place, reason);
  }

  async function edit(step: EditStep, row: Row, place: Place): Promise<Outcome> {
    const { platform, channel } = place;
    const { members } = step;
    const { card } = row.told;
    if (card === undefined) return 'done';
    const isPlain = refusedEdits.has(card);
    const message = parts.compose(speech('edit', members));
    pauses.begin(channel);
    const sent = await platform.edit(channel, card, isPlain ? plainForm(message) : message);
    if (sent.result === 'malformed' && !isPlain) {
      log('error', 'a message of ours is refused, so it goes as plain text', { ...sent });
      refusedEdits.add(card);
      return 'called';
    }
    refusedEdits.delete(card);
    const rest = restAfter(sent);
    // An edit carries the whole state: doing it twice harms nothing.
    if (rest) return { ...rest, isEverywhere: rest.isEverywhere ?? rest.isDoubtful ?? false };
    if (sent.result === 'gone') await setAside(sent.reason, row, place);
    else await shown(sent.result === 'ok', { step, row, channel });
    return 'called';
  }

  /** A card that is not there, or that cannot be given a form, is replaced by a new one. */
  async function shown(
    isShown: boolean,
    { step, row, channel }: { step: EditStep; row: Row; channel: Channel },
  ): Promise<void> {
    const deliveredAt = clock.now();
    const notes = step.members.map((member) => ({
      row: member.row,
      told: isShown
        ? { ...edited(member.row.told, member.incident.revision), deliveredAt }
        : cardLost(member.row.told),
    }));
    await tolds.note(explained(notes, row, step));
    if (isShown && pauses.of(channel)) await lifted(channel);
  }

  function wakeChannel(channel: Channel): void {
    for (const { service } of subscriptions.ofChannel(channel)) wake(channel, service);
  }

  return {
    wake,
    wakeChannel,
    wakeService(service) {
      for (const { channel } of subscriptions.ofService(service)) wake(channel, service);
    },
    wakeAll() {
      for (const { channel, service } of subscriptions.all()) wake(channel, service);
    },
    async resume(channel) {
      pauses.welcome(channel);
      await pauses.lift(channel);
      wakeChannel(channel);
      lanes.hurry(channel);
    },
    async retire(ended) {
      const rows = subscriptions.ofService(ended.service).map(rowOf);
      const readers = rows.filter(({ told }) => told.believes === 'down');
      await tolds.note(rows.map((row) => ({ row, told: settled(row.told, ended) })));
      return readers.map(({ subscription }) => subscription);
    },
    health(channel) {
      const pause = pauses.of(channel);
      return pause ? { isWorking: false, reason: pause.reason } : { isWorking: true };
    },
    deliveredAt: (channel, service) => tolds.of(channel, service).deliveredAt,
    tracesOf: (channel) =>
      subscriptions.ofChannel(channel).flatMap(({ service }) => {
        return tracesIn(tolds.of(channel, service)).map((trace) => ({ ...trace, of: service }));
      }),
    counts,
    stop: () => alarm.stop(),
  };
}

function wordFor(step: Done): string {
  if (step.do === 'announce') return step.what;
  return step.do === 'repeat' ? step.sending.what : step.do;
}
