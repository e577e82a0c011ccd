/**
 * Somebody watches the watcher: a call to a dead man's switch (healthchecks.io, Uptime Kuma's push, a `heartbeat:` of
 * another Tocsin) for as long as the bot is well. It is a job like any look, so it stops when those do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { Health } from './model.ts';
import type { Schedule } from './time/schedule.ts';

export type HeartbeatSettings = {
  /** Called while all is well. May hold a secret, and is never logged. */
  readonly url: string;
  /** Called when it is not; without it, silence has to do. */
  readonly failUrl?: string;
  readonly everyMs: number;
};

export type HeartbeatParts = HeartbeatSettings & {
  /** The parts of the bot by name. */
  readonly health: () => Readonly<Record<string, Health>>;
  readonly schedule: Pick<Schedule, 'every' | 'cancel'>;
  readonly log: Log;
  readonly userAgent: string;
  /** How long to wait before each further try. */
  readonly retryAfterMs?: readonly number[];
};

export type Heartbeat = { start(): void; stop(): void };

const jobId = 'heartbeat';
const timeoutMs = 10_000;
const usualRetries = [1_000, 5_000];

export function createHeartbeat(parts: HeartbeatParts): Heartbeat {
  const { url, failUrl, everyMs, schedule, log, retryAfterMs = usualRetries } = parts;
  const ending = new AbortController();
  let isHeard = true;

  async function beat(): Promise<number> {
    const bad = Object.entries(parts.health()).filter(([, { isWorking }]) => !isWorking);
    const address = bad.length === 0 ? url : failUrl;
    if (address !== undefined) note(await callUntilHeard(address));
    return everyMs;
  }

  /** Undefined when it was heard, else why not. */
  async function callUntilHeard(address: string): Promise<string | undefined> {
    let failure = await call(address);
    for (const ms of retryAfterMs) {
      if (failure === undefined || ending.signal.aborted) break;
      await sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
      failure = await call(address);
    }
    return failure;
  }

  async function call(address: string): Promise<string | undefined> {
    try {
      const response = await fetch(address, {
        headers: { 'user-agent': parts.userAgent },
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ending.signal]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `answered ${response.status}`;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Said once until it changes: a switch that is away is no news every minute. */
  function note(failure: string | undefined): void {
    if (ending.signal.aborted || isHeard === (failure === undefined)) return;
    isHeard = failure === undefined;
    if (isHeard) log('info', 'the heartbeat is heard again');
    else log('warn', 'the heartbeat is not heard', { reason: failure });
  }

  return {
    start: () => schedule.every(jobId, 0, beat),
    stop() {
      schedule.cancel(jobId);
      ending.abort();
    },
  };
}

/** A code and never the words, which repeat the address. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: string };
  return typeof cause?.code === 'string' ? cause.code : (name ?? 'unknown');
}
