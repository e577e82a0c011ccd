/** Watches that nothing is sent earlier than a network has said, once the sender has heard it. */
import type { Channel } from '../../src/model.ts';
import type { Platform, Sent } from '../../src/platforms/platform.ts';
import type { Clock } from '../../src/time/clock.ts';

type Pause = {
  /** Who was told. */
  readonly channel: Channel;
  /** For every channel of the network, else for this one. */
  readonly isEverywhere: boolean;
  /** Which calls it holds for; all when absent. */
  readonly kind?: string;
  readonly until: number;
  /** When the sender had the answer. */
  heardAt: number;
};

export type Patience = {
  readonly violations: string[];
  /** The network has just answered "too many": for so many real milliseconds. */
  begin(pause: Omit<Pause, 'until' | 'heardAt'> & { readonly ms: number }): void;
  arrive(channel: Channel, kind: string): void;
  /** The sender gave up before the answer came. */
  miss(channel: Channel): void;
  /** The sender died: what it could not note in its store nobody can know. */
  forget(isNoted: (channel: Channel, isEverywhere: boolean) => boolean): void;
  /** A platform whose calls are seen. */
  watch(platform: Platform): Platform;
};

/**
 * `isOutside`: the sender is another process. Whatever it asks once the network has said "too many", it asks
 * after it has heard, as long as it does one thing at a time.
 */
export function createPatience(isOutside = false): Patience {
  const violations: string[] = [];
  const begunAt = new Map<Channel, number>();
  let pauses: Pause[] = [];
  const now = () => performance.now();

  function heard(channel: Channel): void {
    for (const pause of pauses) {
      if (pause.channel === channel) pause.heardAt = Math.min(pause.heardAt, now());
    }
  }

  async function seen<T>(channel: Channel, call: () => Promise<T>): Promise<T> {
    begunAt.set(channel, now());
    const result = await call();
    heard(channel);
    return result;
  }

  return {
    violations,
    begin({ ms, ...pause }) {
      pauses = pauses.filter(({ until }) => until > now());
      const heardAt = isOutside ? now() : Number.POSITIVE_INFINITY;
      pauses.push({ ...pause, until: now() + ms, heardAt });
    },
    arrive(channel, kind) {
      for (const pause of pauses) {
        const isMeant = pause.isEverywhere || pause.channel === channel;
        const isKind = pause.kind === undefined || pause.kind === kind;
        const earlyMs = pause.until - now();
        const isKnown = isOutside || (begunAt.get(channel) ?? 0) > pause.heardAt;
        if (isMeant && isKind && isKnown && earlyMs > 0) {
          violations.push(`${kind} in ${channel} ${Math.ceil(earlyMs)} ms too early`);
        }
      }
    },
    miss(channel) {
      pauses = pauses.filter((pause) => pause.channel !== channel);
    },
    forget(isNoted) {
      pauses = pauses.filter(({ channel, isEverywhere }) => isNoted(channel, isEverywhere));
      for (const pause of pauses) pause.heardAt = Math.min(pause.heardAt, now());
    },
    watch: (platform) => ({
      ...platform,
      post: (channel, ...more) => seen(channel, () => platform.post(channel, ...more)),
      edit: (channel, ...more) => seen(channel, () => platform.edit(channel, ...more)),
      isAnswering: (channel) => seen(channel, () => platform.isAnswering(channel)),
    }),
  };
}

/** A platform that lives in real time, as its client does: the pauses that it names become the story's. */
export function stretched(platform: Platform, clock: Clock, scale: number): Platform {
  function stretch(sent: Sent): Sent {
    if (sent.result !== 'wait') return sent;
    return { ...sent, retryAt: clock.now() + (sent.retryAt - Date.now()) * scale };
  }
  return {
    ...platform,
    post: async (channel, ...more) => stretch(await platform.post(channel, ...more)),
    edit: async (channel, ...more) => stretch(await platform.edit(channel, ...more)),
  };
}
