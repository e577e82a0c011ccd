/**
 * What is kept back for a moment: services that become slow together, unrelated as they are, have our own
 * line in common. Pure.
 */
import type { Warning } from '../model.ts';
import { minuteMs } from './quarter.ts';

export type Held = { readonly service: string; readonly warning: Warning; readonly since: number };

/** Every check that is looked at each five minutes has ended its quarter by then. */
const latencyHeldMs = 6 * minuteMs;
/** A number is judged by the minute, and a burst is over by then. */
const gaugeHeldMs = 15 * minuteMs;
/** So many services, and such a share of all, do not become slow together by chance. */
const together = { services: 3, share: 0.3 } as const;

export type Released = {
  readonly told: readonly Held[];
  readonly waiting: readonly Held[];
  /** So many services became slow together; none of them is told. */
  readonly ours: number;
};

/** Those whose time has come, without those that came together; and those that still have to wait. */
export function released(held: readonly Held[], now: number, services: number): Released {
  const gauges = held.filter((one) => !isLatency(one) && isDue(one, now, gaugeHeldMs));
  const slow = held.filter(isLatency);
  const [first] = slow;
  const isTime = first !== undefined && isDue(first, now, latencyHeldMs);
  const due = isTime ? slow.filter(({ since }) => since < first.since + latencyHeldMs) : [];
  const waiting = held.filter((one) => !due.includes(one) && !gauges.includes(one));
  const count = new Set(due.map(({ service }) => service)).size;
  if (isCrowd(count, services)) return { told: gauges, waiting, ours: count };
  return { told: [...gauges, ...due], waiting, ours: 0 };
}

/** A clock that was set back must not keep them for longer. */
function isDue({ since }: Held, now: number, heldMs: number): boolean {
  return Math.abs(now - since) >= heldMs;
}

/** So many of all services that are slow at once have something of ours in common. */
export function isCrowd(slow: number, services: number): boolean {
  return slow >= together.services && slow >= together.share * services;
}

function isLatency({ warning }: Held): boolean {
  return warning.values.name === undefined;
}
