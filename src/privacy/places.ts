/** Which workspace a channel is in, where its name does not say: noted when somebody there asks for something. */
import type { Channel } from '../model.ts';
import type { Ask } from '../platforms/platform.ts';
import type { Table } from '../store/store.ts';

/** Far more than one bot has; a network that makes up channels must not fill the disk. */
const placesAtMost = 200_000;

export type Places = {
  /** Never rejects: what could not be stored is noted with the next ask. */
  note(ask: Pick<Ask, 'channel' | 'workspace'>): Promise<void>;
  /** The channels that are known to be in a workspace. */
  of(workspace: string): readonly Channel[];
  forget(channels: readonly Channel[]): void;
};

export async function createPlaces(table: Table<string>): Promise<Places> {
  const places = new Map<Channel, string>();
  for await (const [channel, workspace] of table.entries()) places.set(channel, workspace);

  return {
    async note({ channel, workspace }) {
      if (workspace === undefined || places.get(channel) === workspace) return;
      if (places.size >= placesAtMost) return;
      places.set(channel, workspace);
      await table.set(channel, workspace).catch(() => places.delete(channel));
    },
    of: (workspace) =>
      [...places].flatMap(([channel, its]) => (its === workspace ? [channel] : [])),
    forget(channels) {
      for (const channel of channels) places.delete(channel);
    },
  };
}
