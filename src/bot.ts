/** The whole bot as one thing that can be made, started and stopped: watching, telling, answering and the doors. */
import type { Readable, Writable } from 'node:stream';
import { commands } from '../commands/index.ts';
import { createAnswer } from './asking/answer.ts';
import { createDesk } from './asking/desk.ts';
import { createDigests } from './asking/digests.ts';
import { createLookBack } from './asking/look-back.ts';
import { operators } from './asking/place.ts';
import { createQuota } from './asking/quota.ts';
import { createRooms } from './asking/rooms.ts';
import { createKnown } from './catalogue/known.ts';
import { drawChart } from './charts/draw.ts';
import type { Config } from './config.ts';
import { createJournal } from './incidents/journal.ts';
import { coveredMs } from './incidents/worked.ts';
import type { Log } from './log.ts';
import type { Health, Incident, Service, Subscription } from './model.ts';
import { createConsole, terminalChannel } from './platforms/console.ts';
import { createDiscord } from './platforms/discord.ts';
import { type Ears, type Platform, PlatformRefused } from './platforms/platform.ts';
import { createSlack } from './platforms/slack.ts';
import { beatKeyOf, publicTarget, targetProblem } from './probes/index.ts';
import { createStore } from './store/index.ts';
import { sayWarnings } from './telling/compose-warning.ts';
import { createComposing } from './telling/composing.ts';
import { createSubscriptions, type Subscriptions } from './telling/subscriptions.ts';
import { createTelling } from './telling/telling.ts';
import { createCalendar } from './time/calendar.ts';
import type { Clock } from './time/clock.ts';
import { createSchedule } from './time/schedule.ts';
import { createWitness } from './vantage/witness.ts';
import { version } from './version.ts';
import { createWatching } from './watching.ts';
import { createAccess } from './web/access.ts';
import { createBells } from './web/beats.ts';
import { createWeb, listen } from './web/server.ts';

/** Of one person in one channel: more than anybody types, less than a script that runs wild. */
const asksPerPerson = { perMinute: 30, burst: 20 };
/** A look that takes longer waits for a target that hangs, and must not keep others from being looked at. */
const slowAfterMs = 1_000;

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
  const { log, clock, trust, resolvers } = outside;
  const { now } = clock;
  const startedAt = now();
  const store = await createStore(config.storeUrl);
  const known = await createKnown(store.table('own'), config);
  const { catalogue, own } = known;
  const journal = await createJournal(store.table<Incident>('incidents'));
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    (service) => void watching.followUp(service),
  );
  const rooms = await createRooms(store.table('rooms'), subscriptions);
  const platforms = new Map<string, Platform>();
  const telling = await createTelling({
    ...{ platforms, store, subscriptions, clock, log },
    incidentsOf: journal.of,
    ...createComposing({
      serviceOf: known.of,
      followedBy: (channel) => subscriptions.ofChannel(channel).map(({ service }) => service),
      pastOf: (channel, span, voice) => lookBack(channel, span, voice),
      now,
    }),
  });
  const schedule = createSchedule({
    clock,
    slowAfterMs,
    onBug: (error, id) => log('error', 'a job failed', { job: id, error: String(error) }),
  });
  const calendar = createCalendar(
    (error, job) => log('error', 'a job failed', { job, error: String(error) }),
    now,
  );
  const bells = await createBells({
    table: store.table('beats'),
    now,
    keys: () => beatKeysOf(known.fromFile),
  });
  const watching = await createWatching({
    ...{ config, known, store, journal, schedule, calendar, bells, clock, log, trust, resolvers },
    isFollowed: (service) => subscriptions.ofService(service).length > 0,
    followed: () => [...new Set([...subscriptions.all()].map(({ service }) => service))],
    announce: telling.announce,
    onIncident: ({ service }) => telling.wakeService(service),
  });
  const { watcher, history, maintenance, worked, blindness, warnings, almanac, changes } = watching;
  const lookBack = createLookBack({
    ...{ subscriptionsOf: subscriptions.ofChannel, serviceOf: known.of, incidentsOf: journal.of },
    ...{ uptime: history.uptime, planned: maintenance.list, now },
    workedMs: (service, span) => coveredMs(worked.between(service, span), span),
    hints: (service, voice) => sayWarnings(voice, service, warnings.of(service.id), now()),
  });
  const digests = await createDigests({
    ...{ calendar, rooms, subscriptions, now, announce: telling.announce },
    ...{ table: store.table('digests'), timeZone: config.timeZone },
    onFault: (error, channel) => log('warn', 'no digest now', { channel, error: String(error) }),
  });
  const desk = createDesk({
    ...{ catalogue, own, rooms, maintenance, watcher, journal, subscriptions, telling, history },
    ...{ worked, now, targetProblem },
    warningsOf: warnings.of,
    busy: almanac.between,
    onOwn: watching.followUp,
    onRoom: digests.follow,
    isOperators: operators(config.ownWorkspaces),
    look: watching.look,
    lookPublic: watching.lookPublic,
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
    ...{ catalogue, watcher, journal, history, maintenance, worked, changes, bells },
    ...{ health, publicTarget, now, clock, language: config.language, timeZone: config.timeZone },
    blind: () => blindness.periods,
    busy: almanac,
    warningsOf: warnings.of,
    access: createAccess({ ...config.access, isProxied: config.access.publicUrl !== undefined }),
    ...(config.access.publicUrl !== undefined && { publicUrl: config.access.publicUrl }),
    onBug: (error, path) => log('error', 'a page failed', { path, error: String(error) }),
    ...(config.vantages && { vantage: { key: config.vantages.key, witness } }),
  });
  let server: Awaited<ReturnType<typeof listen>> | undefined;

  function bug(error: unknown): void {
    log('error', 'something unforeseen', { error: String(error) });
  }

  async function openDoor({ host, port }: { host: string; port: number }) {
    return listen(web, host, port).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : error.message;
      throw new CannotStart(`HTTP_PORT: ${host}:${port} ${why}; choose another, or 0 for none`);
    });
  }

  function health(): Record<string, Health> {
    const networks = [...platforms].map(([name, platform]) => [name, platform.health()] as const);
    return { ...watching.health(), ...Object.fromEntries(networks) };
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

  function watchedFromStart(): readonly string[] {
    const followed = [...subscriptions.all()].map(({ service }) => service);
    return [...new Set([...known.always, ...followed])];
  }

  return {
    async start() {
      const wanted = chosenPlatforms(config, outside);
      if (wanted.some(({ name }) => name === 'console')) {
        await followInTerminal(subscriptions, watchedFromStart(), { ...config, since: now() });
      } else await forgetTerminal(subscriptions);
      await watching.start(watchedFromStart());
      await Promise.all(wanted.map(startPlatform));
      if (platforms.size === 0) throw new CannotStart('No chat network could be started.');
      if (config.http) server = await openDoor(config.http);
      telling.wakeAll();
      await digests.start();
    },
    async stop() {
      await Promise.all([
        calendar.stop(),
        watching.pause(),
        ...[...platforms.values()].map((one) => one.stop()),
      ]);
      server?.close();
      await telling.stop();
      await watching.stop();
      await store.close();
    },
  };
}

function chosenPlatforms(config: Config, outside: Outside): Platform[] {
  const parts = { log: outside.log, now: outside.clock.now };
  const chosen: Platform[] = [];
  if (config.discord) chosen.push(createDiscord(config.discord, { ...parts, draw: drawChart }));
  if (config.slack) chosen.push(createSlack(config.slack, { ...parts, draw: drawChart }));
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

/** The terminal hears of everything that is watched without being asked. */
async function followInTerminal(
  subscriptions: Subscriptions,
  services: readonly string[],
  { language, timeZone, since }: Pick<Subscription, 'language' | 'timeZone' | 'since'>,
): Promise<void> {
  const facts = { channel: terminalChannel, language, timeZone, since, by: 'terminal' };
  for (const service of services) {
    if (!subscriptions.get(terminalChannel, service))
      await subscriptions.add({ ...facts, service });
  }
}

/** Without a terminal to talk to, nothing is watched for its sake. */
async function forgetTerminal(subscriptions: Subscriptions): Promise<void> {
  for (const { service } of subscriptions.ofChannel(terminalChannel)) {
    await subscriptions.remove(terminalChannel, service);
  }
}

/** What the jobs of these services call with. */
function beatKeysOf(services: readonly Service[]): ReadonlySet<string> {
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  return new Set(checks.flatMap(({ target }) => beatKeyOf(target) ?? []));
}
