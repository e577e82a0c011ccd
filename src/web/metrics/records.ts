/** What the bot notes of its own work while it runs, for `/metrics`. Parts are wrapped; none of them knows of it. */
import type { Fetch } from '../../feeds/reading/fetch.ts';
import type { Check, Incident, Reading } from '../../model.ts';
import type { Platform, Sent } from '../../platforms/platform.ts';
import type { Store, Table } from '../../store/store.ts';
import { createSpread, createTally, type Spread, type Tally } from './tally.ts';

/** The last look at a check, and until when its first certificate lasts, as far as looks can say. */
export type Looked = { readonly reading: Reading; readonly expiresAt?: number };

export type Records = {
  noteLook(check: Check, reading: Reading): void;
  /** How long after its turn a job of the schedule began. */
  noteStart(lateMs: number): void;
  noteIncident(incident: Incident): void;
  /** The same network, store and fetch, each use noted. */
  ofPlatform(platform: Platform): Platform;
  ofStore(store: Store): Store;
  ofFetch(fetch: Fetch): Fetch;
  looked(check: Check): Looked | undefined;
  readonly looks: Tally;
  readonly lateness: Spread;
  readonly incidents: Tally;
  readonly sends: Tally;
  /** By platform. */
  readonly sendTimes: ReadonlyMap<string, Spread>;
  readonly writes: Tally;
  readonly writeTimes: Spread;
  readonly feedReads: Tally;
};

/** Twice what a services file may have. */
const mostChecks = 20_000;
const dayMs = 86_400_000;
const shortSeconds = [0.001, 0.01, 0.1, 0.5, 1, 5, 30];
const callSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createRecords(elapsed: () => number): Records {
  /** By what is looked at and how: after a reload the same check is another object. */
  const looked = new Map<string, Looked>();
  const keys = new WeakMap<Check, string>();
  const looks = createTally(['up', 'degraded', 'down', 'unknown'].map((result) => ({ result })));
  const lateness = createSpread(shortSeconds);
  const incidents = createTally(['opened', 'ended'].map((event) => ({ event })));
  const sends = createTally();
  const sendTimes = new Map<string, Spread>();
  const writes = createTally(['ok', 'failed'].map((result) => ({ result })));
  const writeTimes = createSpread(shortSeconds);
  const feedReads = createTally(['document', 'unchanged', 'failed'].map((result) => ({ result })));

  function keyOf(check: Check): string {
    const known = keys.get(check) ?? JSON.stringify([check.id, check.target, check.expect]);
    keys.set(check, known);
    return known;
  }

  function timesOf(platform: string): Spread {
    const known = sendTimes.get(platform);
    if (known) return known;
    const made = createSpread(callSeconds, `platform="${platform}"`);
    sendTimes.set(platform, made);
    return made;
  }

  async function send(platform: string, kind: 'post' | 'edit', call: Promise<Sent>): Promise<Sent> {
    const began = elapsed();
    const sent = await call;
    timesOf(platform).note(elapsed() - began);
    sends.add({ platform, kind, result: sent.result });
    return sent;
  }

  async function write(call: Promise<void>): Promise<void> {
    const began = elapsed();
    try {
      await call;
      writes.add({ result: 'ok' });
    } catch (error) {
      writes.add({ result: 'failed' });
      throw error;
    } finally {
      writeTimes.note(elapsed() - began);
    }
  }

  return {
    noteLook(check, reading) {
      looks.add({ result: reading.status });
      const key = keyOf(check);
      const expiresAt = expiry(reading, looked.get(key)?.expiresAt);
      // Taken out and put in again, so that the one that has not been looked at for longest comes first.
      looked.delete(key);
      looked.set(key, expiresAt === undefined ? { reading } : { reading, expiresAt });
      const [oldest] = looked.keys();
      if (looked.size > mostChecks && oldest !== undefined) looked.delete(oldest);
    },
    noteStart: (lateMs) => lateness.note(lateMs),
    noteIncident({ revision, endedAt }) {
      if (revision === 1) incidents.add({ event: 'opened' });
      if (endedAt !== undefined) incidents.add({ event: 'ended' });
    },
    ofPlatform: (platform) => ({
      ...platform,
      post: (...all) => send(platform.name, 'post', platform.post(...all)),
      edit: (...all) => send(platform.name, 'edit', platform.edit(...all)),
    }),
    ofStore: (store) => ({
      ...store,
      table<T>(name: string): Table<T> {
        const table = store.table<T>(name);
        return {
          ...table,
          set: (key, value) => write(table.set(key, value)),
          delete: (key) => write(table.delete(key)),
        };
      },
    }),
    ofFetch: (fetch) => async (wanted) => {
      const fetched = await fetch(wanted);
      feedReads.add({ result: fetched.is });
      return fetched;
    },
    looked: (check) => looked.get(keyOf(check)),
    ...{ looks, lateness, incidents, sends, sendTimes, writes, writeTimes, feedReads },
  };
}

/**
 * A reading knows whole days, rounded down, so each says "not before". The latest of them is the truth to within
 * one interval, until a day less than known shows that the certificate is another one.
 */
function expiry({ at, certificateDays }: Reading, known?: number): number | undefined {
  if (certificateDays === undefined) return known;
  const least = at + certificateDays * dayMs;
  return known !== undefined && least <= known && least > known - dayMs ? known : least;
}
