/** Deletes every row about a workspace or a channel, table by table. */
import { setImmediate as turn } from 'node:timers/promises';
import type { OwnEntry } from '../catalogue/own.ts';
import type { Store } from '../store/store.ts';
import { channelIn, type Owner, serviceIn, type TableName, tableNames, tables } from './tables.ts';

/** Whose rows are to go: those of a workspace or of single channels, and of the services they added. */
export type Whose = {
  readonly isTheirs: (channel: string) => boolean;
  readonly services: ReadonlySet<string>;
};

/** How many rows went, per table. */
export type Forgotten = Readonly<Partial<Record<TableName, number>>>;

/** Long walks let others have their turn. */
const rowsPerTurn = 500;

/** What the names stand for: a workspace, all its channels and all that it added, or one channel. */
export async function whoseRows(
  store: Pick<Store, 'table'>,
  names: readonly string[],
): Promise<Whose> {
  const channels = new Set(names);
  for await (const [channel, workspace] of store.table<string>('places').entries()) {
    if (names.includes(workspace)) channels.add(channel);
  }
  const services = new Set<string>();
  for await (const [id, { workspace }] of store.table<OwnEntry>('own').entries()) {
    if (channels.has(workspace)) services.add(id);
  }
  return {
    services,
    isTheirs: (channel) => channels.has(channel) || names.some((name) => isIn(channel, name)),
  };
}

/** Resolves when all of it is deleted; `skipped` tables stay. */
export async function forgetRows(
  store: Pick<Store, 'table'>,
  whose: Whose,
  skipped: readonly TableName[] = [],
): Promise<Forgotten> {
  const counts: Partial<Record<TableName, number>> = {};
  for (const name of tableNames.filter((one) => !skipped.includes(one))) {
    const count = await forgetIn(store, name, whose);
    if (count > 0) counts[name] = count;
  }
  return counts;
}

async function forgetIn(
  store: Pick<Store, 'table'>,
  name: TableName,
  whose: Whose,
): Promise<number> {
  const owner: Owner = tables[name];
  if (owner === 'nobody') return 0;
  const table = store.table<unknown>(name);
  const keys: string[] = [];
  let seen = 0;
  for await (const [key, value] of table.entries()) {
    seen += 1;
    if (seen % rowsPerTurn === 0) await turn();
    if (isOf(owner, key, value, whose)) keys.push(key);
  }
  await Promise.all(keys.map((key) => table.delete(key)));
  return keys.length;
}

function isOf(owner: Owner, key: string, value: unknown, { isTheirs, services }: Whose): boolean {
  if (owner === 'channel') return isTheirs(channelIn(key));
  if (owner === 'service') return services.has(serviceIn(key));
  const row = value as { workspace?: string; service?: string; services?: readonly string[] };
  if (row.workspace !== undefined) return isTheirs(row.workspace);
  if (row.service !== undefined) return services.has(row.service);
  // What concerns others too stays: nothing in it says who asked for it.
  return row.services !== undefined && row.services.length > 0
    ? row.services.every((id) => services.has(id))
    : false;
}

/** `slack:T1/C1` is in `slack:T1`. */
function isIn(channel: string, workspace: string): boolean {
  return channel === workspace || channel.startsWith(`${workspace}/`);
}
