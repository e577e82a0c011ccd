/** What keeps a bot in order for years, put together: its configuration read anew, what is forgotten, what is tidied up. */
import type { Rooms } from './asking/rooms.ts';
import type { Known } from './catalogue/known.ts';
import type { Config, Loaded } from './config.ts';
import type { History } from './history/history.ts';
import type { Journal } from './incidents/journal.ts';
import type { Window } from './incidents/window.ts';
import type { Log } from './log.ts';
import type { Channel } from './model.ts';
import type { Ask } from './platforms/platform.ts';
import { createForget, type ForgetParts } from './privacy/forget.ts';
import { createPlaces } from './privacy/places.ts';
import { createRetention } from './privacy/retention.ts';
import { createApply } from './reload/apply.ts';
import { createReload, type Reload } from './reload/reload.ts';
import type { Store } from './store/store.ts';
import type { Subscriptions } from './telling/subscriptions.ts';
import type { Telling } from './telling/telling.ts';
import { createVoices } from './telling/voices.ts';
import type { Calendar } from './time/calendar.ts';
import type { Clock } from './time/clock.ts';

/** Where a configuration comes from: how it is read, and the files to keep an eye on. */
export type Configuration = {
  readonly load: () => Promise<Loaded>;
  readonly paths: readonly string[];
};

export type UpkeepParts = {
  readonly config: Config;
  /** Absent where the configuration is no file. */
  readonly configuration?: Configuration | undefined;
  readonly known: Known;
  readonly store: Store;
  readonly journal: Journal;
  readonly subscriptions: Subscriptions;
  readonly rooms: Rooms;
  readonly history: Pick<History, 'forget'>;
  readonly warnings?: ForgetParts['warnings'];
  readonly telling: Telling;
  readonly isWatched: (service: string) => boolean;
  /** Begins or ends to watch a service, as it is wanted now. */
  readonly followUp: (service: string) => Promise<void>;
  /** No longer looks at it; what was learned is stored when it resolves. */
  readonly leave: (service: string) => Promise<void>;
  readonly replaceMaintenance: (windows: readonly Window[]) => void;
  /** Other services are watched than before. */
  readonly onReload: () => Promise<void>;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
};

export type Upkeep = {
  /** Something was asked. */
  note(ask: Pick<Ask, 'channel' | 'workspace'>): void;
  /** The bot was thrown out there. */
  forget(workspace: string, channels: readonly Channel[]): void;
  start(): void;
  /** Reads the configuration anew. Never rejects. */
  reload(): Promise<void>;
  stop(): Promise<void>;
};

export async function createUpkeep(parts: UpkeepParts): Promise<Upkeep> {
  const { config, configuration, store, known, journal, subscriptions, telling, log } = parts;
  const { now } = parts.clock;
  const { rooms, history, followUp, leave } = parts;
  const places = await createPlaces(store.table('places'));
  const forget = createForget({
    ...{ store, subscriptions, own: known.own, rooms, places, telling, history, followUp, log },
    ...(parts.warnings && { warnings: parts.warnings }),
  });
  const retention = createRetention({
    ...{ store, subscriptions, forget, now, log },
    ...{ calendar: parts.calendar, timeZone: config.timeZone, isWatched: parts.isWatched },
  });
  const apply = createApply({
    ...{ known, journal, telling, now, followUp, leave, voiceOf: createVoices() },
    checkpoints: store.table('checkpoints'),
    replaceMaintenance: parts.replaceMaintenance,
  });
  let reload: Reload | undefined;

  return {
    note: (ask) => void places.note(ask),
    forget(workspace, channels) {
      forget(workspace, channels).catch((error) => {
        log('error', 'a workspace could not be forgotten', { workspace, error: String(error) });
      });
    },
    start() {
      retention.start();
      if (!configuration) return;
      reload = createReload({
        ...{ ...configuration, config, log, clock: parts.clock },
        async apply(found, next) {
          await apply(found, next);
          await parts.onReload();
        },
      });
    },
    reload: async () => reload?.now(),
    stop: async () => reload?.stop(),
  };
}
