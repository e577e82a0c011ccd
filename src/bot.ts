/** The whole bot as one thing that can be made, started and stopped: watching, telling, answering and the doors. */
import { commands } from '../commands/index.ts';
import { createAnswer } from './asking/answer.ts';
import { createDesk } from './asking/desk.ts';
import { createDigests } from './asking/digests.ts';
import { createLookBack } from './asking/look-back.ts';
import { operators } from './asking/place.ts';
import { createQuota } from './asking/quota.ts';
import { createRooms } from './asking/rooms.ts';
import { createKnown, type Known } from './catalogue/known.ts';
import type { Config } from './config.ts';
import { createDoors } from './doors.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createGathering } from './incidents/gathering.ts';
import { createJournal } from './incidents/journal.ts';
import { coveredMs } from './incidents/worked.ts';
import { createListening, isListening } from './listening.ts';
import type { Log } from './log.ts';
import type { Health, Incident, Service, Subscription } from './model.ts';
import { createNetworks, type Terminal } from './networks.ts';
import type { Ears } from './platforms/platform.ts';
import { beatKeyOf, targetProblem } from './probes/index.ts';
import { createStore } from './store/index.ts';
import { sayWarnings } from './telling/compose-warning.ts';
import { createComposing } from './telling/composing.ts';
import { createSubscriptions } from './telling/subscriptions.ts';
import { createTelling } from './telling/telling.ts';
import { createCalendar } from './time/calendar.ts';
import type { Clock } from './time/clock.ts';
import { createSchedule } from './time/schedule.ts';
import { createTimetable } from './time/timetable.ts';
import { type Configuration, createUpkeep } from './upkeep.ts';
import { version } from './version.ts';
import { createWatching } from './watching.ts';
import { createBells } from './web/beats.ts';
import { createRecords } from './web/metrics/records.ts';

/** Of one person in one channel: more than anybody types, less than a script that runs wild. */
const asksPerPerson = { perMinute: 30, burst: 20 };
/** A look that takes longer waits for a target that hangs, and must not keep others from being looked at. */
const slowAfterMs = 1_000;

/** The bot cannot work as it is set; the text says what would be right. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** What the bot needs of the world it runs in. */
export type Outside = Terminal & {
  readonly log: Log;
  readonly clock: Clock;
  /** Certificates to trust beside the usual ones, in PEM. */
  readonly trust?: readonly string[];
  readonly resolvers?: readonly string[];
  /** Read again when it changes. */
  readonly configuration?: Configuration;
};

export type Bot = {
  /** Rejects when nothing at all could be started. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Reads the configuration again. Never rejects. */
  reload(): Promise<void>;
};

/** Opens the store and puts the parts together; nothing is watched or said before `start`. */
export async function createBot(config: Config, outside: Outside): Promise<Bot> {
  const { log, clock, trust, resolvers, configuration, ...terminal } = outside;
  const { now } = clock;
  const startedAt = now();
  let isStarted = false;

  // What is remembered, and when something is to be done.
  const records = createRecords(clock.elapsed);
  const store = records.ofStore(await createStore(config.storeUrl));
  const known = await createKnown(store.table('own'), config);
  const journal = await createJournal(store.table<Incident>('incidents'));
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    (service) => {
      void watching.followUp(service);
      if (isStarted) listening.followPeople().catch(bug);
    },
    isListening,
  );
  const rooms = await createRooms(store.table('rooms'), subscriptions);
  const calendar = createCalendar(bug, now);
  const schedule = createTimetable({
    schedule: createSchedule({ clock, slowAfterMs, onStart: records.noteStart, onBug: bug }),
    ...{ calendar, timeZone: config.timeZone, timesOf: (job) => timesOf(known, job) },
  });

  // The bot speaks first: looks, outages, messages.
  const networks = await createNetworks({ config, terminal, now, log, noted: records.ofPlatform });
  const listening = createListening({
    ...{ config, known, subscriptions, now, hasTerminal: networks.hasTerminal },
  });
  const telling = await createTelling({
    ...{ platforms: networks.platforms, store, subscriptions, clock, log },
    incidentsOf: journal.of,
    isGathering: createGathering({
      watched: () => watching.watcher.watched,
      verdict: (service) => watching.watcher.verdict(service),
      serviceOf: known.of,
    }),
    ...createComposing({
      serviceOf: known.of,
      followedBy: (channel) => subscriptions.ofChannel(channel).map(({ service }) => service),
      pastOf: (channel, span, voice) => lookBack(channel, span, voice),
      now,
    }),
  });
  const bells = await createBells({
    ...{ table: store.table('beats'), now, keys: () => beatKeysOf(known.fromFile) },
  });
  const watching = await createWatching({
    ...{ config, known, store, journal, schedule, calendar, bells, records },
    ...{ clock, log, trust, resolvers, announce: telling.announce },
    isFollowed: (service) => subscriptions.ofService(service).length > 0,
    followed: () => [...new Set([...subscriptions.all()].map(({ service }) => service))],
    onIncident(incident) {
      records.noteIncident(incident);
      telling.wakeService(incident.service);
    },
  });
  const { watcher, history, maintenance, worked, blindness, warnings, almanac } = watching;
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

  // A person speaks first: an ask, an answer.
  const desk = createDesk({
    ...{ catalogue: known.catalogue, own: known.own, rooms, maintenance, watcher, journal },
    ...{ subscriptions, telling, history, warnings, worked, now, targetProblem },
    ...{ warningsOf: warnings.of, busy: almanac.between },
    ...{ onOwn: watching.followUp, onRoom: digests.follow },
    ...{ look: watching.look, lookPublic: watching.lookPublic },
    isOperators: operators(config.ownWorkspaces),
    about: () => ({ version, startedAt, health: health(), blind: blindness.periods }),
  });
  const { answer, complete, shapes } = createAnswer({
    ...{ commands, desk, log, quota: createQuota({ ...asksPerPerson, now: clock.elapsed }) },
    defaults: { language: config.language, timeZone: config.timeZone },
  });
  const upkeep = await createUpkeep({
    ...{ config, configuration, known, store, journal, subscriptions, rooms, history, telling },
    warnings,
    ...{ calendar, clock, log, followUp: watching.followUp, leave: watching.leave },
    isWatched: (service) => watcher.watched.includes(service),
    replaceMaintenance: maintenance.replaceFixed,
    onReload: listening.follow,
  });
  const ears: Ears = {
    answer(ask) {
      upkeep.note(ask);
      return answer(ask);
    },
    complete,
    commands: shapes,
    noticeRemoval: upkeep.forget,
    noticeChannel(channel, change) {
      log('info', 'a channel changed', { channel, change });
      if (change === 'back') telling.resume(channel).catch(bug);
    },
  };

  // Others look at us.
  const doors = createDoors({
    ...{ config, known, store, journal, subscriptions, telling, watching, bells, records },
    ...{ startedAt, isStarted: () => isStarted, health, networks: networks.health, clock, log },
  });
  const heartbeat =
    config.heartbeat &&
    createHeartbeat({
      ...{ ...config.heartbeat, health, schedule, log, userAgent: config.userAgent },
    });

  function bug(error: unknown, job?: string): void {
    log('error', 'something unforeseen', { ...(job && { job }), error: String(error) });
  }

  function health(): Record<string, Health> {
    return { ...watching.health(), ...networks.health() };
  }

  return {
    async start() {
      await listening.follow();
      await watching.start(listening.wanted);
      await networks.start(ears);
      if (networks.platforms.size === 0) {
        throw new CannotStart('No chat network could be started.');
      }
      if (config.http) await open(doors, config.http);
      telling.wakeAll();
      await digests.start();
      upkeep.start();
      heartbeat?.start();
      isStarted = true;
    },
    async stop() {
      isStarted = false;
      heartbeat?.stop();
      await upkeep.stop();
      await Promise.all([calendar.stop(), watching.pause(), networks.stop()]);
      doors.close();
      await telling.stop();
      await watching.stop();
      await store.close();
    },
    reload: upkeep.reload,
  };
}

async function open(
  doors: ReturnType<typeof createDoors>,
  { host, port }: NonNullable<Config['http']>,
): Promise<void> {
  try {
    await doors.open(host, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : message;
    throw new CannotStart(`HTTP_PORT: ${host}:${port} ${why}; choose another, or 0 for none`);
  }
}

/** The times of the calendar at which a check is looked at; its job is called `service/check`. */
function timesOf(known: Known, job: string): string | undefined {
  const [service = ''] = job.split('/', 1);
  const checks = known.get(service)?.components.flatMap((one) => one.checks) ?? [];
  return checks.find(({ id }) => job === `${service}/${id}`)?.times;
}

/** What the jobs of these services call with. */
function beatKeysOf(services: readonly Service[]): ReadonlySet<string> {
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  return new Set(checks.flatMap(({ target }) => beatKeyOf(target) ?? []));
}
