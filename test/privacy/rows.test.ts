/** What is known about a workspace is known by table, and all of it goes when it is to be forgotten. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetRows, whoseRows } from '../../src/privacy/rows.ts';
import { type TableName, tableNames, tables } from '../../src/privacy/tables.ts';
import { createStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/store.ts';

const source = join(import.meta.dirname, '../../src');

test('every table of the program is known here, with whose its rows are', () => {
  const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(privacy|store|run)\//.test(name))
    .map((name) => readFileSync(join(source, name), 'utf8'));
  const used = texts.flatMap((text) =>
    [...text.matchAll(/\.table(?:<[^(]*>)?\(\s*'(\w+)'/g)].map(([, name]) => name),
  );
  expect(used.length).toBeGreaterThan(15);
  expect(used.filter((name) => !Object.hasOwn(tables, name ?? ''))).toEqual([]);
});

/** A workspace, its channel and a service of its own. */
type Theirs = readonly [string, string, string];

/** Rows of theirs in every table. */
function rowsOf([workspace, channel, service]: Theirs) {
  const isNamed = channel.startsWith(`${workspace}/`);
  const rows: Record<TableName, readonly (readonly [string, unknown])[]> = {
    subscriptions: [[`${channel}|gmail`, { channel, service: 'gmail', by: 'U1' }]],
    told: [[`${channel}|gmail`, { openedAt: 0 }]],
    rooms: [[channel, { language: 'de' }]],
    trail: [[channel, [{ at: 1, of: 'gmail', what: 'outage', why: 'first' }]]],
    pauses: [[channel, { reason: 'gone', since: 1, retryAt: 2 }]],
    noticed: [[`${channel}|certificate:mx:7`, { isOver: true }]],
    holds: [[channel, 9], ...(isNamed ? ([[`${workspace} post`, 9]] as const) : [])],
    digests: [[channel, { plan: 'x', since: 1 }]],
    warnings: [[service, {}]],
    busy: [[`${service}/sales`, { from: 1 }]],
    worked: [[service, []]],
    places: isNamed ? [] : [[channel, workspace]],
    history: [
      [`${service}/main/https://x/`, { by: 'day', rows: '' }],
      [`${service}/main/https://x//20412`, { by: 'quarter', rows: '' }],
    ],
    checkpoints: [[service, {}]],
    feeds: [[service, {}]],
    incidents: [[`${service}.1`, { id: `${service}.1`, service }]],
    own: [[service, { id: service, workspace, by: 'U1' }]],
    notices: [[`announcement:${service}`, { services: [service], facts: { person: 'Ana' } }]],
    maintenance: [[`m-${service}`, { id: 'm1', services: [service] }]],
    works: [[`w-${service}`, { id: 'w1', services: [service] }]],
    beats: [],
    canaries: [],
    blindness: [],
    certificates: [],
    domains: [],
  };
  return rows;
}

/** What belongs to nobody, or to more than one. */
const common: Partial<Record<TableName, readonly (readonly [string, unknown])[]>> = {
  beats: [['backup', { at: 1 }]],
  certificates: [['mx.example.com', { told: 7 }]],
  domains: [['example.com', { told: 7 }]],
  incidents: [['gmail.1', { id: 'gmail.1', service: 'gmail' }]],
  notices: [['blind:1', { facts: {} }]],
  maintenance: [
    ['m9', { services: ['one', 'gmail'] }],
    ['m8', {}],
  ],
  history: [['gmail/main/https://x/', { by: 'day', rows: '' }]],
};

async function fill(store: Store, rows: typeof common): Promise<void> {
  for (const [table, entries] of Object.entries(rows)) {
    for (const [key, value] of entries) await store.table(table).set(key, value);
  }
}

async function dump(store: Store): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of tableNames) {
    for await (const [key, value] of store.table(name).entries()) {
      lines.push(`${name} ${key} ${JSON.stringify(value)}`);
    }
  }
  return lines;
}

const neighbours: readonly (readonly [string, Theirs, Theirs])[] = [
  ['a Slack workspace', ['slack:T1', 'slack:T1/C1', 'one'], ['slack:T12', 'slack:T12/C1', 'two']],
  ['a Discord server', ['discord:1', 'discord:77', 'one'], ['discord:2', 'discord:777', 'two']],
];

test.each(neighbours)(
  'nothing about %s is left, and all about its neighbours',
  async (_, theirs, others) => {
    const store = await createStore('sqlite::memory:');
    await fill(store, rowsOf(others));
    await fill(store, common);
    const before = await dump(store);
    await fill(store, rowsOf(theirs));
    const forgotten = await forgetRows(store, await whoseRows(store, [theirs[0]]));
    expect(await dump(store)).toEqual(before);
    const named = tableNames.filter((name) => rowsOf(theirs)[name].length > 0);
    expect(Object.keys(forgotten).sort()).toEqual([...named].sort());
    await store.close();
  },
);

test('one channel is forgotten and its workspace is not', async () => {
  const store = await createStore('sqlite::memory:');
  await fill(store, rowsOf(['slack:T1', 'slack:T1/C1', 'one']));
  await store.table('subscriptions').set('slack:T1/C2|gmail', { channel: 'slack:T1/C2' });
  const rows = await forgetRows(store, await whoseRows(store, ['slack:T1/C1']));
  expect(rows).toEqual({
    ...{ subscriptions: 1, told: 1, rooms: 1, trail: 1, pauses: 1, noticed: 1, holds: 1 },
    digests: 1,
  });
  expect(await store.table('subscriptions').get('slack:T1/C2|gmail')).toBeDefined();
  expect(await store.table('own').get('one')).toBeDefined();
  await store.close();
});
