/** Keeps what has become of planned work, so that feeds tell the same after a restart. */
import type { Planned } from '../../incidents/maintenance.ts';
import type { Table } from '../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { followWork, type WorkNews } from './work-news.ts';

export type WorkLogParts = {
  readonly table: Table<WorkNews>;
  /** What lasts now or is to come. */
  readonly planned: () => readonly Planned[];
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly onFault: (error: unknown) => void;
};

export type WorkLog = {
  /** What is known by now, oldest first. */
  list(): Promise<readonly WorkNews[]>;
  /** Looks every minute, so that dates are right also where nobody reads. */
  start(): void;
  stop(): void;
};

const lookedAtEveryMs = 60_000;

export function createWorkLog({ table, planned, clock, onFault }: WorkLogParts): WorkLog {
  let known: Promise<readonly WorkNews[]> | undefined;
  let callOff: (() => void) | undefined;

  async function read(): Promise<readonly WorkNews[]> {
    const rows: WorkNews[] = [];
    for await (const [, row] of table.entries()) rows.push(row);
    return rows.sort((one, other) => one.announcedAt - other.announcedAt);
  }

  async function follow(before: readonly WorkNews[]): Promise<readonly WorkNews[]> {
    const after = followWork(before, planned(), clock.now());
    const ids = new Set(after.map(({ id }) => id));
    await Promise.all([
      ...after.filter((one) => !before.includes(one)).map((one) => table.set(one.id, one)),
      ...before.filter(({ id }) => !ids.has(id)).map(({ id }) => table.delete(id)),
    ]);
    return after;
  }

  /** One after another; what could not be read or written is tried again the next time. */
  function list(): Promise<readonly WorkNews[]> {
    const before = known ?? read();
    const after = before.then(follow);
    known = after;
    after.catch(() => {
      known = undefined;
    });
    return after;
  }

  function look(): void {
    list().catch(onFault);
    callOff = clock.after(lookedAtEveryMs, look);
  }

  return { list, start: look, stop: () => callOff?.() };
}
