/** What looks saw, under the names that users of blackbox_exporter know, one series per check. */
import type { Check, Service } from '../../model.ts';
import { type Family, labels, type Sample } from './family.ts';
import type { Looked } from './records.ts';

/** A check with its labels, and what was last seen of it. */
type Row = { readonly labels: string } & Looked;

export type ChecksParts = {
  readonly looked: (check: Check) => Looked | undefined;
  readonly publicTarget: (target: string) => string;
};

/** The families of what was seen of these services, as of now. */
export function createCheckFamilies({ looked, publicTarget }: ChecksParts) {
  /** Labels are spelled once for a service, not with each scrape. */
  const spelled = new WeakMap<Service, ReadonlyMap<Check, string>>();

  function rowsOf(service: Service): Row[] {
    const names = spelled.get(service) ?? spell(service, publicTarget);
    spelled.set(service, names);
    return [...names].flatMap(([check, labels]): Row[] => {
      const last = looked(check);
      return last ? [{ labels, ...last }] : [];
    });
  }

  return (services: readonly Service[]): readonly Family[] => familiesOf(services.flatMap(rowsOf));
}

function familiesOf(rows: readonly Row[]): readonly Family[] {
  const gauge = (name: string, help: string, samples: (row: Row) => Iterable<Sample>): Family => {
    return { name, type: 'gauge', help, samples: each(rows, samples) };
  };
  return [
    gauge(
      'probe_success',
      'Whether the last look saw it work; absent when we could not see.',
      success,
    ),
    gauge(
      'probe_duration_seconds',
      'How long the last look took, and each of its phases; phase="" is the whole.',
      durations,
    ),
    gauge('probe_dns_lookup_time_seconds', 'Time spent on names.', lookupTime),
    gauge('probe_http_status_code', 'The HTTP status of the last answer.', httpStatus),
    gauge(
      'probe_ssl_earliest_cert_expiry',
      'When the first certificate of the chain ends, in seconds since 1970.',
      certificateEnd,
    ),
    gauge('probe_looked_timestamp_seconds', 'When it was last looked at.', lookedAt),
  ];
}

function spell(service: Service, publicTarget: (target: string) => string) {
  const names = new Map<Check, string>();
  const seen = new Map<string, number>();
  for (const component of service.components) {
    for (const check of component.checks) {
      const shown = publicTarget(check.target);
      const key = `${component.id} ${shown}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      // Two that differ only in what must not be shown would be one series.
      const target = count === 1 ? shown : `${shown}#${count}`;
      names.set(check, labels({ service: service.id, component: component.id, target }));
    }
  }
  return names;
}

function each(rows: readonly Row[], samples: (row: Row) => Iterable<Sample>): Iterable<Sample> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield* samples(row);
    },
  };
}

function* success({ labels, reading: { status } }: Row): Iterable<Sample> {
  if (status !== 'unknown') yield { labels, value: status === 'down' ? 0 : 1 };
}

function* durations({ labels, reading }: Row): Iterable<Sample> {
  yield { labels, value: seconds(reading.tookMs) };
  for (const [phase, ms] of Object.entries(reading.timings)) {
    yield { labels: `${labels},phase="${phase}"`, value: seconds(ms) };
  }
}

function* lookupTime({ labels, reading }: Row): Iterable<Sample> {
  const { dns } = reading.timings;
  if (dns !== undefined) yield { labels, value: seconds(dns) };
}

function* httpStatus({ labels, reading }: Row): Iterable<Sample> {
  const status = reading.facts?.status;
  if (typeof status === 'number') yield { labels, value: status };
}

function* certificateEnd({ labels, expiresAt }: Row): Iterable<Sample> {
  if (expiresAt !== undefined) yield { labels, value: Math.floor(expiresAt / 1_000) };
}

function* lookedAt({ labels, reading: { at } }: Row): Iterable<Sample> {
  yield { labels, value: at / 1_000 };
}

/** To the microsecond: more would be noise of the arithmetic, and longer lines. */
function seconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000_000;
}
