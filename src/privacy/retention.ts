/** What is too old to be of use is deleted every night, so that a bot that runs for years stays small. */
import { setImmediate as turn } from 'node:timers/promises';
import { createStored, type Kept, keyOf } from '../history/stored.ts';
import type { Checkpoint } from '../incidents/watcher.ts';
import type { Log } from '../log.ts';
import type { FeedReport, Incident } from '../model.ts';
import type { Store, Table } from '../store/store.ts';
import type { Pause } from '../telling/pauses.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';
import type { TrailStep } from '../telling/trail.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Forget } from './forget.ts';
import type { TableName } from './tables.ts';

const dayMs = 86_400_000;
/** As long as uptime is shown. */
export const pastKeptMs = 400 * dayMs;
/** What nobody has looked at or written to for so long is not missed. */
export const idleKeptMs = 90 * dayMs;
/** At night in most of the places where it matters, and not on the hour, when everybody else tidies up. */
const nightly = '23 3 * * *';
const rowsPerTurn = 500;
/** Further tables with one row for each service. */
const ofService = ['warnings', 'worked'] as const satisfies readonly TableName[];

export type RetentionParts = {
  readonly calendar: Pick<Calendar, 'at'>;
  readonly timeZone: string;
  readonly store: Pick<Store, 'table'>;
  readonly subscriptions: Subscriptions;
  readonly isWatched: (service: string) => boolean;
  readonly forget: Forget;
  readonly now: () => number;
  readonly log: Log;
};

export type Tidied = Readonly<
  Record<'incidents' | 'services' | 'feeds' | 'trails' | 'channels', number>
>;

export type Retention = {
  start(): void;
  /** Does now what is done every night; rejects when the store fails. */
  tidy(): Promise<Tidied>;
};

export function createRetention(parts: RetentionParts): Retention {
  const { store, subscriptions, now } = parts;
  const checkpoints = store.table<Checkpoint>('checkpoints');
  const pauses = store.table<Pause>('pauses');

  /** Deletes what `isOld` says, and says how much that was. */
  async function sweep<T>(table: Table<T>, isOld: (row: T, key: string) => boolean) {
    const keys: string[] = [];
    let seen = 0;
    for await (const [key, row] of table.entries()) {
      seen += 1;
      if (seen % rowsPerTurn === 0) await turn();
      if (isOld(row, key)) keys.push(key);
    }
    await Promise.all(keys.map((key) => table.delete(key)));
    return keys.length;
  }

  function isPast(at: number | undefined, keptMs: number): boolean {
    return at !== undefined && now() - at > keptMs;
  }

  /** Its checks are known by the states they were left in. */
  async function dropServices(): Promise<number> {
    const stored = createStored(store.table<Kept>('history'));
    const past = store.table<Kept>('history');
    const idle: (readonly [string, Checkpoint])[] = [];
    for await (const [id, states] of checkpoints.entries()) {
      const seenAt = Math.max(0, ...Object.values(states).map((state) => state.seenAt));
      if (!parts.isWatched(id) && isPast(seenAt, pastKeptMs)) idle.push([id, states]);
    }
    for (const [id, states] of idle) {
      for (const check of Object.keys(states)) {
        const key = keyOf(id, check);
        const kept = await past.get(key);
        if (kept?.last !== undefined) await stored.remove(key, kept.last);
      }
      await Promise.all([
        checkpoints.delete(id),
        ...ofService.map((name) => store.table(name).delete(id)),
      ]);
    }
    return idle.length;
  }

  /** Nobody could be written to there for a season. */
  async function dropChannels(): Promise<number> {
    const lost: string[] = [];
    for await (const [channel, { since }] of pauses.entries()) {
      if (isPast(since, idleKeptMs)) lost.push(channel);
    }
    for (const channel of lost) await parts.forget(channel);
    return lost.length;
  }

  async function tidy(): Promise<Tidied> {
    const isFollowed = (channel: string) => subscriptions.ofChannel(channel).length > 0;
    const tidied = {
      incidents: await sweep(store.table<Incident>('incidents'), ({ endedAt }) =>
        isPast(endedAt, pastKeptMs),
      ),
      services: await dropServices(),
      feeds: await sweep(
        store.table<FeedReport>('feeds'),
        ({ at }, id) => !parts.isWatched(id) && isPast(at, idleKeptMs),
      ),
      trails: await sweep(
        store.table<readonly TrailStep[]>('trail'),
        (steps, channel) => !isFollowed(channel) && isPast(steps.at(-1)?.at ?? 0, idleKeptMs),
      ),
      channels: await dropChannels(),
    };
    parts.log('info', 'tidied up', tidied);
    return tidied;
  }

  return {
    start: () =>
      parts.calendar.at('retention', nightly, parts.timeZone, async () => {
        await tidy();
      }),
    tidy,
  };
}
