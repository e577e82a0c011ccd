/** Makes a running bot what its changed configuration says, and keeps all that it knows. */
import type { Known } from '../catalogue/known.ts';
import type { Config } from '../config.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Checkpoint } from '../incidents/watcher.ts';
import type { Window } from '../incidents/window.ts';
import type { Incident, Service, Subscription } from '../model.ts';
import type { Table } from '../store/store.ts';
import { composeUnwatched } from '../telling/compose-unwatched.ts';
import type { Telling } from '../telling/telling.ts';
import type { VoiceOf } from '../telling/voices.ts';
import type { Change, Difference } from './difference.ts';

export type ApplyParts = {
  readonly known: Pick<Known, 'replace' | 'get'>;
  readonly journal: Pick<Journal, 'last' | 'write'>;
  readonly checkpoints: Table<Checkpoint>;
  /** No longer looks at it; what was learned is stored when it resolves. */
  readonly leave: (service: string) => Promise<void>;
  /** Looks at it from now on, if anybody wants that. */
  readonly followUp: (service: string) => Promise<void>;
  /** The windows of the services file are these now. */
  readonly replaceMaintenance: (windows: readonly Window[]) => void;
  readonly telling: Pick<Telling, 'retire' | 'say'>;
  readonly voiceOf: VoiceOf;
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
    const open = journal.last(service.id);
    const isLost = known.get(service.id) === undefined && open && open.endedAt === undefined;
    if (!isLost) return;
    const at = parts.now();
    const ended = { ...open, endedAt: at, changedAt: at, revision: open.revision + 1 };
    // Begun in one turn of the event loop, so that both are stored or neither.
    const [readers] = await Promise.all([parts.telling.retire(ended), journal.write(ended)]);
    for (const reader of readers) sayFarewell(service, ended, reader);
  }

  /** Once to each channel that was told of the outage; nobody waits for it. */
  function sayFarewell(service: Service, ended: Incident, reader: Subscription): void {
    const voice = parts.voiceOf(reader);
    const message = composeUnwatched(service, ended, { voice, now: parts.now() });
    void parts.telling.say(reader.channel, message);
  }

  return async ({ added, removed, changed, watched, ...rest }: Difference, config: Config) => {
    known.replace(config);
    if (rest.hasOtherMaintenance) parts.replaceMaintenance(config.maintenance);
    for (const service of removed) await remove(service);
    for (const one of changed) await change(one);
    for (const { id } of added) await begin(id);
    for (const id of [...watched.added, ...watched.removed]) await parts.followUp(id);
    // What the changed services depend on is watched with them.
    const parents = [...added, ...removed, ...changed.flatMap((one) => [one.before, one.after])];
    const ids = new Set(parents.flatMap(({ dependsOn = [] }) => dependsOn));
    for (const id of ids) await parts.followUp(id);
  };
}
