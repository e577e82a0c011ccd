/** What somebody has changed at a service, as whoever did it tells us; kept in memory, as it explains only what follows soon. */
import type { Change } from '../detection/likely.ts';

export type Changes = {
  /** A new version is out, a setting is another one. */
  note(service: string): void;
  /** Oldest first. */
  of(service: string): readonly Change[];
};

const rememberedPerService = 10;
const rememberedServices = 5_000;

export function createChanges(now: () => number): Changes {
  const changes = new Map<string, readonly Change[]>();
  return {
    note(service) {
      const known = changes.get(service) ?? [];
      if (known.length === 0 && changes.size >= rememberedServices) return;
      changes.set(
        service,
        [...known, { what: 'deploy' as const, at: now() }].slice(-rememberedPerService),
      );
    },
    of: (service) => changes.get(service) ?? [],
  };
}
