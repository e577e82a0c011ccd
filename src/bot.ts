/** The whole bot as one thing that can be made, started and stopped: every part is put together here. */
import type { Readable, Writable } from 'node:stream';
import { commands } from '../commands/index.ts';
import { createAnswer } from './asking/answer.ts';
import { createDesk } from './asking/desk.ts';
import { createQuota } from './asking/quota.ts';
import { createRooms } from './asking/rooms.ts';
import { createCatalogue } from './catalogue/index.ts';
import { createOwnServices, isFromChat } from './catalogue/own.ts';
import { drawChart } from './charts/draw.ts';
import type { Config } from './config.ts';
import { createHistory } from './history/history.ts';
import { createBlindness } from './incidents/blindness.ts';
import { createCanaries } from './incidents/canaries.ts';
import { createCertificates } from './incidents/certificates.ts';
import { createJournal } from './incidents/journal.ts';
import { createMaintenance } from './incidents/maintenance.ts';
import { type Checkpoint, createWatcher } from './incidents/watcher.ts';
import type { Log } from './log.ts';
import type { Check, Health, Incident, Service, Subscription, Verdict } from './model.ts';
import { createConsole, terminalChannel } from './platforms/console.ts';
import { createDiscord } from './platforms/discord.ts';
import { type Ears, type Platform, PlatformRefused } from './platforms/platform.ts';
import { createSlack } from './platforms/slack.ts';
import {
  beatKeyOf,
  createEyes,
  look,
  probeFor,
  publicTarget,
  targetProblem,
} from './probes/index.ts';
import { createStore } from './store/index.ts';
import { compose } from './telling/compose.ts';
import { composeGroup } from './telling/compose-group.ts';
import { composeNotice, composePaused } from './telling/compose-notice.ts';
import { createSubscriptions } from './telling/subscriptions.ts';
import { createTelling } from './telling/telling.ts';
import { createVoices } from './telling/voices.ts';
import type { Clock } from './time/clock.ts';
import { createSchedule } from './time/schedule.ts';
import { createPeers } from './vantage/peers.ts';
import { createWitness } from './vantage/witness.ts';
import { version } from './version.ts';
import { createBells } from './web/beats.ts';
import { createWeb, listen } from './web/server.ts';

/** Of one person in one channel: more than anybody types, less than a script that runs wild. */
const asksPerPerson = { perMinute: 30, burst: 20 };
/** A look that takes longer waits for a target that hangs, and must not keep others from being looked at. */
const slowAfterMs = 1_000;
/** At most this much history is lost in a crash, and a quarter of an hour that is still open. */
const historyEveryMs = 5 * 60_000;

/** The bot cannot work as it is set; the text says what would be right. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** What the bot needs of the world it runs in. */
export type Outside = {
  readonly log: Log;
  readonly clock: Clock;
  readonly input: Readable;
  readonly output: Writable;
  readonly isTerminal: boolean;
  readonly personName: string;
  readonly onInterrupt: () => void;
  /** Certificates to trust beside the usual ones, in PEM. */
  readonly trust?: readonly string[];
  readonly resolvers?: readonly string[];
};

export type Bot = {
  /** Rejects when nothing at all could be started. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Opens the store and puts the parts together; nothing is watched or said before `start`. */
export async function createBot(config: Config, outside: Outside): Promise<Bot> {
  const { log, clock } = outside;
  const { now } = clock;
  const startedAt = now();
  const store = await createStore(config.storeUrl);
  const catalogue = createCatalogue(config.services);
  const beatKeys = beatKeysOf(config.services);
  const fromFile = new Set(config.services.map(({ id }) => id));
  const bells = await createBells({ table: store.table('beats'), now, keys: () => beatKeys });
  const eyes = createEyes({
    ...(config.http && { beats: bells }),
    clock: clock.now,
    allow: 'any',
    ...(outside.trust ? { trust: [...outside.trust] } : {}),
    ...(outside.resolvers ? { resolvers: [...outside.resolvers] } : {}),
  });
  const publicEyes = createEyes({
    clock: clock.now,
    allow: 'public',
    ...(outside.resolvers ? { resolvers: [...outside.resolvers] } : {}),
  });
  const schedule = createSchedule({
    clock,
    slowAfterMs,
    onBug: (error, id) => log('error', 'a job failed', { job: id, error: String(error) }),
  });
  const journal = await createJournal(store.table<Incident>('incidents'));
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    (service) => void followUp(service),
  );
  const platforms = new Map<string, Platform>();
  const own = await createOwnServices(store.table('own'), catalogue, config.services);
  const rooms = await createRooms(store.table('rooms'), subscriptions);
  const serviceKnown = (id: string) => catalogue.get(id) ?? own.get(id);
  const serviceOf = (id: string) => serviceKnown(id) ?? nameless(id);
  const lookAt = (check: Check) => look(check, isFromChat(check) ? publicEyes : eyes);
  const voiceOf = createVoices();
  const telling = await createTelling({
    platforms,
    store,
    subscriptions,
    incidentsOf: journal.of,
    compose: ({ what, subscription, incidents }) => {
      const voice = voiceOf(subscription);
      const cases = incidents.map((incident) => ({
        incident,
        service: serviceOf(incident.service),
      }));
      const [only, ...more] = cases;
      return only && more.length === 0
        ? compose(what, only.incident, only.service, voice, now())
        : composeGroup(what, cases, voice, now());
    },
    composeNotice: (notice, subscription) =>
      composeNotice(notice, (notice.services ?? []).map(serviceOf), {
        voice: voiceOf(subscription),
        now: now(),
      }),
    composePaused: (subscription, reason) =>
      composePaused(
        serviceOf(subscription.service),
        { since: subscription.since, reason },
        { voice: voiceOf(subscription), now: now() },
      ),
    clock,
    log,
  });
  const history = createHistory({
    table: store.table('history'),
    now,
    isBlind: (service, component) => isBlind(watcher.verdict(service), component),
  });
  const canaries = await createCanaries({
    targets: config.canaries,
    look: (target, timeoutMs) => look({ target, timeoutMs, expect: defaults(target) }, eyes),
    table: store.table('canaries'),
    now,
    elapsed: clock.elapsed,
  });
  const blindness = await createBlindness({
    canaries,
    schedule,
    clock,
    store: store.health,
    table: store.table('blindness'),
    watched: () => watcher.watched,
    onSight: () => watcher.lookAgain(),
    announce: telling.announce,
    log,
  });
  const maintenance = await createMaintenance({
    fixed: config.maintenance,
    table: store.table('maintenance'),
    schedule,
    now,
    announce: telling.announce,
    onOver: (services) => watcher.lookAgain(services),
    log,
  });
  const certificates = await createCertificates({
    table: store.table('certificates'),
    now,
    servicesAt: (host) =>
      watcher.watched.map(serviceOf).filter((service) => hostsOf(service).includes(host)),
    isOwn,
    announce: telling.announce,
  });
  const peers = config.vantages && createPeers({ ...config.vantages, elapsed: clock.elapsed, log });
  const watcher = createWatcher({
    look: async (check, timeoutMs) => {
      const reading = await lookAt(timeoutMs === check.timeoutMs ? check : { ...check, timeoutMs });
      history.add(check, reading);
      return reading;
    },
    believe: blindness.believe,
    prepareToDoubt: blindness.prepare,
    isOwn,
    workSince: (service) => maintenance.at(service)?.from,
    ...(peers && { askElsewhere: peers.ask }),
    onReading: (check, reading) => void certificates.note(check, reading).catch(bug),
    schedule,
    journal,
    checkpoints: store.table<Checkpoint>('checkpoints'),
    now,
    random: Math.random,
    onIncident: ({ service }) => telling.wakeService(service),
    log,
  });
  const desk = createDesk({
    ...{ catalogue, own, rooms, maintenance, watcher, journal, subscriptions, telling, history },
    ...{ now, targetProblem },
    onOwn: followUp,
    look: lookAt,
    lookPublic: (target, timeoutMs) =>
      look({ target, timeoutMs, expect: defaults(target) }, publicEyes),
    about: () => ({ version, startedAt, health: health(), blind: blindness.periods }),
  });
  const { answer, complete, shapes } = createAnswer({
    commands,
    desk,
    defaults: { language: config.language, timeZone: config.timeZone },
    log,
    quota: createQuota({ ...asksPerPerson, now: clock.elapsed }),
  });
  const ears: Ears = {
    answer,
    complete,
    commands: shapes,
    noticeChannel(channel, change) {
      log('info', 'a channel changed', { channel, change });
      if (change === 'back') void telling.resume(channel).catch((error) => bug(error));
    },
  };
  const witness = createWitness({
    watcher,
    isBlind: () => !blindness.health().isWorking,
    elapsed: clock.elapsed,
  });
  const web = createWeb({
    ...{ catalogue, watcher, journal, health, publicTarget, bells },
    blind: () => blindness.periods,
    ...(config.vantages && { vantage: { key: config.vantages.key, witness } }),
  });
  let server: Awaited<ReturnType<typeof listen>> | undefined;
  let isStarted = false;

  function bug(error: unknown): void {
    log('error', 'something unforeseen', { error: String(error) });
  }

  /** Somebody here wrote it down, so it is meant to work from here. */
  function isOwn({ id }: Service): boolean {
    return fromFile.has(id) || own.get(id) !== undefined;
  }

  /** Services of the operator's own file and their parents are always watched, others while somebody wants them. */
  function isWanted(id: string): boolean {
    const isAlways = watchedAlways(config).includes(id) || own.get(id) !== undefined;
    return isAlways || subscriptions.ofService(id).length > 0;
  }

  async function followUp(id: string): Promise<void> {
    if (!isStarted) return;
    const service = serviceKnown(id);
    try {
      if (service && isWanted(id)) {
        await history.follow(service);
        await watcher.watch(service);
      } else {
        await watcher.unwatch(id);
        await history.leave(id);
      }
    } catch (error) {
      bug(error);
    }
  }

  /** What cannot be written is tried again with the next batch. */
  async function keepHistory(): Promise<number> {
    await history.checkpoint().catch((error) => {
      log('warn', 'history could not be written', { error: String(error) });
    });
    return historyEveryMs;
  }

  async function openDoor({ host, port }: { host: string; port: number }) {
    return listen(web, host, port).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : error.message;
      throw new CannotStart(`HTTP_PORT: ${host}:${port} ${why}; choose another, or 0 for none`);
    });
  }

  function health(): Record<string, Health> {
    const networks = [...platforms].map(([name, platform]) => [name, platform.health()] as const);
    return {
      ...{ store: store.health(), watching: watcher.health(), network: blindness.health() },
      ...(peers && { vantages: peers.health() }),
      ...Object.fromEntries(networks),
    };
  }

  async function startPlatform(platform: Platform): Promise<void> {
    platforms.set(platform.name, platform);
    try {
      await platform.start(ears);
    } catch (error) {
      platforms.delete(platform.name);
      if (!(error instanceof PlatformRefused)) throw error;
      outside.output.write(`${platform.name}: ${error.message}\n`);
      log('error', 'a chat network refuses these settings', {
        platform: platform.name,
        error: error.message,
      });
    }
  }

  /** The terminal hears of everything that is watched without being asked. */
  async function followInTerminal(): Promise<void> {
    const { language, timeZone } = config;
    const facts = { channel: terminalChannel, language, timeZone, by: 'terminal' };
    for (const service of watchedFromStart()) {
      if (subscriptions.get(terminalChannel, service)) continue;
      await subscriptions.add({ ...facts, service, since: now() });
    }
  }

  function watchedFromStart(): readonly string[] {
    const followed = [...subscriptions.all()].map(({ service }) => service);
    const added = own.services.map(({ id }) => id);
    return [...new Set([...watchedAlways(config), ...added, ...followed])];
  }

  return {
    async start() {
      const wanted = chosenPlatforms(config, outside);
      if (wanted.some(({ name }) => name === 'console')) await followInTerminal();
      else await forgetTerminal(subscriptions);
      isStarted = true;
      schedule.every('history', historyEveryMs, keepHistory);
      blindness.start();
      maintenance.start();
      await Promise.all(watchedFromStart().map(followUp));
      await Promise.all(wanted.map(startPlatform));
      if (platforms.size === 0) throw new CannotStart('No chat network could be started.');
      if (config.http) server = await openDoor(config.http);
      telling.wakeAll();
    },
    async stop() {
      isStarted = false;
      blindness.stop();
      await Promise.all([schedule.stop(), ...[...platforms.values()].map((one) => one.stop())]);
      server?.close();
      await telling.stop();
      await watcher.stop();
      await history.stop().catch(bug);
      eyes.close();
      publicEyes.close();
      await store.close();
    },
  };
}

/** What the operator names, and what those services cannot work without. */
function watchedAlways({ watch, services }: Config): readonly string[] {
  return [...watch, ...services.flatMap(({ id, dependsOn = [] }) => [id, ...dependsOn])];
}

function chosenPlatforms(config: Config, outside: Outside): Platform[] {
  const parts = { log: outside.log, now: outside.clock.now };
  const chosen: Platform[] = [];
  if (config.discord) chosen.push(createDiscord(config.discord, { ...parts, draw: drawChart }));
  if (config.slack) chosen.push(createSlack(config.slack, parts));
  const isConsole = config.console === 'on' || (config.console === 'auto' && chosen.length === 0);
  if (isConsole) {
    const { input, output, isTerminal, personName, onInterrupt } = outside;
    const { language, timeZone } = config;
    chosen.push(
      createConsole({ input, output, isTerminal, personName, onInterrupt, language, timeZone }),
    );
  }
  return chosen;
}

/** Without a terminal to talk to, nothing is watched for its sake. */
async function forgetTerminal(
  subscriptions: Awaited<ReturnType<typeof createSubscriptions>>,
): Promise<void> {
  for (const { service } of subscriptions.ofChannel(terminalChannel)) {
    await subscriptions.remove(terminalChannel, service);
  }
}

function hostsOf({ components }: Service): readonly string[] {
  const checks = components.flatMap((component) => component.checks);
  return checks.flatMap(({ target }) => URL.parse(target)?.hostname ?? []);
}

/** What the jobs of these services call with. */
function beatKeysOf(services: readonly Service[]): ReadonlySet<string> {
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  return new Set(checks.flatMap(({ target }) => beatKeyOf(target) ?? []));
}

function defaults(target: string): unknown {
  return probeFor(target)?.expectation.parse({});
}

/** Doubts end as an outage, as calm or as *unknown*: then the failures were ours. */
function isBlind(verdict: Verdict | undefined, component: string): boolean {
  return verdict?.components.find((one) => one.component === component)?.status === 'unknown';
}

/** A service that left the catalogue while a channel still follows it. */
function nameless(id: string): Service {
  return {
    id,
    name: { en: id },
    aliases: [],
    category: 'own',
    preset: 'default',
    components: [],
  };
}
