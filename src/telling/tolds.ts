/** What every subscription has been told: in memory for every decision, in the store for every restart. */
import type { Channel } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Row } from './need.ts';
import { nothingTold, type Told, toldKey } from './told.ts';

export type Note = { readonly row: Row; readonly told: Told };

export type Tolds = {
  of(channel: Channel, service: string): Told;
  /** Durable when it resolves; begun in one turn, so all of them or none. */
  note(notes: readonly Note[]): Promise<void>;
  /** Nothing is left of what was told. */
  forget(channel: Channel, service: string): Promise<void>;
};

export type ToldListener = (channel: Channel, service: string, told: Told) => void;

/** Loads what was told. `onChange` hears of each entry, of those that were loaded too. */
export async function createTolds(table: Table<Told>, onChange: ToldListener): Promise<Tolds> {
  /** By channel and service: a key of both would be made and hashed anew at each look. */
  const known = new Map<Channel, Map<string, Told>>();

  function remember(channel: Channel, service: string, told: Told): void {
    const tolds = known.get(channel);
    if (tolds) tolds.set(service, told);
    else known.set(channel, new Map([[service, told]]));
    onChange(channel, service, told);
  }

  for await (const [key, told] of table.entries()) {
    const bar = key.lastIndexOf('|');
    remember(key.slice(0, bar), key.slice(bar + 1), told);
  }

  return {
    of: (channel, service) => known.get(channel)?.get(service) ?? nothingTold,
    async forget(channel, service) {
      if (!known.get(channel)?.has(service)) return;
      await table.delete(toldKey(channel, service));
      const left = known.get(channel);
      left?.delete(service);
      if (left?.size === 0) known.delete(channel);
      onChange(channel, service, nothingTold);
    },
    async note(notes) {
      const writes = notes.map(({ row: { subscription }, told }) => {
        return table.set(toldKey(subscription.channel, subscription.service), told);
      });
      // Most are alone, and a promise for all of one costs as much as that one.
      await (writes.length === 1 ? writes[0] : Promise.all(writes));
      for (const { row, told } of notes) {
        remember(row.subscription.channel, row.subscription.service, told);
      }
    },
  };
}
