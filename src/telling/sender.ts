/**
 * Carries out decisions. What is about to be sent is stored before the call and what came of it
 * after, so that a crash between the two leaves a doubt that the decision can settle.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Message } from '../message.ts';
import type { Channel, Health, Incident, Subscription } from '../model.ts';
import type { Platform, Sent } from '../platforms/platform.ts';
import type { Table } from '../store/store.ts';
import { decide, type Member, notesOf, type Step, spokenOf } from './decision.ts';
import { createLane, type Lane, type Outcome } from './lane.ts';
import type { Row } from './need.ts';
import type { Subscriptions } from './subscriptions.ts';
import {
  type Announcement,
  cardLost,
  edited,
  nothingTold,
  type Sending,
  type Told,
  toldKey,
  withoutProblem,
  withoutSending,
} from './told.ts';

/** How often a channel that cannot be written to is tried again by itself. */
const setAsideMs = 60 * 60_000;

/** What a message is to say: `members` are the outages it speaks of, the first one asked for it. */
export type Speech = {
  /** `edit` asks for the card as it should look now. */
  readonly what: Announcement | 'edit';
  readonly subscription: Subscription;
  readonly incidents: readonly Incident[];
};

export type SenderParts = {
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly tolds: Table<Told>;
  readonly subscriptions: Subscriptions;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  readonly compose: (speech: Speech) => Message;
  readonly clock: Clock;
  readonly log: Log;
};

export type Sender = {
  /** Something may have changed for these: decide anew. Never throws, never waits. */
  wake(channel: Channel, service: string): void;
  wakeService(service: string): void;
  wakeAll(): void;
  /** Posts a message that belongs to no incident, in the channel's lane. */
  say(channel: Channel, message: Message): Promise<Sent>;
  /** The channel came back: its paused deliveries are tried again. */
  resume(channel: Channel): Promise<void>;
  health(channel: Channel, service: string): Health;
  /** Resolves when no lane is at work. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

type Place = { readonly platform: Platform; readonly channel: Channel; readonly row: Row };
type Note = { readonly row: Row; readonly told: Told };

/** Loads what was told; nothing is sent before the first `wake`. */
export async function createSender(parts: SenderParts): Promise<Sender> {
  const { platforms, tolds, subscriptions, clock, log } = parts;
  const known = new Map<string, Told>();
  /** The one message per channel that may be on its way, by the service it was sent for. */
  const doubts = new Map<Channel, string>();
  const lanes = new Map<Channel, Lane>();
  const wakings = new Map<string, () => void>();
  let isStopped = false;
  for await (const [key, told] of tolds.entries()) remember(key, told);

  function remember(key: string, told: Told): void {
    known.set(key, told);
    const bar = key.lastIndexOf('|');
    const [channel, service] = [key.slice(0, bar), key.slice(bar + 1)];
    if (told.sending) doubts.set(channel, service);
    else if (doubts.get(channel) === service) doubts.delete(channel);
  }

  /** Durable when it resolves; begun in one turn, so all of them or none. */
  async function note(notes: readonly Note[]): Promise<void> {
    const keyed = notes.map(({ row, told }) => [keyOf(row.subscription), told] as const);
    await Promise.all(keyed.map(([key, told]) => tolds.set(key, told)));
    for (const [key, told] of keyed) remember(key, told);
  }

  function rowOf(subscription: Subscription): Row {
    const told = known.get(keyOf(subscription)) ?? nothingTold;
    return { subscription, told, incidents: parts.incidentsOf(subscription.service) };
  }

  function othersOf({ subscription }: Row): readonly Row[] {
    return subscriptions
      .ofChannel(subscription.channel)
      .filter((other) => other !== subscription)
      .map(rowOf);
  }

  function laneOf(channel: Channel, platform: Platform): Lane {
    const existing = lanes.get(channel);
    if (existing) return existing;
    const lane = createLane({
      work: (service) => advance(platform, channel, service),
      isAnswering: () => platform.isAnswering(channel),
      onFault: (error) => log('error', 'telling is at rest', { channel, error: String(error) }),
      clock,
    });
    lanes.set(channel, lane);
    return lane;
  }

  function wake(channel: Channel, service: string): void {
    const platform = platformOf(platforms, channel);
    if (platform && !isStopped) laneOf(channel, platform).add(service);
  }

  function wakeLater({ channel, service }: Subscription, at: number): void {
    const key = toldKey(channel, service);
    wakings.get(key)?.();
    const callOff = clock.after(Math.max(at - clock.now(), 0), () => {
      wakings.delete(key);
      wake(channel, service);
    });
    wakings.set(key, callOff);
  }

  /** Does one step in a channel: a doubt is settled first, whatever else is due. */
  async function advance(platform: Platform, channel: Channel, due: string): Promise<Outcome> {
    const service = doubts.get(channel) ?? due;
    const subscription = subscriptions.get(channel, service);
    if (!subscription) {
      await forgetDoubt(channel, service);
      return service === due ? 'done' : 'again';
    }
    const row = rowOf(subscription);
    const step = decide({
      row,
      get others() {
        return othersOf(row);
      },
      repeatsAreSafeForMs: platform.repeatsAreSafeForMs,
      now: clock.now(),
    });
    if (step.do !== 'nothing') log('info', 'telling', trail(step, subscription));
    const outcome = await perform(step, { platform, channel, row });
    return outcome === 'done' && service !== due ? 'again' : outcome;
  }

  /** Whoever unsubscribed does not want to hear the rest. */
  async function forgetDoubt(channel: Channel, service: string): Promise<void> {
    const key = toldKey(channel, service);
    const told = known.get(key);
    if (!told?.sending) return;
    await tolds.set(key, withoutSending(told));
    remember(key, withoutSending(told));
  }

  async function perform(step: Step, place: Place): Promise<Outcome> {
    switch (step.do) {
      case 'nothing':
        if (step.wakeAt !== undefined) wakeLater(place.row.subscription, step.wakeAt);
        return 'done';
      case 'note':
        await note(step.notes);
        return 'again';
      case 'edit':
        return edit(step.members, place);
      case 'announce':
        return announce(
          newSending(step.what, step.members, place, clock.now()),
          step.members,
          place,
        );
      case 'repeat': {
        const sending = { ...step.sending, attempts: step.sending.attempts + 1 };
        return announce(sending, step.members, place);
      }
    }
  }

  async function announce(
    sending: Sending,
    members: readonly Member[],
    place: Place,
  ): Promise<Outcome> {
    const { platform, channel, row } = place;
    const told = { ...row.told, sending };
    await note([{ row, told }]);
    const message = parts.compose(speech(sending.what, members));
    const isReply = isAbout(row, sending) && sending.what !== 'card';
    const sent = await platform.post(channel, sending.isPlain ? plainForm(message) : message, {
      nonce: sending.nonce,
      isQuiet: sending.what === 'card',
      ...(isReply && told.card !== undefined ? { replyTo: told.card } : {}),
    });
    if (sent.result !== 'ok')
      return undelivered(sent, { ...place, row: { ...row, told } }, sending);
    const rows = members.map((member) => member.row);
    await note(
      notesOf(sending, rows, sent.id).map((one) => ({
        row: one.row,
        told: { ...one.told, deliveredAt: clock.now() },
      })),
    );
    return 'again';
  }

  async function undelivered(
    sent: Exclude<Sent, { result: 'ok' }>,
    { channel, row }: Place,
    sending: Sending,
  ): Promise<Outcome> {
    log('warn', 'not delivered', { channel, ...sent });
    const told = withoutSending(row.told);
    switch (sent.result) {
      case 'wait':
        await note([{ row, told }]);
        return { waitUntil: sent.retryAt };
      case 'unsure':
        return { waitUntil: 0, isDoubtful: true };
      case 'malformed':
        if (sending.isPlain) return setAside(sent.reason, { ...row, told });
        await note([{ row, told: { ...told, sending: plainSending(sending) } }]);
        return 'again';
      default:
        return setAside(sent.reason, { ...row, told });
    }
  }

  async function setAside(reason: string, row: Row): Promise<Outcome> {
    const { told } = row;
    const since = told.problem?.since ?? clock.now();
    const problem = { reason, since, retryAt: clock.now() + setAsideMs };
    await note([{ row, told: { ...told, problem } }]);
    wakeLater(row.subscription, problem.retryAt);
    return 'done';
  }

  async function edit(
    members: readonly Member[],
    { platform, channel, row }: Place,
  ): Promise<Outcome> {
    if (row.told.card === undefined) return 'done';
    const message = parts.compose(speech('edit', members));
    const sent = await platform.edit(channel, row.told.card, message);
    switch (sent.result) {
      case 'ok':
      case 'malformed':
        // A form that is refused is ours to mend; the next revision may be well-formed again.
        await note(
          members.map((member) => ({
            row: member.row,
            told: shown(member, sent.result === 'ok' ? clock.now() : undefined),
          })),
        );
        return 'again';
      case 'missing':
        await note(members.map((member) => ({ row: member.row, told: cardLost(member.row.told) })));
        return 'again';
      case 'wait':
        return { waitUntil: sent.retryAt };
      case 'unsure':
        // An edit carries the whole state: doing it twice harms nothing.
        return { waitUntil: 0 };
      default:
        return setAside(sent.reason, row);
    }
  }

  async function idle(): Promise<void> {
    for (;;) {
      const running = [...lanes.values()].flatMap((lane) => lane.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }

  return {
    wake,
    wakeService(service) {
      for (const { channel } of subscriptions.ofService(service)) wake(channel, service);
    },
    wakeAll() {
      for (const { channel, service } of subscriptions.all()) wake(channel, service);
    },
    async say(channel, message) {
      const platform = platformOf(platforms, channel);
      if (!platform) return { result: 'gone', reason: 'this chat network is not set up here' };
      const delivery = { nonce: nonceOf([channel, message.title, clock.now()]), isQuiet: false };
      return laneOf(channel, platform).run(() => platform.post(channel, message, delivery));
    },
    async resume(channel) {
      const platform = platformOf(platforms, channel);
      if (!platform) return;
      const lane = laneOf(channel, platform);
      const rows = subscriptions.ofChannel(channel).map(rowOf);
      const paused = rows.filter(({ told }) => told.problem);
      await lane.run(() => note(paused.map((row) => ({ row, told: withoutProblem(row.told) }))));
      for (const { subscription } of rows) lane.add(subscription.service);
      lane.hurry();
    },
    health(channel, service) {
      const problem = known.get(toldKey(channel, service))?.problem;
      return problem ? { isWorking: false, reason: problem.reason } : { isWorking: true };
    },
    idle,
    async stop() {
      isStopped = true;
      for (const callOff of wakings.values()) callOff();
      for (const lane of lanes.values()) lane.stop();
      await idle();
    },
  };
}

function platformOf(
  platforms: ReadonlyMap<string, Platform>,
  channel: Channel,
): Platform | undefined {
  return platforms.get(channel.slice(0, channel.indexOf(':')));
}

function keyOf({ channel, service }: Subscription): string {
  return toldKey(channel, service);
}

function speech(what: Speech['what'], members: readonly Member[]): Speech {
  const [first] = members;
  if (!first) throw new Error('A message speaks of something.');
  const incidents = members.map(({ incident }) => incident);
  return { what, subscription: first.row.subscription, incidents };
}

function isAbout({ told }: Row, { members }: Sending): boolean {
  return members.some(({ incident }) => incident === told.incident);
}

/** The note of a member once the card shows it; an edit that was refused is no delivery. */
function shown({ row, incident }: Member, deliveredAt: number | undefined): Told {
  const told = edited(row.told, incident.revision);
  return deliveredAt === undefined ? told : { ...told, deliveredAt };
}

function newSending(
  what: Announcement,
  members: readonly Member[],
  { channel }: Place,
  at: number,
): Sending {
  const spoken = members.map(({ incident }) => spokenOf(incident));
  const facts = spoken.flatMap(({ incident, revision }) => [incident, revision]);
  return { what, members: spoken, nonce: nonceOf([channel, what, ...facts]), at, attempts: 1 };
}

/** The same message as one sentence; a nonce of its own, so that it is not taken for the refused one. */
function plainSending(sending: Sending): Sending {
  return { ...sending, isPlain: true, nonce: nonceOf([sending.nonce, 'plain']), attempts: 0 };
}

function plainForm(message: Message): Message {
  return { tone: message.tone, title: message.title, lines: [] };
}

/** 22 characters: Discord takes at most 25. */
function nonceOf(facts: readonly (string | number)[]): string {
  return createHash('sha256').update(facts.join('|')).digest('base64url').slice(0, 22);
}

function trail(step: Exclude<Step, { do: 'nothing' }>, { channel, service }: Subscription) {
  const what =
    step.do === 'announce' ? step.what : step.do === 'repeat' ? step.sending.what : undefined;
  const also = 'members' in step ? step.members.length - 1 : 0;
  return {
    channel,
    service,
    do: step.do,
    why: step.why,
    ...(what ? { what } : {}),
    ...(also ? { also } : {}),
  };
}
