/** Jobs at times of the calendar (digests, retention, reminders), on node-schedule. */
import { type Job as Appointment, scheduleJob } from 'node-schedule';

export type Calendar = {
  /**
   * Runs `job` at each time of a cron expression (five or six fields) in a time zone, or once at an
   * instant. Throws a RangeError for an expression that is none; an instant in the past never comes.
   */
  at(id: string, when: string | number, timeZone: string, job: () => Promise<void>): void;
  cancel(id: string): void;
  /** Resolves when the jobs under way have ended. */
  stop(): Promise<void>;
};

/** node-schedule replays every tick missed in a suspend or a jump of the clock; older ones are skipped. */
const latestMs = 60_000;
/** Anything else node-schedule would try to read as a date. */
const cron = /^\s*(\S+\s+){4,5}\S+\s*$/;

export function createCalendar(
  onBug: (error: unknown, id: string) => void,
  now: () => number = Date.now,
): Calendar {
  const appointments = new Map<string, Appointment>();
  const running = new Map<string, Promise<void>>();

  async function run(id: string, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      onBug(error, id);
    } finally {
      running.delete(id);
    }
  }

  function cancel(id: string): void {
    appointments.get(id)?.cancel();
    appointments.delete(id);
  }

  return {
    at(id, when, timeZone, job) {
      cancel(id);
      if (typeof when === 'string' && !cron.test(when)) throw notCron(when);
      const rule = typeof when === 'number' ? new Date(when) : { rule: when, tz: timeZone };
      const appointment = scheduleJob(rule, (fireDate: Date) => {
        // node-schedule also runs a job beside itself when it takes longer than its interval.
        if (now() - fireDate.getTime() > latestMs || running.has(id)) return;
        running.set(id, run(id, job));
      });
      if (appointment) appointments.set(id, appointment);
      else if (typeof when === 'string') throw notCron(when);
    },
    cancel,
    async stop() {
      for (const id of [...appointments.keys()]) cancel(id);
      await Promise.all(running.values());
    },
  };
}

/** Is this a cron expression of five fields, from the minute to the day of the week? */
export function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  const appointment = scheduleJob({ rule: text.trim() }, () => {});
  appointment?.cancel();
  return appointment !== null && appointment !== undefined;
}

function notCron(text: string): RangeError {
  return new RangeError(`"${text}" is no cron expression such as "0 9 * * 1".`);
}
