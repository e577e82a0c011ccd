/**
 * How often a bot may still begin a session. Whoever begins more than Discord allows in a day loses the token, so a
 * restart loop must end before that (https://docs.discord.com/developers/events/gateway#session-start-limit-object).
 */
import { type REST, Routes } from 'discord.js';

/** Left to whoever mends things by hand. */
const reserve = 5;

export type Starts = {
  readonly total: number;
  readonly remaining: number;
  /** How many a bot of this size needs at once: one for each of its connections. */
  readonly needed: number;
  /** Until all of them are there again. */
  readonly resetAfterMs: number;
};

/** Rejects with the error of the call. */
export async function askForStarts(rest: REST): Promise<Starts> {
  const { shards, session_start_limit: limit } = (await rest.get(Routes.gatewayBot())) as {
    readonly shards: number;
    readonly session_start_limit: { total: number; remaining: number; reset_after: number };
  };
  const { total, remaining, reset_after: resetAfterMs } = limit;
  return { total, remaining, needed: shards, resetAfterMs };
}

/** Why no session is begun now, in words; undefined where there are enough. */
export function shortageOf(starts: Starts, now: number): string | undefined {
  const { total, remaining, needed, resetAfterMs } = starts;
  if (remaining >= needed + Math.min(reserve, total - needed)) return undefined;
  const until = new Date(now + resetAfterMs).toISOString();
  return (
    `only ${remaining} of ${total} Discord session starts are left; the bot was restarted too often. ` +
    `Messages are sent, commands are heard again after ${until}`
  );
}
