/**
 * Our standing with Discord. A token that is refused may be good again (an application that was disabled, a fault
 * at Discord's), so it is asked about, ever more rarely: refused requests are counted against our address.
 */
import { type REST, Routes } from 'discord.js';
import type { Log } from '../../log.ts';

const shortestPauseMs = 1_000;
const longestPauseMs = 300_000;

export type StandingParts = {
  readonly rest: REST;
  readonly now: () => number;
  readonly log: Log;
  /** Discord takes the token again. */
  readonly onAccepted: () => void;
};

export type Standing = {
  /** The token was refused just now; asks until it is taken. */
  doubt(): void;
  stop(): void;
};

export function createStanding({ rest, now, log, onAccepted }: StandingParts): Standing {
  let timer: NodeJS.Timeout | undefined;
  /** Grows until Discord has kept its word for a while. */
  let refusals = 0;
  let acceptedAt = Number.POSITIVE_INFINITY;
  let isStopped = false;
  // On a 401 discord.js takes the token away for good; whether it is good again is asked here.
  rest.setToken = () => rest;

  function doubt(): void {
    if (isStopped || timer) return;
    if (now() - acceptedAt > longestPauseMs) refusals = 0;
    acceptedAt = Number.POSITIVE_INFINITY;
    const pauseMs = Math.min(shortestPauseMs * 2 ** Math.min(refusals, 20), longestPauseMs);
    refusals += 1;
    timer = setTimeout(() => void ask(), pauseMs).unref();
  }

  async function ask(): Promise<void> {
    const isTaken = await rest.get(Routes.gatewayBot()).then(
      () => true,
      () => false,
    );
    timer = undefined;
    if (isStopped) return;
    if (!isTaken) return doubt();
    acceptedAt = now();
    log('info', 'Discord takes the token again', { platform: 'discord' });
    onAccepted();
  }

  return {
    doubt,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
