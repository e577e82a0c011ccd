/** What was done for each channel and why: for people who ask, for operators, bounded. */
import type { Log } from '../log.ts';
import type { Channel } from '../model.ts';
import type { Table } from '../store/store.ts';

/** Enough for the story of a bad day in one channel. */
export const stepsPerChannel = 20;

/** One step: `what` was done and `why`; `of` names the service or the notice. */
export type TrailStep = {
  readonly at: number;
  readonly of: string;
  readonly what: string;
  readonly why: string;
};

export type Trail = {
  /** Begun in the same turn as the notes that it explains, so that both are there or none. */
  add(channel: Channel, step: TrailStep): Promise<void>;
  /** Oldest first. */
  of(channel: Channel): Promise<readonly TrailStep[]>;
};

export function createTrail(table: Table<readonly TrailStep[]>, log: Log): Trail {
  /** Of channels with a write under way: what is not in the store yet. */
  const fresh = new Map<Channel, readonly TrailStep[]>();

  async function of(channel: Channel): Promise<readonly TrailStep[]> {
    return fresh.get(channel) ?? (await table.get(channel)) ?? [];
  }

  return {
    of,
    async add(channel, step) {
      log('info', 'telling', { channel, ...step });
      const steps = [...(await of(channel)), step].slice(-stepsPerChannel);
      fresh.set(channel, steps);
      try {
        await table.set(channel, steps);
      } finally {
        if (fresh.get(channel) === steps) fresh.delete(channel);
      }
    },
  };
}
