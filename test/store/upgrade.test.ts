/** A store of every earlier version opens with all that was in it, or is left as it was. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/incidents/watcher.ts';
import type { Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { newestVersion } from '../../src/store/layout.ts';
import { migrations } from '../../src/store/migrations.ts';
import { createPauses } from '../../src/telling/pauses.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { type Told, tracesIn } from '../../src/telling/told.ts';
import { createClock } from '../../src/time/clock.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-upgrade-'));
  path = join(folder, 'tocsin.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const layoutOfOne = `
  CREATE TABLE kv (ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
    PRIMARY KEY (ns, key)) STRICT, WITHOUT ROWID;
  PRAGMA application_id = 1416586099; PRAGMA user_version = 1`;

/** The rows as the first release wrote them. */
const rowsOfOne: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  told: {
    'discord:11|shop': {
      ...{ incident: 'shop-1', openedAt: 5_000, believes: 'down', severity: 3, revision: 2 },
      card: '99',
      sending: {
        ...{ what: 'recovery', incident: 'shop-1', openedAt: 5_000, revision: 3, severity: 3 },
        ...{ nonce: 'n1', at: 9_000, attempts: 1 },
      },
    },
    'slack:T1/C1|mail': {
      ...{ openedAt: 0, believes: 'up', severity: 0, revision: 0 },
      problem: { reason: 'not_in_channel', since: 1_000, retryAt: 2_000 },
    },
  },
  subscriptions: {
    'discord:11|shop': {
      ...{ channel: 'discord:11', service: 'shop', language: 'en', timeZone: 'UTC' },
      ...{ by: '7', since: 1 },
      filters: JSON.parse('{"quiet":{"hours":{"from":"22:00","to":"07:00"},"then":"forget"}}'),
    },
    'slack:T1/C1|mail': {
      ...{ channel: 'slack:T1/C1', service: 'mail', language: 'zh-CN', timeZone: 'Asia/Shanghai' },
      ...{ by: 'U1', since: 2 },
    },
  },
  checkpoints: {
    shop: { web: { status: 'operational', since: 1 }, 'it"s': { status: 'down', since: 2 } },
    empty: {},
  },
  incidents: { 'shop-1': { id: 'shop-1', service: 'shop', revision: 3 } },
};

function make(layout: string, rows: typeof rowsOfOne = {}): void {
  const database = new DatabaseSync(path);
  database.exec(layout);
  for (const [table, entries] of Object.entries(rows)) {
    for (const [key, value] of Object.entries(entries)) {
      database
        .prepare('INSERT INTO kv (ns, key, value) VALUES (?, ?, ?)')
        .run(table, key, JSON.stringify(value));
    }
  }
  database.close();
}

function versionOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  database.close();
  return version;
}

/** All rows but those of the store about itself. */
function rowsIn(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(`SELECT ns, key, value FROM kv WHERE ns <> 'store'`).all();
  database.close();
  return rows.map(({ ns, key, value }) => [ns, key, JSON.parse(String(value))]);
}

test('an empty file becomes a store, and nothing is kept of it', async () => {
  make('');
  await (await createStore(`sqlite:${path}`)).close();
  expect(versionOf(path)).toBe(newestVersion);
  expect(existsSync(`${path}.before-v${newestVersion}`)).toBe(false);
});

describe('a store of version 1', () => {
  beforeEach(() => make(layoutOfOne, rowsOfOne));

  test('has its messages on their way, its subscriptions and its pauses in their later form', async () => {
    const store = await createStore(`sqlite:${path}`);
    expect(await store.table<Told>('told').get('discord:11|shop')).toEqual({
      ...{ incident: 'shop-1', openedAt: 5_000, believes: 'down', severity: 3, revision: 2 },
      card: '99',
      sending: {
        ...{ what: 'recovery', nonce: 'n1', at: 9_000, attempts: 1 },
        members: [
          { service: 'shop', incident: 'shop-1', openedAt: 5_000, revision: 3, severity: 3 },
        ],
      },
    } satisfies Told);
    const told = await store.table<Told>('told').get('slack:T1/C1|mail');
    expect(told).toEqual({ openedAt: 0, believes: 'up', severity: 0, revision: 0 });
    const clock = createClock();
    const pauses = await createPauses({ table: store.table('pauses'), clock, onRetry: () => {} });
    expect(pauses.of('slack:T1/C1')).toEqual({
      ...{ reason: 'not_in_channel', since: 1_000, retryAt: 2_000 },
    });
    pauses.stop();
    const subscriptions = await createSubscriptions(
      store.table<Subscription>('subscriptions'),
      () => {},
    );
    expect(subscriptions.get('discord:11', 'shop')?.filters?.quiet).toEqual({
      ...{ hours: { from: '22:00', to: '07:00' }, afterwards: 'forget' },
    });
    expect(subscriptions.get('slack:T1/C1', 'mail')?.timeZone).toBe('Asia/Shanghai');
    const checkpoints = store.table<Checkpoint>('checkpoints');
    expect(await checkpoints.get('shop')).toEqual({
      web: { status: 'operational', since: 1, hasWorked: true },
      'it"s': { status: 'down', since: 2, hasWorked: false },
    });
    expect(await checkpoints.get('empty')).toEqual({});
    await store.close();
  });

  test('is kept beside the new one as it was', async () => {
    const before = rowsIn(path);
    await (await createStore(`sqlite:${path}`)).close();
    expect(versionOf(`${path}.before-v${newestVersion}`)).toBe(1);
    expect(rowsIn(`${path}.before-v${newestVersion}`)).toEqual(before);
  });

  test('is brought up to date once', async () => {
    await (await createStore(`sqlite:${path}`)).close();
    const once = rowsIn(path);
    rmSync(`${path}.before-v${newestVersion}`);
    await (await createStore(`sqlite:${path}`)).close();
    expect(rowsIn(path)).toEqual(once);
    expect(existsSync(`${path}.before-v${newestVersion}`)).toBe(false);
  });
});

test('a store of version 2 keeps the trail of each service, in its later form', async () => {
  const trail = [
    { at: 1_795_390_000_000, what: 'outage', why: 'first' },
    { at: 1_795_390_060_000, what: 'note', why: 'quiet-hours' },
  ];
  const told = { openedAt: 0, believes: 'up', severity: 0, revision: 0 } as const;
  const layoutOfTwo = layoutOfOne.replace('user_version = 1', 'user_version = 2');
  make(layoutOfTwo, { told: { 'discord:11|shop': { ...told, trail }, 'discord:11|mail': told } });
  const store = await createStore(`sqlite:${path}`);
  const shop = await store.table<Told>('told').get('discord:11|shop');
  expect(shop && tracesIn(shop)).toEqual(trail);
  expect(await store.table<Told>('told').get('discord:11|mail')).toEqual(told);
  await store.close();
});

test.each(migrations.map(({ what }, version) => [version, what] as const))(
  'a store of version %i opens, whose next step is: %s',
  async (version) => {
    const steps = migrations.slice(0, version).map(({ sql }) => `${sql};`);
    make(`${steps.join('\n')} PRAGMA user_version = ${version}`);
    const store = await createStore(`sqlite:${path}`);
    await store.table('things').set('key', 1);
    await store.close();
    expect(versionOf(path)).toBe(newestVersion);
  },
);

describe('killed while the store is brought up to date', () => {
  test.each([
    ['at the first row', '1', 'old'],
    ['at the fifth row', '5', 'old'],
    ['right after', 'after', 'new'],
  ])('%s, there is all of the old store or all of the new', async (_, moment, expected) => {
    make(layoutOfOne, rowsOfOne);
    const before = rowsIn(path);
    const program = join(import.meta.dirname, 'upgrader.ts');
    const { signal } = spawnSync(process.execPath, [program, path, moment]);
    expect(signal).toBe('SIGKILL');
    expect(versionOf(path)).toBe(expected === 'old' ? 1 : newestVersion + 1);
    if (expected === 'old') expect(rowsIn(path)).toEqual(before);
    else expect(rowsIn(path)).not.toEqual(before);
    expect(rowsIn(`${path}.before-v${newestVersion + 1}`)).toEqual(before);
  });
});

test.each([
  ['of a newer version', `${layoutOfOne}; PRAGMA user_version = 99`, /newer Tocsin/],
  ['of another program', 'CREATE TABLE letters (text TEXT)', /of another program/],
  [
    'with another mark',
    'PRAGMA application_id = 77; PRAGMA user_version = 5',
    /of another program/,
  ],
])('a database %s is refused and not touched', async (_, layout, words) => {
  make(layout);
  const before = readFileSync(path);
  await expect(createStore(`sqlite:${path}`)).rejects.toThrow(words);
  expect(readFileSync(path)).toEqual(before);
});
