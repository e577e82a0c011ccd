/** All that watches, put together as the bot puts it together: what looks may cost the store. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { createKnown } from '../src/catalogue/known.ts';
import { readConfig } from '../src/config.ts';
import { createJournal } from '../src/incidents/journal.ts';
import { createStore } from '../src/store/index.ts';
import type { Store, Table } from '../src/store/store.ts';
import { createCalendar } from '../src/time/calendar.ts';
import { createClock } from '../src/time/clock.ts';
import { createSchedule } from '../src/time/schedule.ts';
import { createWatching } from '../src/watching.ts';
import { createBells } from '../src/web/beats.ts';
import { tcpLab } from './lab/servers.ts';

const onBug = (error: unknown) => {
  throw error;
};

/** The same store, and what is written to it. */
function counted(store: Store): { readonly store: Store; readonly written: string[] } {
  const written: string[] = [];
  const table = <T>(name: string): Table<T> => {
    const real = store.table<T>(name);
    return {
      ...real,
      set(key, value) {
        written.push(`${name}/${key}`);
        return real.set(key, value);
      },
    };
  };
  return { store: { ...store, table }, written };
}

test('a look that changes nothing writes nothing', async () => {
  const lab = await tcpLab((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')),
  );
  onTestFinished(() => lab.close());
  const checks = Array.from({ length: 5 }, (_, index) => {
    return `{ target: "http://127.0.0.1:${lab.port}/${index}", every: 1s }`;
  });
  const config = readConfig(
    { CANARIES: `tcp://127.0.0.1:${lab.port}` },
    {
      services: `services: [{ id: shop, name: Shop, checks: [${checks.join(', ')}] }]`,
      servicesPath: 'services.yaml',
    },
  );
  if (!config.ok) throw new Error(config.problems.join('\n'));
  const clock = createClock();
  const { store, written } = counted(await createStore('sqlite::memory:'));
  const calendar = createCalendar(onBug, clock.now);
  const watching = await createWatching({
    ...{ config: config.config, store, calendar, clock },
    known: await createKnown(store.table('own'), config.config),
    journal: await createJournal(store.table('incidents')),
    schedule: createSchedule({ clock, onBug }),
    bells: await createBells({
      table: store.table('beats'),
      now: clock.now,
      keys: () => new Set(),
    }),
    isFollowed: () => false,
    followed: () => [],
    announce: async () => {},
    onIncident: () => {},
    log: () => {},
  });
  await watching.start(['shop']);
  const looks = async (count: number) => {
    const from = lab.connections();
    await vi.waitFor(() => expect(lab.connections()).toBeGreaterThan(from + count), 20_000);
  };
  await looks(checks.length);
  written.length = 0;
  await looks(5 * checks.length);
  expect(written).toEqual([]);
  // What was learned is written when it stops.
  await Promise.all([calendar.stop(), watching.pause()]);
  await watching.stop();
  expect(written).not.toEqual([]);
  await store.close();
}, 30_000);
