/**
 * What was done for each channel and why: for people who ask, for operators, bounded. What changes what was
 * told stands in the same row as that, so that it costs no write of its own; the rest is kept here.
 */
import type { Log } from '../log.ts';
import type { Channel } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Trace } from './told.ts';

/** Enough for the story of a bad day in one channel. */
export const stepsPerChannel = 20;

/** `of` names the service or the notice. */
export type TrailStep = Trace & { readonly of: string };

export type Trail = {
  /** Tells operators of a step that is kept elsewhere. */
  log(channel: Channel, step: TrailStep): void;
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

  function tell(channel: Channel, step: TrailStep): void {
    log('info', 'telling', { channel, ...step });
  }

  return {
    of,
    log: tell,
    async add(channel, step) {
      tell(channel, step);
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
