/** Until when a network asked us to leave a channel or a workspace alone: also after a restart. */

import type { Table } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

export type Holds = {
  /** 0 when there is none. `place` is a channel, or a workspace and a kind of call. */
  until(place: string): number;
  /** Durable when it resolves. */
  set(place: string, until: number): Promise<void>;
};

/** Shorter ones are over before anybody has started again. */
const shortestMs = 1_000;

export async function createHolds(table: Table<number>, clock: Clock): Promise<Holds> {
  const holds = new Map<string, number>();
  for await (const [place, until] of table.entries()) {
    if (until > clock.now()) holds.set(place, until);
    else await table.delete(place);
  }
  return {
    until: (place) => holds.get(place) ?? 0,
    async set(place, until) {
      for (const [one, its] of holds) if (its <= clock.now()) holds.delete(one);
      if ((holds.get(place) ?? 0) >= until) return;
      holds.set(place, until);
      if (until - clock.now() > shortestMs) await table.set(place, until);
    },
  };
}
