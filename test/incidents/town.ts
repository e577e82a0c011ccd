/** A town of services that a real watcher looks at in virtual time, and everything that was told of it. */
import { type Blindness, createBlindness } from '../../src/incidents/blindness.ts';
import { createCanaries } from '../../src/incidents/canaries.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { createMaintenance, type Maintenance } from '../../src/incidents/maintenance.ts';
import { createWatcher, type Watcher, type WatcherParts } from '../../src/incidents/watcher.ts';
import type { Window } from '../../src/incidents/window.ts';
import type { Cause, Health, Incident, Notice, Reading, Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/store.ts';
import { createSchedule } from '../../src/time/schedule.ts';
import { createHandClock, type HandClock } from '../clock.ts';

export const second = 1_000;
export const minute = 60_000;
export const hour = 60 * minute;

/** What becomes of a look; anything but `up` takes its second. */
export type Sight = 'up' | 'silent' | 'broken' | 'nameless' | 'refused' | 'bug' | 'deaf';

const causes: Readonly<Record<Exclude<Sight, 'up'>, Cause>> = {
  silent: { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} },
  broken: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: { status: 503 } },
  nameless: { code: 'dns-servfail', kind: 'soft', phase: 'dns', values: {} },
  refused: { code: 'http-status', kind: 'policy', phase: 'first-byte', values: { status: 403 } },
  bug: { code: 'internal', kind: 'ours', phase: 'request', values: {} },
  deaf: { code: 'own-network', kind: 'ours', phase: 'dns', values: {} },
};

/** Two canaries of each way; `dns:///` ones are those for names. */
export const flock = [
  ...['tcp://192.0.2.1:443', 'tcp://198.51.100.1:443', 'tcp://203.0.113.1:443'],
  ...['tcp://[2001:db8:1::1]:443', 'tcp://[2001:db8:2::1]:443'],
  ...['dns:///one.test', 'dns:///two.test'],
];

export function service(id: string, facts: Partial<Service> = {}): Service {
  const target = `https://${id}.test/`;
  const check = { id: 'main', target, everyMs: minute, timeoutMs: 10_000, expect: {} };
  const component = { id: 'main', name: { en: id }, need: 'all' as const, checks: [check] };
  return {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: [component],
    ...facts,
  };
}

export type TownOptions = {
  readonly services: readonly Service[];
  readonly canaries?: readonly string[];
  readonly fixed?: readonly Window[];
  /** Answers for what `see` has not said. */
  readonly sees?: (target: string, now: number) => Sight;
  readonly more?: Partial<WatcherParts>;
};

export type Town = {
  readonly clock: HandClock;
  readonly store: Store;
  readonly watcher: Watcher;
  readonly blindness: Blindness;
  readonly maintenance: Maintenance;
  /** From now on this is seen at targets that contain the text. */
  see(text: string, sight: Sight): void;
  /** `shop major`, `shop over`, in the order in which they were told. */
  readonly told: string[];
  readonly incidents: Incident[];
  readonly notices: Notice[];
  /** Looks at each target since the start. */
  readonly looks: Map<string, number>;
  status(service: string): string | undefined;
  storeHealth: Health;
  /** A new process over the same store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Everybody is watched from the start. */
export async function createTown(options: TownOptions): Promise<Town> {
  const { services, canaries = flock, fixed = [], sees = () => 'up', more = {} } = options;
  const clock = createHandClock(Date.UTC(2026, 2, 3, 12));
  const store = await createStore('sqlite::memory:');
  const sights = new Map<string, Sight>();
  const looks = new Map<string, number>();
  const told: string[] = [];
  const incidents: Incident[] = [];
  const notices: Notice[] = [];
  const latest = new Map<string, string>();
  let storeHealth: Health = { isWorking: true };

  function sightOf(target: string): Sight {
    const known = [...sights].findLast(([text]) => target.includes(text));
    return known?.[1] ?? sees(target, clock.now());
  }

  async function look(target: string): Promise<Reading> {
    const at = clock.now();
    looks.set(target, (looks.get(target) ?? 0) + 1);
    const sight = sightOf(target);
    if (sight === 'up') return { status: 'up', at, tookMs: 50, timings: {} };
    const cause = causes[sight];
    const isUnknown = cause.kind === 'ours' || cause.kind === 'policy';
    const status = isUnknown ? 'unknown' : 'down';
    const address = sight === 'broken' ? { address: '192.0.2.80' } : {};
    return { status, at, tookMs: 50, timings: {}, cause, ...address };
  }

  /** Escalations and ends are what people notice; a mere revision is not. */
  function tell(incident: Incident): void {
    incidents.push(incident);
    const word = incident.endedAt === undefined ? incident.status : 'over';
    if (latest.get(incident.service) === word) return;
    latest.set(incident.service, word);
    told.push(`${incident.service} ${word}`);
  }

  async function begin() {
    const schedule = createSchedule({
      clock,
      onBug: (error) => {
        throw error;
      },
    });
    const announce = async (notice: Notice) => {
      if (!storeHealth.isWorking) throw new Error('the store fails');
      if (!notices.some(({ id }) => id === notice.id)) notices.push(notice);
    };
    const log = () => {};
    const journal = await createJournal(store.table('incidents'));
    const blindness = await createBlindness({
      canaries: await createCanaries({
        ...{ targets: canaries, look, now: clock.now, elapsed: clock.elapsed },
        table: store.table('canaries'),
      }),
      ...{ schedule, clock, announce, log },
      store: () => storeHealth,
      table: store.table('blindness'),
      watched: () => watcher.size,
      onSight: () => watcher.lookAgain(),
    });
    const maintenance = await createMaintenance({
      ...{ fixed, schedule, announce, log, now: clock.now },
      table: store.table('maintenance'),
      onOver: (ids) => watcher.lookAgain(ids),
    });
    const watcher = createWatcher({
      look: ({ target }) => look(target),
      believe: blindness.believe,
      isOwn: ({ category }) => category === 'own',
      workSince: (id) => maintenance.at(id)?.from,
      ...{ schedule, journal, log, now: clock.now },
      checkpoints: store.table('checkpoints'),
      random: () => 0.5,
      onIncident: tell,
      ...more,
    });
    blindness.start();
    maintenance.start();
    await Promise.all(services.map(watcher.watch));
    return { schedule, blindness, maintenance, watcher };
  }

  let running = await begin();

  async function end(): Promise<void> {
    running.blindness.stop();
    await running.schedule.stop();
    await running.watcher.stop();
  }

  return {
    ...{ clock, store, told, incidents, notices, looks },
    get watcher() {
      return running.watcher;
    },
    get blindness() {
      return running.blindness;
    },
    get maintenance() {
      return running.maintenance;
    },
    set storeHealth(health: Health) {
      storeHealth = health;
    },
    get storeHealth() {
      return storeHealth;
    },
    see(text, sight) {
      sights.delete(text);
      sights.set(text, sight);
    },
    status: (id) => running.watcher.verdict(id)?.status,
    async restart() {
      await end();
      running = await begin();
    },
    async stop() {
      await end();
      await store.close();
    },
  };
}
