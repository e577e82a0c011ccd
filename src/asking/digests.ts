/**
 * Digests: one message a day or a week about what a channel's services did, for channels that want it.
 *
 * That one is due is known from the calendar, that it was told from a durable mark which is written in one
 * transaction with the notice. A time that was missed (a restart, a suspend) is made up for within the hour
 * and covers everything since the last digest, so that nothing is lost and nothing comes twice.
 */
import type { Channel, Digest, Notice, Room } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';
import type { Calendar } from '../time/calendar.ts';
import { cronOf, dueBefore, periodMs } from './due.ts';
import type { Rooms } from './rooms.ts';

/** `plan` is what the channel had chosen `since` then; `at` is when it was last told. */
export type DigestMark = { readonly plan: string; readonly since: number; readonly at?: number };

export type DigestsParts = {
  readonly calendar: Calendar;
  readonly rooms: Pick<Rooms, 'get' | 'all'>;
  readonly subscriptions: Pick<Subscriptions, 'ofChannel'>;
  readonly table: Table<DigestMark>;
  /** Durable when it resolves; its first write begins in the same turn of the event loop. */
  readonly announce: (notice: Notice) => Promise<void>;
  /** Where a channel has none of its own. */
  readonly timeZone: string;
  readonly now: () => number;
  /** One could not be told now; within the hour it is tried again. */
  readonly onFault: (error: unknown, channel: Channel) => void;
};

export type Digests = {
  /** Tells what was missed; from then on each digest comes at its time. */
  start(): Promise<void>;
  /** The channel has chosen anew. Durable when it resolves. */
  follow(channel: Channel): Promise<void>;
};

type Plan = { readonly digest: Digest; readonly timeZone: string; readonly id: string };

const dayMs = 86_400_000;
/** What is older is no news, however long nobody was here to tell it. */
const oldestMs = 35 * dayMs;
/** A network may be away for some days. */
const toldWithinMs = 3 * dayMs;
const everyHour = '7 * * * *';

export async function createDigests(parts: DigestsParts): Promise<Digests> {
  const { calendar, rooms, subscriptions, table, announce, now } = parts;
  const marks = new Map<Channel, DigestMark>();
  /** Channels with the same plan share one appointment. */
  const byPlan = new Map<string, Set<Channel>>();
  for await (const [channel, mark] of table.entries()) marks.set(channel, mark);

  function planOf(channel: Channel, room: Room = rooms.get(channel)): Plan | undefined {
    const { digest } = room;
    if (!digest) return undefined;
    const [first] = subscriptions.ofChannel(channel);
    const timeZone = room.timeZone ?? first?.timeZone ?? parts.timeZone;
    return { digest, timeZone, id: `digest ${cronOf(digest)} ${timeZone}` };
  }

  function appoint(channel: Channel, { digest, timeZone, id }: Plan): void {
    const known = byPlan.get(id);
    if (known) {
      known.add(channel);
      return;
    }
    byPlan.set(id, new Set([channel]));
    calendar.at(id, cronOf(digest), timeZone, async () => {
      await tellAll(byPlan.get(id) ?? []);
    });
  }

  function dismiss(channel: Channel): void {
    for (const [id, channels] of byPlan) {
      if (!channels.delete(channel) || channels.size > 0) continue;
      byPlan.delete(id);
      calendar.cancel(id);
    }
  }

  async function mark(channel: Channel, next: DigestMark): Promise<void> {
    await table.set(channel, next);
    marks.set(channel, next);
  }

  async function follow(channel: Channel): Promise<void> {
    const plan = planOf(channel);
    dismiss(channel);
    if (!plan) {
      if (marks.has(channel)) await table.delete(channel);
      marks.delete(channel);
      return;
    }
    appoint(channel, plan);
    const known = marks.get(channel);
    if (known?.plan !== plan.id) await mark(channel, { ...known, plan: plan.id, since: now() });
  }

  async function tellAll(channels: Iterable<Channel>): Promise<void> {
    for (const channel of [...channels]) {
      await tell(channel).catch((error) => parts.onFault(error, channel));
    }
  }

  /** When one is due that was not told yet. */
  async function tell(channel: Channel): Promise<void> {
    const plan = planOf(channel);
    const known = marks.get(channel);
    if (!plan || !known) return;
    const until = dueBefore(plan.digest, plan.timeZone, now());
    const { since, at = until - periodMs(plan.digest) } = known;
    if (until <= Math.max(since, at)) return;
    const told = { ...known, at: until };
    if (subscriptions.ofChannel(channel).length === 0) return mark(channel, told);
    const from = Math.max(at, until - oldestMs);
    const notice = noticeOf(channel, { from, until }, now());
    await Promise.all([announce(notice), mark(channel, told)]);
  }

  return {
    follow,
    async start() {
      for (const [channel] of rooms.all()) await follow(channel);
      await tellAll([...marks.keys()]);
      calendar.at('digests', everyHour, 'UTC', () => tellAll([...marks.keys()]));
    },
  };
}

type Span = { readonly from: number; readonly until: number };

function noticeOf(channel: Channel, { from, until }: Span, at: number): Notice {
  return {
    id: `digest:${channel}:${until}`,
    kind: 'digest',
    channel,
    at,
    expiresAt: at + toldWithinMs,
    facts: { from, until },
  };
}
