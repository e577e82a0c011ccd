/** Planned work of the past: when each service was worked on, so that nobody counts that as an outage. */
import type { Table } from '../store/store.ts';
import type { Occurrence, Window } from './window.ts';

/** Of each service; a year of weekly work and some more. */
const rememberedPerService = 60;
const everything = '*';

export type Worked = {
  /** Durable when it resolves. A time that begins like one that is known takes its place. */
  note(window: Window, when: Occurrence): Promise<void>;
  /** The work on a service that touches a time, oldest first. */
  between(service: string, span: Occurrence): readonly Occurrence[];
};

export async function createWorked(table: Table<readonly Occurrence[]>): Promise<Worked> {
  const byService = new Map<string, readonly Occurrence[]>();
  for await (const [service, times] of table.entries()) byService.set(service, times);

  async function add(service: string, { from, until }: Occurrence): Promise<void> {
    const others = (byService.get(service) ?? []).filter((one) => one.from !== from);
    const times = [...others, { from, until }]
      .sort((one, other) => one.from - other.from)
      .slice(-rememberedPerService);
    byService.set(service, times);
    await table.set(service, times);
  }

  return {
    async note({ services = [everything] }, when) {
      await Promise.all(services.map((service) => add(service, when)));
    },
    between(service, { from, until }) {
      const all = [service, everything].flatMap((one) => byService.get(one) ?? []);
      return all
        .filter((one) => one.from < until && one.until > from)
        .sort((one, other) => one.from - other.from);
    },
  };
}

/** How much of a time is covered, each moment once. Pure. */
export function coveredMs(times: readonly Occurrence[], { from, until }: Occurrence): number {
  let covered = 0;
  let reached = from;
  for (const one of times.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(one.from, reached);
    const end = Math.min(one.until, until);
    if (end <= begin) continue;
    covered += end - begin;
    reached = end;
  }
  return covered;
}
