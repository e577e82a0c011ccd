/**
 * What the sender cannot know, and nothing more: read from what its store held at the moment when it died or
 * when an answer was lost. The judge excuses exactly these.
 */
import type { Spoken } from '../../src/telling/told.ts';

export type Doubts = {
  /** Messages of which nobody can know whether they arrived. */
  readonly nonces: ReadonlySet<string>;
  /** `channel|incident`: joined a card that may show it without its sender's knowing. */
  readonly glimpses: ReadonlySet<string>;
};

/** A message on its way, as the store has it. */
export type Pending = {
  readonly nonce: string;
  readonly attempts: number;
  readonly what: string;
  readonly members: readonly Spoken[];
};

export type DoubtKeeper = Doubts & {
  /** The sender died, or had no answer: whatever is on its way in the channel (or in all) may have arrived. */
  doubt(channel?: string): void;
  /** What is on its way to a channel about a service or a notice. */
  pending(channel: string, of: string): Pending | undefined;
};

/** `durable` is what the store holds, by `table|key`. */
export function createDoubts(durable: ReadonlyMap<string, unknown>): DoubtKeeper {
  const nonces = new Set<string>();
  const glimpses = new Set<string>();

  function note(key: string, value: unknown): void {
    const [table, channel] = key.split('|');
    if (table === 'noticed') {
      const { nonce } = value as { nonce?: string };
      if (nonce !== undefined) nonces.add(nonce);
    }
    if (table !== 'told') return;
    const { sending, revision, incident } = value as {
      readonly sending?: Pending;
      readonly revision: number;
      readonly incident?: string;
    };
    if (sending) nonces.add(sending.nonce);
    if (revision === 0 && incident !== undefined) glimpses.add(`${channel}|${incident}`);
  }

  return {
    nonces,
    glimpses,
    doubt(channel) {
      for (const [key, value] of durable) {
        if (channel === undefined || key.split('|')[1] === channel) note(key, value);
      }
    },
    pending(channel, of) {
      const told = durable.get(`told|${channel}|${of}`) as { sending?: Pending } | undefined;
      if (told?.sending) return told.sending;
      const noticed = durable.get(`noticed|${channel}|${of}`) as
        | { nonce?: string; attempts?: number }
        | undefined;
      if (noticed?.nonce === undefined) return undefined;
      return { nonce: noticed.nonce, attempts: noticed.attempts ?? 0, what: 'notice', members: [] };
    },
  };
}
