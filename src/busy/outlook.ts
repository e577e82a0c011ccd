/** How a service does beside what is usual, and what is to be expected in the time ahead. Pure. */
import type { Stretch } from '../model.ts';
import type { Busy } from './busy.ts';
import { type Expected, median, type Usual, usualOf } from './usual.ts';

/** A stretch of time: what was seen of it, where it is past, beside what is usual. */
export type Hour = {
  readonly at: number;
  readonly ms?: number;
  /** 0 to 1; absent where nothing was seen, as in all the time ahead. */
  readonly failed?: number;
  readonly usual?: Expected;
  readonly isBusy: boolean;
};

export type Outlook = Pick<Usual, 'by' | 'since'> & {
  /** How long answers took in the last hour. */
  readonly nowMs?: number;
  /** What is usual at this hour. */
  readonly usual?: Expected;
  readonly state: 'usual' | 'slower' | 'faster' | 'unknown';
  /** As far back as ahead, oldest first; the second half of them is ahead. */
  readonly hours: readonly Hour[];
  /** The slowest time ahead, where it stands out. */
  readonly peak?: { readonly at: number; readonly ms: number };
};

export type Circumstances = {
  readonly now: number;
  readonly horizonMs: number;
  /** Those that touch the time of the stretches and the time ahead. */
  readonly busy: readonly Busy[];
  readonly timeZone: string;
};

const hourMs = 3_600_000;
/** About as many as a phone can show. */
const hoursAtMost = 56;
/** Just outside the band is still no news. */
const outside = 1.1;
const leastMs = 5;
const standsOut = 1.25;

/** `stretches` are hours, the last of which ends now. */
export function outlookOf(stretches: readonly Stretch[], circumstances: Circumstances): Outlook {
  const { now, horizonMs, busy, timeZone } = circumstances;
  const usual = usualOf(stretches, { timeZone, isSpecial: specialIn(busy) });
  const expectedAt = (at: number) => adapted(usual.at(at), busyIn(busy, at));
  const nowMs = stretches.at(-1)?.medianMs;
  const expected = expectedAt(now);
  const stepMs = Math.max(1, Math.ceil((2 * horizonMs) / hourMs / hoursAtMost)) * hourMs;
  const count = Math.round(horizonMs / stepMs);
  const hours = Array.from({ length: 2 * count }, (_, index): Hour => {
    const at = now + (index - count) * stepMs;
    const middle = at + stepMs / 2;
    const then = expectedAt(middle);
    return {
      at,
      ...(index < count ? seenIn(stretches, at, at + stepMs) : {}),
      ...(then ? { usual: then } : {}),
      isBusy: busyIn(busy, middle) !== undefined,
    };
  });
  const peak = peakOf(hours.slice(count), stepMs);
  return {
    ...{ by: usual.by, since: usual.since, hours, state: stateOf(nowMs, expected) },
    ...(nowMs === undefined ? {} : { nowMs }),
    ...(expected ? { usual: expected } : {}),
    ...(peak ? { peak } : {}),
  };
}

/** What comes every week is part of what is usual. */
function specialIn(busy: readonly Busy[]): (at: number) => boolean {
  const times = Map.groupBy(busy, ({ id }) => id);
  const rare = busy.filter(({ id }) => times.get(id)?.length === 1);
  return (at) => busyIn(rare, at) !== undefined;
}

function busyIn(busy: readonly Busy[], at: number): Busy | undefined {
  return busy
    .filter(({ from, until }) => from <= at && at < until)
    .toSorted((one, other) => other.factor - one.factor)[0];
}

/** What was seen the last time is expected again; what is only supposed widens the band. */
function adapted(usual: Expected | undefined, busy: Busy | undefined): Expected | undefined {
  if (!usual || !busy) return usual;
  const { factor, isLearned } = busy;
  const ms = isLearned ? usual.ms * factor : usual.ms;
  return { ms, fromMs: usual.fromMs, toMs: usual.toMs * factor };
}

function seenIn(stretches: readonly Stretch[], from: number, to: number) {
  const within = stretches.filter(({ at, lengthMs }) => {
    const middle = at + lengthMs / 2;
    return middle >= from && middle < to;
  });
  const known = within.reduce((sum, one) => sum + one.known, 0);
  const failed = within.reduce((sum, one) => sum + one.failed, 0);
  const ms = median(within.flatMap(({ medianMs }) => medianMs ?? []));
  return {
    ...(known > 0 ? { failed: failed / known } : {}),
    ...(ms === undefined ? {} : { ms }),
  };
}

function stateOf(nowMs: number | undefined, usual: Expected | undefined): Outlook['state'] {
  if (usual === undefined) return 'unknown';
  if (nowMs === undefined || Math.abs(nowMs - usual.ms) < leastMs) return 'usual';
  if (nowMs > usual.toMs * outside) return 'slower';
  return nowMs < usual.fromMs / outside ? 'faster' : 'usual';
}

function peakOf(ahead: readonly Hour[], stepMs: number): Outlook['peak'] {
  const times = ahead.flatMap(({ at, usual }) => (usual ? [{ at, ms: usual.ms }] : []));
  const peak = times.toSorted((one, other) => other.ms - one.ms)[0];
  const middle = median(times.map(({ ms }) => ms));
  if (!peak || middle === undefined || peak.ms < middle * standsOut) return undefined;
  return { at: peak.at + stepMs / 2, ms: peak.ms };
}
