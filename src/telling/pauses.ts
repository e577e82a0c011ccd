/** Channels that cannot be written to: set aside with the reason, tried again by themselves. Durable. */

import type { Channel } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { createAlarm } from './alarm.ts';

/** How often such a channel is tried again. */
export const pauseMs = 60 * 60_000;

export type Pause = { readonly reason: string; readonly since: number; readonly retryAt: number };

export type Pauses = {
  of(channel: Channel): Pause | undefined;
  /** Durable when it resolves; true when the channel was not set aside before. */
  setAside(channel: Channel, reason: string): Promise<boolean>;
  /** True when it was set aside. */
  lift(channel: Channel): Promise<boolean>;
  /** A call to the channel begins. */
  begin(channel: Channel): void;
  /** The channel is there again; a refusal that is on its way is of before. */
  welcome(channel: Channel): void;
  /** Has the channel come back since the last call to it began? */
  isBack(channel: Channel): boolean;
  stop(): void;
};

export type PausesParts = {
  readonly table: Table<Pause>;
  readonly clock: Clock;
  /** The channel may be tried again. */
  readonly onRetry: (channel: Channel) => void;
};

type Retry = { readonly channel: Channel; due: number; place: number };

export async function createPauses({ table, clock, onRetry }: PausesParts): Promise<Pauses> {
  const pauses = new Map<Channel, Pause>();
  const retries = new Map<Channel, Retry>();
  const back = new Set<Channel>();
  const alarm = createAlarm<Retry>(clock, ({ channel }) => {
    retries.delete(channel);
    onRetry(channel);
  });
  for await (const [channel, pause] of table.entries()) remember(channel, pause);

  function remember(channel: Channel, pause: Pause): void {
    pauses.set(channel, pause);
    const retry = retries.get(channel) ?? { channel, due: 0, place: -1 };
    retries.set(channel, retry);
    alarm.set(retry, pause.retryAt);
  }

  function forget(channel: Channel): void {
    pauses.delete(channel);
    const retry = retries.get(channel);
    if (retry) alarm.unset(retry);
    retries.delete(channel);
  }

  return {
    of: (channel) => pauses.get(channel),
    async setAside(channel, reason) {
      const known = pauses.get(channel);
      const now = clock.now();
      const pause = { reason, since: known?.since ?? now, retryAt: now + pauseMs };
      await table.set(channel, pause);
      // It came back while this was written.
      if (back.has(channel)) {
        await table.delete(channel);
        return false;
      }
      remember(channel, pause);
      return known === undefined;
    },
    async lift(channel) {
      if (!pauses.has(channel)) return false;
      await table.delete(channel);
      forget(channel);
      return true;
    },
    begin: (channel) => void back.delete(channel),
    welcome: (channel) => void back.add(channel),
    isBack: (channel) => back.has(channel),
    stop: () => alarm.stop(),
  };
}
