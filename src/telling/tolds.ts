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
  const known = new Map<string, Told>();
  for await (const [key, told] of table.entries()) {
    const bar = key.lastIndexOf('|');
    known.set(key, told);
    onChange(key.slice(0, bar), key.slice(bar + 1), told);
  }

  return {
    of: (channel, service) => known.get(toldKey(channel, service)) ?? nothingTold,
    async forget(channel, service) {
      const key = toldKey(channel, service);
      if (!known.has(key)) return;
      await table.delete(key);
      known.delete(key);
      onChange(channel, service, nothingTold);
    },
    async note(notes) {
      const keyed = notes.map(({ row: { subscription }, told }) => {
        const { channel, service } = subscription;
        return { channel, service, key: toldKey(channel, service), told };
      });
      await Promise.all(keyed.map(({ key, told }) => table.set(key, told)));
      for (const { channel, service, key, told } of keyed) {
        known.set(key, told);
        onChange(channel, service, told);
      }
    },
  };
}
