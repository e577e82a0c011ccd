/** The almanac: which busy periods last and come, learned from the last time and told a day ahead. */
import type { Notice, Service } from '../model.ts';
import type { Calendar } from '../time/calendar.ts';
import { aheadMs, noticesDue } from './ahead.ts';
import type { BusyPeriods, Occasion } from './busy.ts';
import { createLearning, type LearningParts } from './learning.ts';
import { occasions } from './occasions/index.ts';
import { createPeriods, type Periods } from './periods.ts';

export type AlmanacParts = Pick<LearningParts, 'table' | 'latency' | 'now'> & {
  /** The operator's own dates. */
  readonly own: readonly Occasion[];
  /** Whose history is kept. */
  readonly watched: () => readonly Service[];
  /** What channels follow. */
  readonly followed: () => readonly Service[];
  /** Told once for each id, however often it is announced. */
  readonly announce: (notice: Notice) => Promise<void>;
  readonly calendar: Pick<Calendar, 'at' | 'cancel'>;
  readonly onBug: (error: unknown) => void;
};

export type Almanac = BusyPeriods & {
  /** Tells what is due and learns from what has ended: at once, then every hour. */
  start(): void;
  stop(): void;
};

const jobId = 'busy periods';
/** Often enough that a machine that slept over a morning still tells in time. */
const hourly = '0 * * * *';

export async function createAlmanac(parts: AlmanacParts): Promise<Almanac> {
  const { calendar, now } = parts;
  const learning = await createLearning({
    ...parts,
    services: parts.watched,
    periods: (from, to) => periods.all(from, to),
  });
  const periods: Periods = createPeriods([...occasions, ...parts.own], learning.factorOf);

  async function look(): Promise<void> {
    const near = periods.all(now() - 3 * aheadMs, now() + aheadMs);
    for (const notice of noticesDue(near, parts.followed(), now())) await parts.announce(notice);
    await learning.learn();
  }

  return {
    busyAt: periods.busyAt,
    between: periods.between,
    start() {
      calendar.at(jobId, hourly, 'UTC', look);
      look().catch(parts.onBug);
    },
    stop: () => calendar.cancel(jobId),
  };
}
