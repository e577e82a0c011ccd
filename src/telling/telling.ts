/** Who hears what: incidents and notices told over the same lanes, put together in one place. */

import type { Log } from '../log.ts';
import type { Message } from '../message.ts';
import type { Channel, Incident, Notice, Subscription } from '../model.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { createHolds } from './holds.ts';
import { createLanes, type Load } from './lanes.ts';
import { createNotices, type Noticed } from './notices.ts';
import { createPauses, type Pause } from './pauses.ts';
import { createRemembered } from './remembered.ts';
import { createSay, type Say } from './saying.ts';
import { createSender, type Sender } from './sender.ts';
import type { Speech } from './speech.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Told } from './told.ts';
import { createTrail, stepsPerChannel, type TrailStep } from './trail.ts';

export type TellingParts = {
  /** May grow and shrink; a channel of a network that is not there waits. */
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly store: Pick<Store, 'table'>;
  readonly subscriptions: Subscriptions;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  /** Looks at no more of a subscription than its language and time zone. */
  readonly compose: (speech: Speech) => Message;
  readonly composeNotice: (notice: Notice, subscription: Subscription) => Message;
  /** To the creator of a subscription whose channel cannot be written to any more. */
  readonly composePaused: (subscription: Subscription, reason: string) => Message;
  /** Are other services about to fail for the same reason? Without it nothing waits for them. */
  readonly isGathering?: (incident: Incident) => boolean;
  readonly clock: Clock;
  readonly log: Log;
};

export type Telling = Omit<Sender, 'wakeChannel' | 'stop'> & {
  /** Durable when it resolves; a known id that has not expired is nothing new. */
  announce(notice: Notice): Promise<void>;
  /** Posts a message that belongs to no incident, in the channel's lane. */
  readonly say: Say;
  /** The last steps in a channel and their reasons, oldest first. */
  trailOf(channel: Channel): Promise<readonly TrailStep[]>;
  /** What waits, by workspace. */
  loads(): readonly Load[];
  /** Resolves when no lane is at work. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** People to be told that a channel of theirs is gone; more would be a crowd. */
const creatorsAtMost = 3;

/** Loads what was told; nothing is sent before the first `wake`. */
export async function createTelling(parts: TellingParts): Promise<Telling> {
  const { platforms, store, subscriptions, clock, log } = parts;
  const onFault = (channel: Channel | undefined, error: unknown) =>
    log('error', 'telling is at rest', { channel, error: String(error) });
  const holds = await createHolds(store.table<number>('holds'), clock);
  const lanes = createLanes({ platforms, holds, clock, onFault });
  const say = createSay({ lanes, clock });
  const trail = createTrail(store.table<readonly TrailStep[]>('trail'), log);
  const pauses = await createPauses({
    table: store.table<Pause>('pauses'),
    clock,
    onRetry: (channel) => wakeChannel(channel),
  });
  const shared = { lanes, pauses, trail, subscriptions, clock };
  const sender = await createSender({
    ...shared,
    tolds: store.table<Told>('told'),
    incidentsOf: parts.incidentsOf,
    compose: createRemembered(parts.compose, clock),
    isGathering: parts.isGathering,
    onPaused: ({ channel, platform }, reason) => {
      tellCreators(channel, platform, reason).catch((error) => onFault(channel, error));
    },
    log,
  });
  const notices = await createNotices({
    ...shared,
    notices: store.table<Notice>('notices'),
    noticed: store.table<Noticed>('noticed'),
    compose: parts.composeNotice,
    onFault: (error) => onFault(undefined, error),
  });

  function wakeChannel(channel: Channel): void {
    sender.wakeChannel(channel);
    notices.wakeChannel(channel);
  }

  /** Elsewhere, since the channel itself cannot be written to. */
  async function tellCreators(channel: Channel, platform: Platform, reason: string): Promise<void> {
    const all = subscriptions.ofChannel(channel);
    const people = all.filter(({ by }, index) => all.findIndex((one) => one.by === by) === index);
    for (const subscription of people.slice(0, creatorsAtMost)) {
      const personal = await platform.personal?.(channel, subscription.by);
      if (personal === undefined) continue;
      const { result } = await say(personal, parts.composePaused(subscription, reason));
      log('info', 'told the creator of a subscription', { channel, result });
    }
  }

  return {
    ...sender,
    async resume(channel) {
      await sender.resume(channel);
      notices.wakeChannel(channel);
    },
    wakeAll() {
      sender.wakeAll();
      notices.wakeAll();
    },
    announce: notices.announce,
    say,
    async trailOf(channel) {
      const steps = [...sender.tracesOf(channel), ...notices.tracesOf(channel)];
      const all = [...steps, ...(await trail.of(channel))];
      return all.toSorted((a, b) => a.at - b.at).slice(-stepsPerChannel);
    },
    loads: lanes.loads,
    idle: lanes.idle,
    async stop() {
      sender.stop();
      notices.stop();
      pauses.stop();
      await lanes.stop();
    },
  };
}
