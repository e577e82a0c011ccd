/** Everything that looks and judges, put together: from what is watched to incidents that are stored. */
import { type Almanac, createAlmanac } from './busy/almanac.ts';
import type { Known } from './catalogue/known.ts';
import type { Config } from './config.ts';
import { createFeeds } from './feeds/reading/feeds.ts';
import { createHistory } from './history/history.ts';
import { createBlindness } from './incidents/blindness.ts';
import { createCanaries } from './incidents/canaries.ts';
import { createCertificates } from './incidents/certificates.ts';
import { createChanges } from './incidents/changes.ts';
import { createDomains } from './incidents/domains.ts';
import type { Journal } from './incidents/journal.ts';
import { createMaintenance } from './incidents/maintenance.ts';
import { windowsOf } from './incidents/provided.ts';
import type { Around } from './incidents/reasons.ts';
import { type Checkpoint, createWatcher } from './incidents/watcher.ts';
import { createWorked } from './incidents/worked.ts';
import type { Log } from './log.ts';
import { createLooking } from './looking.ts';
import type { FeedReport, Health, Incident, Notice, Service, Verdict } from './model.ts';
import { domainOf, meterOf } from './probes/index.ts';
import type { Store } from './store/store.ts';
import type { Calendar } from './time/calendar.ts';
import type { Clock } from './time/clock.ts';
import type { Schedule } from './time/schedule.ts';
import { createPeers } from './vantage/peers.ts';
import { createWarnings } from './warning/warnings.ts';
import type { Bells } from './web/beats.ts';
import type { Records } from './web/metrics/records.ts';

/** At most this much history is lost in a crash, and a quarter of an hour that is still open. */
const historyEveryMs = 5 * 60_000;
const warningsEveryMs = 60 * 60_000;

export type WatchingParts = {
  readonly config: Config;
  readonly known: Known;
  readonly store: Store;
  readonly journal: Journal;
  readonly schedule: Schedule;
  readonly calendar: Calendar;
  readonly bells: Bells;
  /** Does anybody want to hear of a service? */
  readonly isFollowed: (service: string) => boolean;
  /** All services that anybody wants to hear of. */
  readonly followed: () => readonly string[];
  readonly announce: (notice: Notice) => Promise<void>;
  readonly onIncident: (incident: Incident) => void;
  /** What is noted of looks and of status pages that are read. */
  readonly records?: Pick<Records, 'noteLook' | 'ofFetch'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Certificates to trust beside the usual ones, in PEM. */
  readonly trust?: readonly string[] | undefined;
  readonly resolvers?: readonly string[] | undefined;
};

export type Watching = Awaited<ReturnType<typeof createWatching>>;

export async function createWatching(parts: WatchingParts) {
  const { config, known, store, journal, schedule, announce, clock, log } = parts;
  const { now } = clock;
  const { bells, trust, resolvers } = parts;
  const looking = createLooking({ config, bells, now, trust, resolvers });

  const history = createHistory({
    table: store.table('history'),
    now,
    isBlind: (service, component) =>
      isWorkedOn(service) || isBlind(watcher.verdict(service), component),
  });
  const canaries = await createCanaries({
    targets: config.canaries,
    look: looking.lookPlainly,
    table: store.table('canaries'),
    now,
    elapsed: clock.elapsed,
  });
  const blindness = await createBlindness({
    ...{ canaries, schedule, clock, announce, log },
    store: store.health,
    table: store.table('blindness'),
    watched: () => watcher.size,
    onSight: () => watcher.lookAgain(),
  });
  const worked = await createWorked(store.table('worked'));
  const maintenance = await createMaintenance({
    onWorked: (window, when) => void worked.note(window, when).catch(bug),
    ...{ schedule, now, announce, log },
    fixed: config.maintenance,
    table: store.table('maintenance'),
    onOver: (services) => watcher.lookAgain(services),
  });
  const certificates = await createCertificates({
    ...{ now, announce, isOwn: known.isOwn },
    table: store.table('certificates'),
    servicesAt: (host) =>
      watcher.watched.map(known.of).filter((service) => hostsOf(service).includes(host)),
  });
  const domains = await createDomains({
    ...{ now, announce, isOwn: known.isOwn },
    table: store.table('domains'),
    servicesAt: (name) =>
      watcher.watched.map(known.of).filter((service) => domainsOf(service).includes(name)),
  });
  const almanac: Almanac = await createAlmanac({
    ...{ now, announce, calendar: parts.calendar, own: config.busy },
    table: store.table('busy'),
    latency: history.latency,
    watched: () => watcher.watched.map(known.of),
    followed: () => parts.followed().map(known.of),
    onBug: bug,
  });
  const warnings = createWarnings({
    ...{ now, announce, meterOf, log, timeZone: config.timeZone, busyAt: almanac.busyAt },
    table: store.table('warnings'),
    isBlind: (service) => watcher.isBlind(service),
    isTroubled: (service) => isOpen(journal.last(service)),
  });
  const peers = config.vantages && createPeers({ ...config.vantages, elapsed: clock.elapsed, log });
  const feeds = createFeeds({
    fetch: parts.records?.ofFetch(looking.fetch) ?? looking.fetch,
    clock,
    random: Math.random,
    table: store.table<FeedReport>('feeds'),
    onChange(service, changes, report) {
      const windows = windowsOf(service, report);
      if (windows) maintenance.provide(service, windows);
      const past = changes.flatMap((one) => (one.what === 'was' ? [one.incident] : []));
      watcher.hear(service, past).catch(bug);
    },
    onTrouble: (trouble) => log('warn', 'a status page cannot be read', { ...trouble }),
    onBug: bug,
  });
  const watcher = createWatcher({
    look: async (check, timeoutMs) => {
      const reading = await looking.look(
        timeoutMs === check.timeoutMs ? check : { ...check, timeoutMs },
      );
      history.add(check, reading);
      warnings.add(check, reading);
      return reading;
    },
    believe: blindness.believe,
    prepareToDoubt: blindness.prepare,
    isOwn: known.isOwn,
    workSince: (service) => maintenance.at(service)?.from,
    said: feeds.report,
    askProvider: feeds.once,
    ...(peers && { askElsewhere: peers.ask }),
    slowSince: warnings.slowSince,
    around,
    onReading(check, reading) {
      parts.records?.noteLook(check, reading);
      certificates.note(check, reading).catch(bug);
      domains.note(check, reading).catch(bug);
    },
    ...{ schedule, journal, now, log },
    checkpoints: store.table<Checkpoint>('checkpoints'),
    random: Math.random,
    onIncident: parts.onIncident,
  });
  const changes = createChanges(now);
  let isStarted = false;

  function bug(error: unknown): void {
    log('error', 'something unforeseen', { error: String(error) });
  }

  /** Now, or in the minute that has just ended: what fails then is planned. */
  function isWorkedOn(service: string): boolean {
    const minute = { from: now() - 60_000, until: now() };
    return maintenance.at(service) !== undefined || worked.between(service, minute).length > 0;
  }

  /** What may explain an outage beside the looks. */
  function around(service: string): Around {
    const provider = feeds.report(service);
    const busy = almanac.busyAt(now(), known.of(service));
    return {
      changes: changes.of(service),
      isBusyPeriod: busy !== undefined,
      ...(busy && { busyName: busy.name }),
      ...(provider && { provider: clueOf(provider) }),
    };
  }

  /** Begins or ends to watch a service, as it is wanted now. */
  async function followUp(id: string): Promise<void> {
    if (!isStarted) return;
    const service = known.get(id);
    const isWanted = known.isAlways(id) || parts.isFollowed(id);
    try {
      if (service && isWanted) await begin(service);
      else await end(id);
    } catch (error) {
      bug(error);
    }
  }

  async function begin(service: Service): Promise<void> {
    await history.follow(service);
    await warnings.follow(service);
    await feeds.follow(service);
    await watcher.watch(service);
  }

  async function end(id: string): Promise<void> {
    await watcher.unwatch(id);
    feeds.leave(id);
    maintenance.leave(id);
    await warnings.leave(id);
    await history.leave(id);
  }

  /** What cannot be written is tried again with the next batch. */
  async function keepHistory(): Promise<number> {
    await history.checkpoint().catch((error) => {
      log('warn', 'history could not be written', { error: String(error) });
    });
    return historyEveryMs;
  }

  /** A warning that is not stored in time is learned again. */
  async function keepWarnings(): Promise<number> {
    await warnings.checkpoint().catch((error) => {
      log('warn', 'warnings could not be written', { error: String(error) });
    });
    return warningsEveryMs;
  }

  return {
    ...{ watcher, history, maintenance, worked, blindness, feeds, changes, warnings, almanac },
    followUp,
    leave: end,
    look: looking.look,
    lookPublic: looking.lookPublic,
    health: (): Record<string, Health> => ({
      ...{ store: store.health(), watching: watcher.health(), network: blindness.health() },
      ...(peers && { vantages: peers.health() }),
    }),
    /** Watches these, and whatever is followed up from now on. */
    async start(services: readonly string[]): Promise<void> {
      isStarted = true;
      schedule.every('history', historyEveryMs, keepHistory);
      schedule.every('warnings', warningsEveryMs, keepWarnings);
      blindness.start();
      maintenance.start();
      await Promise.all(services.map(followUp));
      almanac.start();
    },
    /** Looks at nothing any more. */
    async pause(): Promise<void> {
      isStarted = false;
      blindness.stop();
      almanac.stop();
      await Promise.all([schedule.stop(), feeds.stop()]);
    },
    /** Writes down what was learned. */
    async stop(): Promise<void> {
      await watcher.stop();
      await warnings.stop().catch(bug);
      await history.stop().catch(bug);
      looking.close();
    },
  };
}

/** What the provider's own words may explain. */
function clueOf({ status, incidents, maintenance }: FeedReport): NonNullable<Around['provider']> {
  const open = incidents.find(({ stage }) => stage !== 'resolved');
  const text = open ? [open.title, ...open.updates.slice(0, 3).map((one) => one.text)] : [];
  const isAtWork = maintenance.some(({ stage }) => stage === 'under-way');
  return { isPlanned: status === 'maintenance' && isAtWork, text: text.join(' ') };
}

function isOpen(incident: Incident | undefined): boolean {
  return incident !== undefined && incident.endedAt === undefined;
}

function domainsOf({ components }: Service): readonly string[] {
  const checks = components.flatMap((component) => component.checks);
  return checks.flatMap(({ target }) => domainOf(target) ?? []);
}

function hostsOf({ components }: Service): readonly string[] {
  const checks = components.flatMap((component) => component.checks);
  return checks.flatMap(({ target }) => URL.parse(target)?.hostname ?? []);
}

/** Doubts end as an outage, as calm or as *unknown*: then the failures were ours. */
function isBlind(verdict: Verdict | undefined, component: string): boolean {
  return verdict?.components.find((one) => one.component === component)?.status === 'unknown';
}
