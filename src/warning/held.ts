/**
 * What is kept back for a moment: services that become slow together, unrelated as they are, have our own
 * line in common. Pure.
 */
import type { Warning } from '../model.ts';
import { minuteMs } from './quarter.ts';

export type Held = { readonly service: string; readonly warning: Warning; readonly since: number };

/** Every check that is looked at each five minutes has ended its quarter by then. */
const heldMs = 6 * minuteMs;
/** So many services, and such a share of all, do not become slow together by chance. */
const together = { services: 3, share: 0.3 } as const;

/** Those whose time has come, without those that came together; and those that still have to wait. */
export function released(
  held: readonly Held[],
  now: number,
  services: number,
): { readonly told: readonly Held[]; readonly waiting: readonly Held[]; readonly ours: number } {
  const first = held[0];
  // A clock that was set back must not keep them for longer.
  if (!first || Math.abs(now - first.since) < heldMs) return { told: [], waiting: held, ours: 0 };
  const due = held.filter(({ since }) => since < first.since + heldMs);
  const waiting = held.filter((one) => !due.includes(one));
  const slow = new Set(due.filter(isLatency).map((one) => one.service)).size;
  const isOurs = isCrowd(slow, services);
  return {
    told: isOurs ? due.filter((one) => !isLatency(one)) : due,
    waiting,
    ours: isOurs ? slow : 0,
  };
}

/** So many of all services that are slow at once have something of ours in common. */
export function isCrowd(slow: number, services: number): boolean {
  return slow >= together.services && slow >= together.share * services;
}

function isLatency({ warning }: Held): boolean {
  return warning.values.name === undefined;
}
