/**
 * A schedule in which some jobs keep to times of the calendar: `0 9 * * 1-5` in place of every minute.
 *
 * At such a time the job is hurried. In between it rests, unless it asks to run again sooner than a calm one would,
 * because what it looks at is in doubt or down; then it gets its way until it is calm again.
 */
import type { Calendar } from './calendar.ts';
import type { Job, Schedule } from './schedule.ts';

export type TimetableParts = {
  readonly schedule: Schedule;
  readonly calendar: Pick<Calendar, 'at' | 'cancel'>;
  /** Whose clocks tell the times. */
  readonly timeZone: string;
  /** When a job is to run, as a cron expression; undefined for one that runs at intervals. */
  readonly timesOf: (id: string) => string | undefined;
};

/** Who asks for less is in doubt: a calm job with times asks for a minute, give or take a tenth. */
const calmFromMs = 54_000;
/** Until its next time comes; longer than any two times are apart. */
const restMs = 10 * 366 * 86_400_000;

export function createTimetable(parts: TimetableParts): Schedule {
  const { schedule, calendar, timeZone } = parts;
  /** Those with times, and whether they wait for the next one. */
  const resting = new Map<string, boolean>();

  function forget(id: string): void {
    if (resting.delete(id)) calendar.cancel(appointment(id));
  }

  function keepTimes(id: string, times: string, job: Job): void {
    resting.set(id, true);
    schedule.every(id, restMs, async () => {
      const askedMs = await job();
      const isCalm = askedMs >= calmFromMs;
      if (resting.has(id)) resting.set(id, isCalm);
      return isCalm ? restMs : askedMs;
    });
    calendar.at(appointment(id), times, timeZone, async () => schedule.hurry(id));
  }

  return {
    ...schedule,
    every(id, phaseMs, job) {
      forget(id);
      const times = parts.timesOf(id);
      if (times === undefined) schedule.every(id, phaseMs, job);
      else keepTimes(id, times, job);
    },
    /** Who rests is not there to be looked at: it may be a machine that is off at night. */
    hurry(id) {
      if (resting.get(id) !== true) schedule.hurry(id);
    },
    cancel(id) {
      forget(id);
      schedule.cancel(id);
    },
  };
}

function appointment(id: string): string {
  return `look ${id}`;
}
