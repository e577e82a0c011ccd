/** What one channel has been told about one service: the other half of every decision to tell. */
import type { Channel } from '../model.ts';

/** The kinds of message that people notice. */
export type Announcement = 'outage' | 'escalation' | 'recovery' | 'again' | 'missed' | 'card';

/** A message on its way: stored before the call, so that a crash leaves a trace of the doubt. */
export type Sending = {
  readonly what: Announcement;
  readonly incident: string;
  readonly openedAt: number;
  readonly revision: number;
  readonly severity: number;
  readonly nonce: string;
  readonly at: number;
  readonly attempts: number;
  /** The network refused our form of it, so this time only the plain sentence goes. */
  readonly isPlain?: boolean;
};

export type Told = {
  /** The incident last spoken of, and when it was opened (later ones are still untold). */
  readonly incident?: string;
  readonly openedAt: number;
  /** What people believe now. */
  readonly believes: 'up' | 'down';
  /** The most severe status that was announced of this incident. */
  readonly severity: number;
  /** The revision that the card shows. */
  readonly revision: number;
  /** The message that is the card; absent when it was deleted or its id is not known. */
  readonly card?: string;
  readonly sending?: Sending;
  /** The last successful delivery. */
  readonly deliveredAt?: number;
  /** Why the last delivery failed for good; nothing is sent until `retryAt`. */
  readonly problem?: { readonly reason: string; readonly since: number; readonly retryAt: number };
};

export const nothingTold: Told = { openedAt: 0, believes: 'up', severity: 0, revision: 0 };

/** The key of a subscription and of what it was told. Ids of services have no bar. */
export function toldKey(channel: Channel, service: string): string {
  return `${channel}|${service}`;
}
