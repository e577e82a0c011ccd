/** Outages that begin, get worse or better, end and come back, as the dice have it. */
import type { Incident } from '../../src/model.ts';
import type { Dice } from '../../src/simulation/random.ts';
import type { Clock } from '../../src/time/clock.ts';

const minute = 60_000;

export type Outages = {
  /** Oldest first. */
  of(service: string): readonly Incident[];
  all(): readonly Incident[];
  /** Something happens to the service; the answer is how it is now. */
  change(service: string): Incident;
};

export function createOutages(
  dice: Dice,
  { clock, hasGroups }: { readonly clock: Pick<Clock, 'now'>; readonly hasGroups: boolean },
): Outages {
  const incidents = new Map<string, Incident[]>();
  const chance = (share: number) => dice.next() < share;

  function changed(service: string, last: Incident | undefined, count: number): Incident {
    const now = clock.now();
    const isOpen = last !== undefined && last.endedAt === undefined;
    if (!isOpen && last && chance(0.2)) {
      const { endedAt: _, ...rest } = last;
      return { ...rest, revision: rest.revision + 1, changedAt: now };
    }
    if (!isOpen) return born(service, count + 1, now);
    const next = { ...last, changedAt: now, revision: last.revision + 1 };
    if (chance(0.5)) return { ...next, endedAt: now };
    return { ...next, status: last.status === 'major' ? 'partial' : 'major', worst: 'major' };
  }

  function born(service: string, number: number, now: number): Incident {
    const statuses = ['degraded', 'partial', 'major'] as const;
    const status = statuses[Math.floor(dice.next() * 3)] ?? 'major';
    return {
      ...{ id: `${service}.${number}`, service, revision: 1, status, worst: status, parts: [] },
      ...{ startedAt: now - 30_000, openedAt: now, changedAt: now },
      ...(hasGroups && chance(0.4) ? { group: `g${Math.floor(now / (10 * minute))}` } : {}),
    };
  }

  return {
    of: (service) => incidents.get(service) ?? [],
    all: () => [...incidents.values()].flat(),
    change(service) {
      const list = incidents.get(service) ?? [];
      const last = list.at(-1);
      const incident = changed(service, last, list.length);
      const earlier = last?.id === incident.id ? list.slice(0, -1) : list;
      incidents.set(service, [...earlier, incident]);
      return incident;
    },
  };
}
