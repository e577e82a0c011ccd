/** The way into a store that a running bot has: that bot is asked to leave, and what it began it ends. */
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Holder, holderOf, isHere } from './holder.ts';
import { takeLock } from './lock.ts';
import { StoreFailed } from './store.ts';

/** A bot needs up to five seconds to stop; a slow disk may need as long again. */
const defaultWaitMs = 15_000;
const askedEveryMs = 50;

export type TakeoverParts = {
  /** Asks a process to stop; throws when that is not allowed or it is not there. */
  readonly askToStop: (pid: number) => void;
  readonly waitMs?: number;
};

/** Resolves with whether there was somebody, once the store is free. Rejects with `StoreFailed`. */
export async function takeOver(path: string, parts: TakeoverParts): Promise<boolean> {
  const { askToStop, waitMs = defaultWaitMs } = parts;
  const until = performance.now() + waitMs;
  const asked = new Set<string>();
  while (existsSync(path)) {
    const lock = takeLock(path, 0);
    lock?.release();
    if (lock) break;
    const holder = holderOf(path);
    if (performance.now() > until) throw new StoreFailed(stillHeld(path, holder, waitMs));
    // One that has only just come has not noted himself yet, so what is noted may be of one before.
    if (holder && isHere(holder) && !asked.has(nameOf(holder))) {
      asked.add(nameOf(holder));
      ask(holder, askToStop);
    }
    await pause(askedEveryMs);
  }
  return asked.size > 0;
}

function ask({ pid }: Holder, askToStop: (pid: number) => void): void {
  try {
    askToStop(pid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It went by itself.
    if (code === 'ESRCH') return;
    const why = code === 'EPERM' ? 'it belongs to another user' : String(error);
    throw new StoreFailed(`Process ${pid} has the store and cannot be asked to stop: ${why}.`);
  }
}

function nameOf({ pid, since }: Holder): string {
  return `${pid} ${since}`;
}

function stillHeld(path: string, holder: Holder | undefined, waitMs: number): string {
  const seconds = Math.round(waitMs / 1_000);
  if (!holder) return `The store ${path} is in use by a process that is not known; stop it first.`;
  const { pid, host } = holder;
  if (!isHere(holder)) {
    return `The store ${path} is in use by process ${pid} on ${host}, which cannot be asked from here; stop it there.`;
  }
  return `Process ${pid} was asked to stop and still has the store ${path} after ${seconds} seconds; stop it (kill ${pid}), then start again.`;
}
