/** The incidents of every service: recent ones in memory, all of them durable before anybody hears of them. */
import type { Incident } from '../model.ts';
import type { Table } from '../store/store.ts';

/** More than a channel can have missed in a bad day; older ones stay in the store. */
const rememberedPerService = 50;

export type Journal = {
  /** Oldest first. */
  of(service: string): readonly Incident[];
  last(service: string): Incident | undefined;
  /** The incidents that last now, of all services. */
  open(): readonly Incident[];
  /** Durable when it resolves; a known id replaces its earlier revision. */
  write(incident: Incident): Promise<void>;
};

export async function createJournal(table: Table<Incident>): Promise<Journal> {
  const byService = new Map<string, Incident[]>();
  const open = new Map<string, Incident>();

  function remember(incident: Incident): void {
    const known = byService.get(incident.service) ?? [];
    byService.set(incident.service, recent(known, incident));
    if (incident.endedAt === undefined) open.set(incident.id, incident);
    else open.delete(incident.id);
  }

  for await (const [, incident] of table.entries()) remember(incident);

  return {
    of: (service) => byService.get(service) ?? [],
    open: () => [...open.values()],
    last: (service) => byService.get(service)?.at(-1),
    async write(incident) {
      await table.set(incident.id, incident);
      remember(incident);
    },
  };
}

function recent(known: readonly Incident[], incident: Incident): Incident[] {
  const others = known.filter(({ id }) => id !== incident.id);
  return [...others, incident].sort((a, b) => a.openedAt - b.openedAt).slice(-rememberedPerService);
}
