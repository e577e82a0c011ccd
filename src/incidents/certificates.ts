/** Certificates that end soon: one notice per host name and threshold, also when two certificates take turns. */
import type { Check, Notice, Reading, Service } from '../model.ts';
import type { Table } from '../store/store.ts';

/** Days before the end at which people want to hear of it; -1 is over. */
const thresholds = [-1, 0, 1, 3, 7, 14, 30] as const;
/** Renewing in time is a provider's routine; it is news when it seems forgotten. */
const thresholdOfOthers = 3;
const dayMs = 86_400_000;
/** A renewed certificate is believed when no other was seen for a day. */
const renewedAfterMs = dayMs;
const announcedForMs = dayMs;
const hostsAtMost = 20_000;

/** What is remembered of a host name. */
export type Noted = {
  /** The lowest threshold that was told. */
  readonly told?: number;
  /** Since when only certificates were seen that last. */
  readonly fineSince?: number;
};

/** What a certificate with so many days left changes; with a threshold when that is news. Pure. */
export function noteDays(
  noted: Noted,
  days: number,
  now: number,
): { readonly noted: Noted; readonly threshold?: number } {
  const threshold = thresholds.find((one) => days <= one);
  const { told } = noted;
  if (threshold === undefined) {
    if (told === undefined) return { noted };
    const { fineSince = now } = noted;
    const isRenewed = now - fineSince >= renewedAfterMs;
    return { noted: isRenewed ? {} : { told, fineSince } };
  }
  if (told !== undefined && threshold >= told) return { noted: { told } };
  return { noted: { told: threshold }, threshold };
}

export type CertificateParts = {
  readonly table: Table<Noted>;
  readonly now: () => number;
  /** The watched services that look at a host name. */
  readonly servicesAt: (host: string) => readonly Service[];
  readonly isOwn: (service: Service) => boolean;
  readonly announce: (notice: Notice) => Promise<void>;
};

export type Certificates = {
  /** Takes in what a look has seen. Rejects when the store fails; then the next look tries again. */
  note(check: Check, reading: Reading): Promise<void>;
};

export async function createCertificates(parts: CertificateParts): Promise<Certificates> {
  const { table, now } = parts;
  const known = new Map<string, Noted>();
  const busy = new Set<string>();
  for await (const [host, noted] of table.entries()) known.set(host, noted);

  async function take(host: string, days: number, told: Teller): Promise<void> {
    const before = known.get(host) ?? {};
    const { noted, threshold } = noteDays(before, days, now());
    if (threshold !== undefined) await told(threshold);
    const isSame = noted.told === before.told && noted.fineSince === before.fineSince;
    if (isSame || (known.size >= hostsAtMost && !known.has(host))) return;
    await table.set(host, noted);
    known.set(host, noted);
  }

  return {
    async note(check, reading) {
      const days = reading.certificateDays;
      if (days === undefined || !isItsOwn(reading)) return;
      const host = URL.parse(check.target)?.hostname;
      if (!host || busy.has(host)) return;
      busy.add(host);
      try {
        await take(host, days, async (threshold) => {
          // Looks that fail because of it are an outage, and the outage says so.
          const isOutage = reading.status === 'down';
          const services = parts.servicesAt(host);
          const isNews = threshold <= thresholdOfOthers || services.some(parts.isOwn);
          if (isOutage || !isNews) return;
          const ids = services.map(({ id }) => id);
          await parts.announce(noticeOf({ host, days, threshold, services: ids, now: now() }));
        });
      } finally {
        busy.delete(host);
      }
    },
  };
}

type Teller = (threshold: number) => Promise<void>;

/** What answers with a wrong certificate may be somebody on the way. */
function isItsOwn({ status, cause }: Reading): boolean {
  return status === 'up' || status === 'degraded' || cause?.code === 'certificate-expired';
}

type News = {
  readonly host: string;
  readonly days: number;
  readonly threshold: number;
  readonly services: readonly string[];
  readonly now: number;
};

function noticeOf({ host, days, threshold, services, now }: News): Notice {
  const endsAt = now + days * dayMs;
  const endsOn = new Date(endsAt).toISOString().slice(0, 10);
  return {
    id: `certificate:${host}:${threshold}:${endsOn}`,
    kind: 'certificate',
    services,
    at: now,
    expiresAt: now + announcedForMs,
    facts: { place: host, days: Math.max(-1, days), threshold, endsAt },
  };
}
