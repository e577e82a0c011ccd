/**
 * What commands may use of the bot: one desk where everything that can be asked or changed lies. Its drawers
 * are in `desk/`: how services stand, a workspace's own services, planned work, and what channels follow.
 */
import type { About, Desk } from '../../commands/command.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { OwnServices } from '../catalogue/own.ts';
import type { History } from '../history/history.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Maintenance } from '../incidents/maintenance.ts';
import type { Watcher } from '../incidents/watcher.ts';
import type { Worked } from '../incidents/worked.ts';
import type { Channel, Check, Reading, Warning } from '../model.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';
import type { Telling } from '../telling/telling.ts';
import { createFollowing } from './desk/following.ts';
import { createOwn } from './desk/own.ts';
import { createPlanning } from './desk/planning.ts';
import { createStanding } from './desk/standing.ts';
import { createDrafts } from './drafts.ts';
import type { Rooms } from './rooms.ts';

export type DeskParts = {
  readonly catalogue: Catalogue;
  readonly watcher: Pick<Watcher, 'verdict' | 'lookOnce' | 'watched'>;
  readonly journal: Pick<Journal, 'of' | 'last'>;
  readonly subscriptions: Subscriptions;
  readonly telling: Pick<
    Telling,
    'say' | 'wake' | 'health' | 'announce' | 'deliveredAt' | 'tracesOf'
  >;
  readonly history: Pick<History, 'uptime' | 'latency' | 'steps' | 'forget'>;
  /** What early warnings have learned of services. */
  readonly warnings?: { forget(service: string): Promise<void> };
  readonly own: OwnServices;
  readonly rooms: Rooms;
  readonly maintenance: Pick<Maintenance, 'add' | 'list' | 'cancel'>;
  /** The planned work of the past; without it only what lasts now is known. */
  readonly worked?: Worked;
  /** A service has come or gone. */
  readonly onOwn: (service: string) => Promise<void>;
  /** A channel has chosen anew. */
  readonly onRoom?: (channel: Channel) => Promise<void>;
  /** Do people of this workspace speak for the services of the operator's file? */
  readonly isOperators?: (workspace: string) => boolean;
  readonly look: (check: Check) => Promise<Reading>;
  /** What is wrong with a target, in one sentence. */
  readonly targetProblem: (target: string) => string | undefined;
  /** One look at a public address, with the usual expectation. */
  readonly lookPublic: (target: string, timeoutMs: number) => Promise<Reading>;
  /** What is unusual about a watched service, or will soon be full. */
  readonly warningsOf?: (service: string) => readonly Warning[];
  /** Busy periods that concern a service and touch a time, soonest first. */
  readonly busy?: Desk['busy'];
  readonly about: () => Omit<About, 'services' | 'watched'>;
  readonly now: () => number;
};

/** The desk of no workspace, which knows what everybody may know. */
export function createDesk(parts: DeskParts): Desk {
  const drafts = createDrafts(parts.now);
  const shared = { ...createStanding(parts), ...createFollowing(parts) };

  function within(workspace: string): Desk {
    const { catalogue, ...own } = createOwn({ ...parts, probe: shared.probe }, workspace);
    const planning = createPlanning({ ...parts, drafts }, workspace);
    return { ...shared, ...own, ...planning, catalogue, within };
  }

  return within('');
}
