/** All that watches, put together as the bot puts it together, with a store on a disk and nobody to tell. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKnown } from '../../src/catalogue/known.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import type { Incident, Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createCalendar } from '../../src/time/calendar.ts';
import { createClock } from '../../src/time/clock.ts';
import { createSchedule, type Schedule } from '../../src/time/schedule.ts';
import { createWatching } from '../../src/watching.ts';
import { createBells } from '../../src/web/beats.ts';
import type { Ports } from './load.ts';

export type Wiring = {
  readonly services: readonly Service[];
  readonly ports: Ports;
  /** How late a job began. */
  readonly onStart: (lateMs: number, id: string) => void;
  /** Sees every job of the schedule on its way in. */
  readonly through?: (schedule: Schedule) => Schedule;
  readonly onIncident?: (incident: Incident) => void;
};

const onBug = (error: unknown) => process.stderr.write(`${String(error)}\n`);

export async function createWired({ services, ports, onStart, ...hooks }: Wiring) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const config = configFor(services, ports);
  const clock = createClock();
  const store = await createStore(`sqlite:${join(folder, 'bench.db')}`);
  const known = await createKnown(store.table('own'), config);
  const journal = await createJournal(store.table<Incident>('incidents'));
  const own = createSchedule({ clock, slowAfterMs: 1000, onBug, onStart });
  const schedule = hooks.through?.(own) ?? own;
  const calendar = createCalendar(onBug, clock.now);
  const bells = await createBells({
    table: store.table('beats'),
    now: clock.now,
    keys: () => new Set<string>(),
  });
  const watching = await createWatching({
    ...{ config, known, store, journal, schedule, calendar, bells, clock },
    isFollowed: () => false,
    followed: () => [],
    announce: async () => {},
    onIncident: hooks.onIncident ?? (() => {}),
    log: (level, what, facts) => {
      if (level === 'error') onBug(`${what} ${JSON.stringify(facts)}`);
    },
    trust: [process.env.BENCH_CERT ?? ''],
    resolvers: [`127.0.0.1:${ports.names}`],
  });
  return {
    watching,
    schedule,
    clock,
    async close() {
      await Promise.all([calendar.stop(), watching.pause()]);
      await watching.stop();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The canaries are places that work, so that nobody doubts our own network. */
function configFor(services: readonly Service[], ports: Ports): Config {
  const loaded = readConfig({ CANARIES: 'off' }, { servicesPath: 'services.yaml' });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return { ...loaded.config, services, canaries: [`tcp://127.0.0.1:${ports.http}`] };
}
