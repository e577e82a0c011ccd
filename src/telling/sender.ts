/**
 * Carries out decisions. What is about to be sent is stored before the call and what came of it
 * after, so that a crash between the two leaves a doubt that the decision can settle.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Message } from '../message.ts';
import { type Channel, type Health, type Incident, type Subscription, severity } from '../model.ts';
import type { Platform, Sent } from '../platforms/platform.ts';
import type { Table } from '../store/store.ts';
import {
  cardLost,
  decide,
  delivered,
  edited,
  type Step,
  withoutProblem,
  withoutSending,
} from './decision.ts';
import { createLane, type Lane, type Outcome } from './lane.ts';
import type { Subscriptions } from './subscriptions.ts';
import { type Announcement, nothingTold, type Sending, type Told, toldKey } from './told.ts';

/** How often a channel that cannot be written to is tried again by itself. */
const setAsideMs = 60 * 60_000;

export type SenderParts = {
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly tolds: Table<Told>;
  readonly subscriptions: Subscriptions;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  /** `edit` asks for the card as it should look now. */
  readonly compose: (
    what: Announcement | 'edit',
    incident: Incident,
    subscription: Subscription,
  ) => Message;
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

/** One subscription at the moment of a step. */
type Place = {
  readonly platform: Platform;
  readonly subscription: Subscription;
  readonly told: Told;
};

/** Loads what was told; nothing is sent before the first `wake`. */
export async function createSender(parts: SenderParts): Promise<Sender> {
  const { platforms, tolds, subscriptions, clock, log } = parts;
  const known = new Map<string, Told>();
  const lanes = new Map<Channel, Lane>();
  const wakings = new Map<string, () => void>();
  let isStopped = false;
  for await (const [key, told] of tolds.entries()) known.set(key, told);

  async function note(subscription: Subscription, told: Told): Promise<void> {
    const key = toldKey(subscription.channel, subscription.service);
    await tolds.set(key, told);
    known.set(key, told);
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

  function wakeLater(channel: Channel, service: string, at: number): void {
    const key = toldKey(channel, service);
    wakings.get(key)?.();
    const callOff = clock.after(Math.max(at - clock.now(), 0), () => {
      wakings.delete(key);
      wake(channel, service);
    });
    wakings.set(key, callOff);
  }

  /** Decides and does one step for one subscription. */
  async function advance(platform: Platform, channel: Channel, service: string): Promise<Outcome> {
    const subscription = subscriptions.get(channel, service);
    if (!subscription) return 'done';
    const told = known.get(toldKey(channel, service)) ?? nothingTold;
    const step = decide({
      incidents: parts.incidentsOf(service),
      told,
      subscription,
      repeatsAreSafeForMs: platform.repeatsAreSafeForMs,
      now: clock.now(),
    });
    if (step.do !== 'nothing') log('info', 'telling', trail(step, subscription));
    return perform(step, { platform, subscription, told });
  }

  async function perform(step: Step, place: Place): Promise<Outcome> {
    const { subscription } = place;
    switch (step.do) {
      case 'nothing':
        if (step.wakeAt !== undefined) {
          wakeLater(subscription.channel, subscription.service, step.wakeAt);
        }
        return 'done';
      case 'note':
        await note(subscription, step.told);
        return 'again';
      case 'edit':
        return edit(step.incident, place);
      case 'announce': {
        const sending = newSending(step.what, step.incident, subscription, clock.now());
        return announce(sending, step.incident, place);
      }
      case 'repeat': {
        const sending = { ...step.sending, attempts: step.sending.attempts + 1 };
        return announce(sending, step.incident, place);
      }
    }
  }

  async function announce(sending: Sending, incident: Incident, place: Place): Promise<Outcome> {
    const { platform, subscription } = place;
    const told = { ...place.told, sending };
    await note(subscription, told);
    const message = parts.compose(sending.what, incident, subscription);
    const isReply = told.incident === incident.id && sending.what !== 'card';
    const sent = await platform.post(
      subscription.channel,
      sending.isPlain ? plainForm(message) : message,
      {
        nonce: sending.nonce,
        isQuiet: sending.what === 'card',
        ...(isReply && told.card !== undefined ? { replyTo: told.card } : {}),
      },
    );
    if (sent.result !== 'ok') return undelivered(sent, { ...place, told }, sending);
    await note(subscription, { ...delivered(told, sending, sent.id), deliveredAt: clock.now() });
    return 'again';
  }

  async function undelivered(
    sent: Exclude<Sent, { result: 'ok' }>,
    place: Place,
    sending: Sending,
  ): Promise<Outcome> {
    const { subscription, told } = place;
    log('warn', 'not delivered', { ...address(subscription), ...sent });
    switch (sent.result) {
      case 'wait':
        await note(subscription, withoutSending(told));
        return { waitUntil: sent.retryAt };
      case 'unsure':
        return { waitUntil: 0, isDoubtful: true };
      case 'malformed':
        if (sending.isPlain) return setAside(sent.reason, { ...place, told: withoutSending(told) });
        await note(subscription, { ...told, sending: plainSending(sending) });
        return 'again';
      default:
        return setAside(sent.reason, { ...place, told: withoutSending(told) });
    }
  }

  async function setAside(reason: string, { subscription, told }: Place): Promise<Outcome> {
    const problem = {
      reason,
      since: told.problem?.since ?? clock.now(),
      retryAt: clock.now() + setAsideMs,
    };
    await note(subscription, { ...told, problem });
    wakeLater(subscription.channel, subscription.service, problem.retryAt);
    return 'done';
  }

  async function edit(incident: Incident, place: Place): Promise<Outcome> {
    const { platform, subscription, told } = place;
    if (told.card === undefined) return 'done';
    const message = parts.compose('edit', incident, subscription);
    const sent = await platform.edit(subscription.channel, told.card, message);
    switch (sent.result) {
      case 'ok':
        await note(subscription, { ...edited(told, incident.revision), deliveredAt: clock.now() });
        return 'again';
      case 'missing':
        await note(subscription, cardLost(told));
        return 'again';
      case 'malformed':
        // Ours to mend; the next revision may be well-formed again.
        await note(subscription, edited(told, incident.revision));
        return 'again';
      case 'wait':
        return { waitUntil: sent.retryAt };
      case 'unsure':
        // An edit carries the whole state: doing it twice harms nothing.
        return { waitUntil: 0 };
      default:
        return setAside(sent.reason, place);
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
      for (const subscription of subscriptions.ofChannel(channel)) {
        const told = known.get(toldKey(channel, subscription.service));
        if (told?.problem) await note(subscription, withoutProblem(told));
        wake(channel, subscription.service);
      }
      lanes.get(channel)?.hurry();
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

function newSending(
  what: Announcement,
  incident: Incident,
  subscription: Subscription,
  at: number,
): Sending {
  const { id, openedAt, revision } = incident;
  return {
    what,
    incident: id,
    openedAt,
    revision,
    severity: severity(incident.status),
    nonce: nonceOf([subscription.channel, id, what, revision]),
    at,
    attempts: 1,
  };
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

function address({ channel, service }: Subscription) {
  return { channel, service };
}

function trail(step: Exclude<Step, { do: 'nothing' }>, subscription: Subscription) {
  const what =
    step.do === 'announce' ? step.what : step.do === 'repeat' ? step.sending.what : undefined;
  return { ...address(subscription), do: step.do, why: step.why, ...(what ? { what } : {}) };
}
