/** One check that is followed for early warnings, and what its series say now. */
import type { Check, Reading, Service, Warning } from '../model.ts';
import { degradedSince } from './degraded.ts';
import type { News } from './finding.ts';
import { fillingNow, type Gauge, type Meter } from './gauge.ts';
import type { Circumstances, Latency } from './latency.ts';
import { hourMs, minuteMs } from './quarter.ts';

/** A check is followed by what it measures, or else by how long it takes. */
export type Stored = { readonly latency?: Latency; readonly gauge?: Gauge };

export type Entry = {
  readonly service: Service;
  readonly component: string;
  readonly check: Check;
  readonly meter: Meter | undefined;
  readonly circumstances: Circumstances;
  stored: Stored;
  /** What runs out on a day that is known. */
  readonly endings: { [code in Ending['code']]?: Ending };
  isChanged: boolean;
};

export type Ending = {
  readonly code: 'certificate' | 'domain';
  readonly at: number;
  readonly values: { readonly days: number; readonly domain?: string };
};

/** Earlier than this, what ends is routine. */
const endingDays = 14;
/** What was seen longer ago says nothing about now. */
const presentMs = hourMs;

/** What is worth showing now. */
export function warningsNow(entry: Entry, now: number): readonly Warning[] {
  return newsNow(entry, now).map((news) => warningOf(entry, news));
}

function newsNow({ stored, endings }: Entry, now: number): readonly News[] {
  const { latency, gauge } = stored;
  const seenAt = latency?.open?.at ?? (gauge?.minute ?? 0) * minuteMs;
  const isPresent = Math.abs(now - seenAt) <= presentMs;
  const finding = isPresent ? (latency ?? gauge)?.finding : undefined;
  const filling = gauge && isPresent ? fillingNow(gauge) : undefined;
  const ending = Object.values(endings).filter(
    ({ values: { days } }) => days >= 0 && days <= endingDays,
  );
  return [
    ...(filling ? [filling] : []),
    ...(finding ? [{ code: finding.code, at: finding.at, values: finding.values }] : []),
    ...ending,
  ];
}

export function warningOf({ component, check, meter }: Entry, { code, at, values }: News): Warning {
  const isEnding = code === 'certificate' || code === 'domain';
  const name = meter && !isEnding ? { name: meter.name } : {};
  return { component, check: check.id, code, at, values: { ...values, ...name } };
}

/** What can still be prevented comes first. */
const urgencies: readonly Warning['code'][] = [
  ...(['fills', 'domain', 'certificate'] as const),
  ...(['change', 'hour', 'drift'] as const),
];

export function byUrgency(one: Warning, other: Warning): number {
  const urgency = (warning: Warning) => urgencies.indexOf(warning.code);
  return urgency(one) - urgency(other) || other.at - one.at;
}

/** What a look has seen of things that end. */
export function endingsIn({ at, certificateDays, facts = {} }: Reading): readonly Ending[] {
  const { domain, days } = facts;
  const isDomain = typeof domain === 'string' && typeof days === 'number';
  return [
    ...(certificateDays === undefined
      ? []
      : [{ code: 'certificate' as const, at, values: { days: certificateDays } }]),
    ...(isDomain ? [{ code: 'domain' as const, at, values: { domain, days } }] : []),
  ];
}

/** Since when it is slow enough to be called degraded; undefined when it is not. */
export function slowSince({ stored: { latency } }: Entry, now: number): number | undefined {
  const newest = latency?.recent.at(-1);
  if (!latency || !newest || Math.abs(now - newest.at) > presentMs) return undefined;
  return degradedSince(latency.recent);
}
