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
  /** The sender died: what it could not note in its store nobody can know. */
  forget(isNoted: (channel: Channel, isEverywhere: boolean) => boolean): void;
  /** A platform whose calls are seen; `scale` turns pauses that it counts in real time into the story's. */
  watch(platform: Platform, clock: Clock, scale: number): Platform;
};

export function createPatience(): Patience {
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
      pauses.push({ ...pause, until: now() + ms, heardAt: Number.POSITIVE_INFINITY });
    },
    arrive(channel, kind) {
      for (const pause of pauses) {
        const isMeant = pause.isEverywhere || pause.channel === channel;
        const isKind = pause.kind === undefined || pause.kind === kind;
        const earlyMs = pause.until - now();
        const isKnown = (begunAt.get(channel) ?? 0) > pause.heardAt;
        if (isMeant && isKind && isKnown && earlyMs > 0) {
          violations.push(`${kind} in ${channel} ${Math.ceil(earlyMs)} ms too early`);
        }
      }
    },
    forget(isNoted) {
      pauses = pauses.filter(({ channel, isEverywhere }) => isNoted(channel, isEverywhere));
      for (const pause of pauses) pause.heardAt = Math.min(pause.heardAt, now());
    },
    watch(platform, clock, scale) {
      const scaled = (sent: Sent): Sent => {
        if (sent.result !== 'wait' || !/rate limit/.test(sent.reason)) return sent;
        return { ...sent, retryAt: clock.now() + (sent.retryAt - clock.now()) * scale };
      };
      return {
        ...platform,
        post: async (channel, ...more) =>
          scaled(await seen(channel, () => platform.post(channel, ...more))),
        edit: async (channel, ...more) =>
          scaled(await seen(channel, () => platform.edit(channel, ...more))),
        isAnswering: (channel) => seen(channel, () => platform.isAnswering(channel)),
      };
    },
  };
}
