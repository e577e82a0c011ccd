/**
 * What the sender cannot know, and nothing more: read from what its store held at the moment when it died or
 * when an answer was lost. The judge excuses exactly these.
 */
import type { Platform, Sent } from '../../src/platforms/platform.ts';
import type { Spoken } from '../../src/telling/told.ts';
import type { Happening } from './network.ts';

export type Doubts = {
  /** Messages of which nobody can know whether they arrived. */
  readonly nonces: ReadonlySet<string>;
  /** `channel|incident`: joined a card that may show it without its sender's knowing. */
  readonly glimpses: ReadonlySet<string>;
  /** `channel|service`: the trail says that its card is gone, so that an end told before shows nowhere. */
  readonly cardless: ReadonlySet<string>;
};

/** A step as the trail has it. */
export type TrailEntry = { readonly channel?: string; readonly of?: string; readonly why?: string };

/** A message on its way, as the store has it. */
type Pending = {
  readonly nonce: string;
  readonly attempts: number;
  readonly what: string;
  readonly members: readonly Spoken[];
};

export type DoubtKeeper = Doubts & {
  /** The sender died, or had no answer: whatever is on its way in the channel (or in all) may have arrived. */
  doubt(channel?: string): void;
  /** What the sender takes as sent from now on, people may have read now at the latest. */
  note(step: TrailEntry, at: number): Happening | undefined;
};

/** `durable` is what the store holds, by `table|key`. */
export function createDoubts(durable: ReadonlyMap<string, unknown>): DoubtKeeper {
  const nonces = new Set<string>();
  const glimpses = new Set<string>();
  const cardless = new Set<string>();

  function doubtRow(key: string, value: unknown): void {
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

  /** What is on its way to a channel about a service or a notice. */
  function pending(channel: string, of: string): Pending | undefined {
    const told = durable.get(`told|${channel}|${of}`) as { sending?: Pending } | undefined;
    if (told?.sending) return told.sending;
    const noticed = durable.get(`noticed|${channel}|${of}`) as
      | { nonce?: string; attempts?: number }
      | undefined;
    if (noticed?.nonce === undefined) return undefined;
    return { nonce: noticed.nonce, attempts: noticed.attempts ?? 0, what: 'notice', members: [] };
  }

  return {
    nonces,
    glimpses,
    cardless,
    doubt(channel) {
      for (const [key, value] of durable) {
        if (channel === undefined || key.split('|')[1] === channel) doubtRow(key, value);
      }
    },
    note({ channel = '', of = '', why }, at) {
      if (why === 'card-lost') cardless.add(`${channel}|${of}`);
      const given = why === 'assumed-sent' ? pending(channel, of) : undefined;
      return given && assumption(channel, of, given, at);
    },
  };
}

/** A platform of which the channel is named whenever nobody knows what became of a call. */
export function doubting(platform: Platform, onUnsure: (channel: string) => void): Platform {
  async function noted(channel: string, sending: Promise<Sent>): Promise<Sent> {
    const sent = await sending;
    if (sent.result === 'unsure') onUnsure(channel);
    return sent;
  }
  return {
    ...platform,
    post: (channel, ...more) => noted(channel, platform.post(channel, ...more)),
    edit: (channel, ...more) => noted(channel, platform.edit(channel, ...more)),
  };
}

function assumption(channel: string, of: string, pending: Pending, at: number): Happening {
  const { what, nonce, attempts, members } = pending;
  const isOver = what === 'recovery' || what === 'missed';
  const names = members.map(
    ({ incident, revision }) => `${incident}@${revision}${isOver ? '-' : '+'}`,
  );
  const title = `${what}|${what === 'notice' ? of : names.join(',')}`;
  const post = { id: '', channel, nonce, at, isQuiet: true, wasRead: [title], isDeleted: false };
  return { at, post, title, isEdit: false, assumed: { attempts } };
}
