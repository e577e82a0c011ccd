/** Which process has the store: noted in it, so that another can say who it is or ask it to leave. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { holderKey, ownNamespace } from './layout.ts';

/** The note of a process that has ended stays; only together with a lock that is held it means anything. */
export type Holder = {
  readonly pid: number;
  readonly host: string;
  readonly since: number;
  /** When the process began, as the system counts: numbers of processes are used again. */
  readonly birth?: string;
};

export function holderHere(now: number): Holder {
  const birth = birthOf(process.pid);
  return { pid: process.pid, host: hostname(), since: now, ...(birth !== undefined && { birth }) };
}

/** Undefined when nobody has noted himself, or the file cannot be read. */
export function holderOf(path: string): Holder | undefined {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 500 });
    try {
      const query = database.prepare('SELECT value FROM kv WHERE ns = ? AND key = ?');
      const value = query.get(ownNamespace, holderKey)?.value;
      return typeof value === 'string' ? (JSON.parse(value) as Holder) : undefined;
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** Is it a process of this machine that still runs, and no later one with the same number? */
export function isHere({ pid, host, birth }: Holder): boolean {
  return host === hostname() && pid !== process.pid && birthOf(pid) === birth;
}

/** The 22nd field of proc_pid_stat(5); the second one may hold spaces. Linux alone has it. */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
