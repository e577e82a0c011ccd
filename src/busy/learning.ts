/**
 * What busy periods were like the last time: how many times as long as usual answers of a service took.
 * Looked up once for each period that has ended, by the history of the period and of the weeks before.
 */
import type { Service, Stretch } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Occasion, Period } from './busy.ts';
import { isConcerned } from './periods.ts';
import { type Usual, usualOf, usualWeeks } from './usual.ts';

/** Of one service at one occasion. */
export type Learned = {
  /** Absent while no time that it came was seen well enough. */
  readonly factor?: number;
  /** When the last time began that was looked at. */
  readonly from: number;
};

export type LearningParts = {
  readonly table: Table<Learned>;
  /** Periods that touch a span of time. */
  readonly periods: (from: number, to: number) => readonly Period[];
  /** Whose history there is. */
  readonly services: () => readonly Service[];
  readonly latency: (
    service: string,
    span: { readonly from: number; readonly to: number },
    points: number,
  ) => Promise<readonly Stretch[]>;
  readonly now: () => number;
};

export type Learning = {
  /** What was seen the last time, at least 1. */
  factorOf(occasion: string, service: string): number | undefined;
  /** Looks at what has ended lately. Rejects when the store cannot answer; the next time goes on. */
  learn(): Promise<void>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Longer ago than this a bot that was off has no history of it either. */
const learnedWithinMs = 14 * dayMs;
const rememberedAtMost = 20_000;
const hoursAtLeast = 6;
/** A quarter of the hours were slower than this: what a bound must bear. */
const upper = 0.75;
const factorAtMost = 10;
/** When so much more fails than usually, the answers that came flatter. */
const failedMore = 0.02;

export async function createLearning(parts: LearningParts): Promise<Learning> {
  const { table, now } = parts;
  const known = new Map<string, Learned>();
  for await (const [key, learned] of table.entries()) known.set(key, learned);

  async function lookBack({ occasion, from, until }: Period, service: Service): Promise<void> {
    const key = keyOf(service.id, occasion.id);
    const before = known.get(key);
    if (before && before.from >= from) return;
    const since = from - usualWeeks * 7 * dayMs;
    const [ordinary, seen] = await Promise.all([
      hourly(service, since, from),
      hourly(service, from, until),
    ]);
    const others = parts.periods(since, from).filter((one) => isReal(one.occasion, service));
    const usual = usualOf(ordinary, {
      timeZone: 'timeZone' in occasion.when ? occasion.when.timeZone : 'UTC',
      isSpecial: (at) => others.some((one) => one.from <= at && at < one.until),
    });
    const factor = factorFrom({ seen, ordinary, usual }, occasion.factor) ?? before?.factor;
    await keep(key, { from, ...(factor === undefined ? {} : { factor }) });
  }

  function hourly({ id }: Service, from: number, to: number): Promise<readonly Stretch[]> {
    return parts.latency(id, { from, to }, Math.max(1, Math.round((to - from) / hourMs)));
  }

  async function keep(key: string, learned: Learned): Promise<void> {
    await table.set(key, learned);
    known.delete(key);
    known.set(key, learned);
    const [oldest] = known.keys();
    if (known.size <= rememberedAtMost || oldest === undefined) return;
    await table.delete(oldest);
    known.delete(oldest);
  }

  return {
    factorOf: (occasion, service) => known.get(keyOf(service, occasion))?.factor,
    async learn() {
      const ended = parts
        .periods(now() - learnedWithinMs, now())
        .filter(({ until }) => until <= now() && until > now() - learnedWithinMs);
      for (const period of ended) {
        const concerned = parts
          .services()
          .filter((service) => isConcerned(service, period.occasion.concerns));
        for (const service of concerned) await lookBack(period, service);
      }
    },
  };
}

type Seen = {
  readonly seen: readonly Stretch[];
  readonly ordinary: readonly Stretch[];
  readonly usual: Usual;
};

/** Undefined where too little was seen to say. */
export function factorFrom({ seen, ordinary, usual }: Seen, shipped: number): number | undefined {
  const ratios = seen
    .flatMap(({ at, lengthMs, medianMs }) => {
      const expected = usual.at(at + lengthMs / 2);
      return medianMs === undefined || !expected ? [] : [medianMs / expected.ms];
    })
    .sort((a, b) => a - b);
  if (ratios.length < hoursAtLeast) return undefined;
  const slower = ratios[Math.floor((ratios.length - 1) * upper)] ?? 1;
  const isFailing = failedShare(seen) - failedShare(ordinary) >= failedMore;
  const factor = isFailing ? Math.max(slower, shipped) : slower;
  return Math.round(Math.min(Math.max(factor, 1), factorAtMost) * 100) / 100;
}

function failedShare(stretches: readonly Stretch[]): number {
  const known = stretches.reduce((sum, one) => sum + one.known, 0);
  const failed = stretches.reduce((sum, one) => sum + one.failed, 0);
  return known === 0 ? 0 : failed / known;
}

/** Month ends are so frequent that they are part of what is usual. */
function isReal({ isMinor, concerns }: Occasion, service: Service): boolean {
  return !isMinor && isConcerned(service, concerns);
}

function keyOf(service: string, occasion: string): string {
  return `${service}/${occasion}`;
}
