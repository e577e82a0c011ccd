/** The web with all its doors, put together: page, feeds, API, metrics, health. */
import type { Known } from './catalogue/known.ts';
import type { Config } from './config.ts';
import type { Journal } from './incidents/journal.ts';
import type { Log } from './log.ts';
import type { Health } from './model.ts';
import { publicTarget } from './probes/index.ts';
import type { Store } from './store/store.ts';
import type { Subscriptions } from './telling/subscriptions.ts';
import type { Telling } from './telling/telling.ts';
import type { Clock } from './time/clock.ts';
import { createWitness } from './vantage/witness.ts';
import { version } from './version.ts';
import type { Watching } from './watching.ts';
import { createAccess } from './web/access.ts';
import type { Bells } from './web/beats.ts';
import { createWorkLog } from './web/feeds/work-log.ts';
import type { WorkNews } from './web/feeds/work-news.ts';
import type { Records } from './web/metrics/records.ts';
import { hangMetrics } from './web/metrics.ts';
import { hangReadiness } from './web/readiness.ts';
import { createWeb, listen } from './web/server.ts';

export type DoorsParts = {
  readonly config: Config;
  readonly known: Known;
  readonly store: Store;
  readonly journal: Journal;
  readonly subscriptions: Subscriptions;
  readonly telling: Telling;
  readonly watching: Watching;
  readonly bells: Bells;
  readonly records: Records;
  readonly startedAt: number;
  readonly isStarted: () => boolean;
  /** All parts of the bot by name, and the chat networks alone. */
  readonly health: () => Readonly<Record<string, Health>>;
  readonly networks: () => Readonly<Record<string, Health>>;
  readonly clock: Clock;
  readonly log: Log;
};

export type Doors = {
  /** Rejects when the address cannot be listened on. */
  open(host: string, port: number): Promise<void>;
  close(): void;
};

export function createDoors(parts: DoorsParts): Doors {
  const { config, known, watching, journal, health, clock, log } = parts;
  const { watcher, history, maintenance, worked, changes, blindness } = watching;
  const { publicUrl, ...shown } = config.access;
  const { catalogue } = known;
  const access = createAccess({ ...shown, isProxied: publicUrl !== undefined });
  const workLog = createWorkLog({
    ...{ table: parts.store.table<WorkNews>('works'), clock, planned: () => maintenance.list() },
    onFault: (error) => log('warn', 'planned work could not be noted', { error: String(error) }),
  });
  const web = createWeb({
    workLog,
    ...{ catalogue, watcher, journal, history, maintenance, worked, changes, access, health },
    ...{ publicTarget, clock, now: clock.now, bells: parts.bells },
    ...{ language: config.language, timeZone: config.timeZone, ...(publicUrl && { publicUrl }) },
    blind: () => blindness.periods,
    busy: watching.almanac,
    warningsOf: watching.warnings.of,
    usual: watching.warnings.usual,
    onBug: (error, path) => log('error', 'a page failed', { path, error: String(error) }),
    ...(config.vantages && { vantage: { key: config.vantages.key, witness: witnessOf(parts) } }),
  });
  hangReadiness(web, {
    ...{ access, isStarted: parts.isStarted, networks: parts.networks },
    store: parts.store.health,
  });
  hangMetrics(web, { ...metricsOf(parts), access });
  let server: Awaited<ReturnType<typeof listen>> | undefined;

  return {
    async open(host, port) {
      server = await listen(web, host, port);
      workLog.start();
    },
    close() {
      workLog.stop();
      server?.close();
    },
  };
}

/** What this place sees, for other places that ask. */
function witnessOf({ watching, clock }: DoorsParts) {
  const { watcher, blindness } = watching;
  return createWitness({
    watcher,
    isBlind: () => !blindness.health().isWorking,
    elapsed: clock.elapsed,
  });
}

function metricsOf({ known, journal, subscriptions, telling, watching, ...parts }: DoorsParts) {
  const { watcher, feeds } = watching;
  const { startedAt, records, health, clock } = parts;
  return {
    ...{ version, startedAt, now: clock.now, records, publicTarget, health },
    // What was added from chat belongs to its workspace and is shown to nobody else.
    services: () => watcher.watched.flatMap((id) => known.catalogue.get(id) ?? []),
    verdict: watcher.verdict,
    openIncidents: journal.open,
    subscriptions: subscriptions.all,
    channelHealth: telling.health,
    counts: telling.counts,
    loads: telling.loads,
    feedTroubles: () => feeds.troubles,
  };
}
