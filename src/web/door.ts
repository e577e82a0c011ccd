/** The contract of a door: a part of the web that hangs its own paths. */
import type { Hono } from 'hono';
import type { BusyPeriods } from '../busy/busy.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { History } from '../history/history.ts';
import type { Changes } from '../incidents/changes.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Maintenance } from '../incidents/maintenance.ts';
import type { Period } from '../incidents/period.ts';
import type { Watcher } from '../incidents/watcher.ts';
import type { Worked } from '../incidents/worked.ts';
import type { Health, Warning } from '../model.ts';
import type { Clock } from '../time/clock.ts';
import type { Witness } from '../vantage/witness.ts';
import type { Foresight } from '../warning/warning.ts';
import type { Access } from './access.ts';
import type { Bells } from './beats.ts';
import type { WorkLog } from './feeds/work-log.ts';

/** All that doors may use of the bot. */
export type WebParts = {
  readonly catalogue: Pick<Catalogue, 'services' | 'get' | 'find'>;
  readonly watcher: Pick<Watcher, 'watched' | 'verdict'>;
  readonly journal: Pick<Journal, 'of'>;
  readonly history: Pick<History, 'uptime' | 'latency'>;
  readonly maintenance: Pick<Maintenance, 'list'>;
  /** What has become of planned work. */
  readonly workLog: Pick<WorkLog, 'list'>;
  /** The parts of the bot by name. */
  readonly health: () => Readonly<Record<string, Health>>;
  /** When we could not see, oldest first. */
  readonly blind: () => readonly Period[];
  readonly busy: Pick<BusyPeriods, 'between'>;
  /** Answers other places that know the key. */
  readonly vantage?: { readonly key: string; readonly witness: Witness };
  /** Where jobs call. */
  readonly bells?: Bells;
  /** What whoever releases something tells us. */
  readonly changes?: Pick<Changes, 'note'>;
  /** A target as it may be shown. */
  readonly publicTarget: (target: string) => string;
  /** Who may see what. */
  readonly access: Access;
  /** The address under which people reach us, without a slash at its end. */
  readonly publicUrl?: string;
  /** For readers who have said nothing of theirs. */
  readonly language: string;
  readonly timeZone: string;
  readonly now: () => number;
  /** Hears what should not have happened, and at which path. */
  readonly onBug: (error: unknown, path: string) => void;
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  /** What points to trouble to come. */
  readonly warningsOf: (service: string) => readonly Warning[];
  /** What answers of a service are expected to take at an instant. */
  readonly usual: Foresight['usual'];
  /** When services were worked on. */
  readonly worked: Pick<Worked, 'between'>;
};

export type Door = (web: Hono, parts: WebParts) => void;
