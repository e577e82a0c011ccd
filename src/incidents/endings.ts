/** What ends on a day that is known: one notice per name and threshold, also when two ends take turns. */
import type { Check, Notice, Reading, Service } from '../model.ts';
import type { Table } from '../store/store.ts';

/** Days before the end at which people want to hear of it; -1 is over. */
const thresholds = [-1, 0, 1, 3, 7, 14, 30] as const;
/** Renewing in time is a provider's routine; it is news when it seems forgotten. */
const thresholdOfOthers = 3;
const dayMs = 86_400_000;
/** A renewal is believed when no other end was seen for a day. */
const renewedAfterMs = dayMs;
const announcedForMs = dayMs;
const namesAtMost = 20_000;

/** What is remembered of a name. */
export type Noted = {
  /** The lowest threshold that was told. */
  readonly told?: number;
  /** Since when only ends were seen that are far. */
  readonly fineSince?: number;
};

/** What an end in so many days changes; with a threshold when that is news. Pure. */
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

/** What ends, and in how many days; negative when it is over. */
export type Ending = { readonly name: string; readonly days: number };

export type EndingParts = {
  /** Also what the notices are called. */
  readonly kind: 'certificate' | 'domain';
  readonly table: Table<Noted>;
  readonly now: () => number;
  readonly endingIn: (check: Check, reading: Reading) => Ending | undefined;
  /** The watched services that a name concerns. */
  readonly servicesAt: (name: string) => readonly Service[];
  readonly isOwn: (service: Service) => boolean;
  readonly announce: (notice: Notice) => Promise<void>;
};

export type Endings = {
  /** Takes in what a look has seen. Rejects when the store fails; then the next look tries again. */
  note(check: Check, reading: Reading): Promise<void>;
};

export async function createEndings(parts: EndingParts): Promise<Endings> {
  const { kind, table, now } = parts;
  const known = new Map<string, Noted>();
  const busy = new Set<string>();
  for await (const [name, noted] of table.entries()) known.set(name, noted);

  async function take({ name, days }: Ending, tell: (threshold: number) => Promise<void>) {
    const before = known.get(name) ?? {};
    const { noted, threshold } = noteDays(before, days, now());
    if (threshold !== undefined) await tell(threshold);
    const isSame = noted.told === before.told && noted.fineSince === before.fineSince;
    if (isSame || (known.size >= namesAtMost && !known.has(name))) return;
    await table.set(name, noted);
    known.set(name, noted);
  }

  async function tell(ending: Ending, threshold: number): Promise<void> {
    const services = parts.servicesAt(ending.name);
    const isNews = threshold <= thresholdOfOthers || services.some(parts.isOwn);
    if (!isNews) return;
    const ids = services.map(({ id }) => id);
    await parts.announce(noticeOf({ ...ending, kind, threshold, services: ids, now: now() }));
  }

  async function noteEnding(ending: Ending, { status }: Reading): Promise<void> {
    busy.add(ending.name);
    // Looks that fail because of it are an outage, and the outage says so.
    const isOutage = status === 'down';
    try {
      await take(ending, async (threshold) => {
        if (!isOutage) await tell(ending, threshold);
      });
    } finally {
      busy.delete(ending.name);
    }
  }

  return {
    note(check, reading) {
      const ending = parts.endingIn(check, reading);
      return ending && !busy.has(ending.name) ? noteEnding(ending, reading) : nothingEnds;
    },
  };
}

/** One for all: almost every look is at something that does not end. */
const nothingEnds = Promise.resolve();

type News = Ending & {
  readonly kind: EndingParts['kind'];
  readonly threshold: number;
  readonly services: readonly string[];
  readonly now: number;
};

function noticeOf({ kind, name, days, threshold, services, now }: News): Notice {
  const endsAt = now + days * dayMs;
  const endsOn = new Date(endsAt).toISOString().slice(0, 10);
  return {
    id: `${kind}:${name}:${threshold}:${endsOn}`,
    kind,
    services,
    at: now,
    expiresAt: now + announcedForMs,
    facts: { place: name, days: Math.max(-1, days), threshold, endsAt },
  };
}
