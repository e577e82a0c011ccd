/** Makes a running bot what its changed configuration says, and keeps all that it knows. */
import type { FromFile, Known } from '../catalogue/known.ts';
import type { Config } from '../config.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Checkpoint } from '../incidents/watcher.ts';
import type { Window } from '../incidents/window.ts';
import type { Incident, Service } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Change, Difference } from './difference.ts';

export type ApplyParts = {
  readonly known: Pick<Known, 'replace' | 'get'> & { replace(file: FromFile): void };
  readonly journal: Pick<Journal, 'last' | 'write'>;
  readonly checkpoints: Table<Checkpoint>;
  /** No longer looks at it; what was learned is stored when it resolves. */
  readonly leave: (service: string) => Promise<void>;
  /** Looks at it from now on, if anybody wants that. */
  readonly followUp: (service: string) => Promise<void>;
  /** The windows of the services file are these now. */
  readonly replaceMaintenance: (windows: readonly Window[]) => void;
  /**
   * An outage that nobody will see the end of: stores what channels know, so that no recovery is made
   * up, together with `ended`, and says that the service is not watched any more.
   */
  readonly retire: (service: Service, ended: Incident) => Promise<void>;
  readonly now: () => number;
};

export function createApply(parts: ApplyParts) {
  const { known, journal, checkpoints } = parts;

  /** A check that looks at something else begins with an open mind; the others go on as they were. */
  async function forgetChecks(service: string, ids: readonly string[]): Promise<void> {
    const kept = ids.length > 0 ? await checkpoints.get(service) : undefined;
    if (!kept) return;
    const others = Object.entries(kept).filter(([id]) => !ids.includes(id));
    await checkpoints.set(service, Object.fromEntries(others));
  }

  async function begin(service: string): Promise<void> {
    // One that the catalogue has too may be looked at already.
    await parts.leave(service);
    await parts.followUp(service);
  }

  async function change({ after, anew, isInName }: Change): Promise<void> {
    if (isInName) return;
    await parts.leave(after.id);
    await forgetChecks(after.id, anew);
    await parts.followUp(after.id);
  }

  async function remove(service: Service): Promise<void> {
    await begin(service.id);
    if (known.get(service.id)) return;
    const open = journal.last(service.id);
    if (!open || open.endedAt !== undefined) return;
    const at = parts.now();
    const ended = { ...open, endedAt: at, changedAt: at, revision: open.revision + 1 };
    await parts.retire(service, ended);
  }

  return async ({ added, removed, changed, watched, ...rest }: Difference, config: Config) => {
    known.replace(config);
    if (rest.hasOtherMaintenance) parts.replaceMaintenance(config.maintenance);
    for (const service of removed) await remove(service);
    for (const one of changed) await change(one);
    for (const { id } of added) await begin(id);
    for (const id of [...watched.added, ...watched.removed]) await parts.followUp(id);
    // What the changed services depend on is watched with them.
    const parents = [...added, ...changed.map(({ after }) => after), ...removed];
    const ids = new Set(parents.flatMap(({ dependsOn = [] }) => dependsOn));
    for (const id of ids) await parts.followUp(id);
  };
}
