/** Answers through the address that came with a question: five times within half an hour, to the asker or the channel. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log.ts';

const respondTimeoutMs = 10_000;
/** What is lost is said once more: an answer that is read twice is better than none. */
const attemptsAtMost = 2;
const pauseMs = 500;
const longestPauseMs = 30_000;

type Told =
  | { readonly isTaken: true }
  /** `againInMs` only where another attempt may be of use. */
  | { readonly isTaken: false; readonly why: object; readonly againInMs?: number };

/** False when Slack did not take it, which is logged. Never rejects. */
export async function respond(url: string, body: object, log: Log): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const told = await give(url, body);
    if (told.isTaken) return true;
    log('warn', 'an answer did not reach Slack', { attempt, ...told.why });
    if (told.againInMs === undefined || attempt === attemptsAtMost) return false;
    await pause(told.againInMs, undefined, { ref: false });
  }
}

async function give(url: string, body: object): Promise<Told> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(respondTimeoutMs),
    });
    const { ok, status } = response;
    const isTaken = !(await isPage(response)) && ok;
    if (isTaken) return { isTaken };
    if (status === 429) return { isTaken, why: { status }, againInMs: pauseNamedBy(response) };
    const isRefusal = status >= 400 && status < 500;
    return { isTaken, why: { status }, ...(!isRefusal && { againInMs: pauseMs }) };
  } catch (error) {
    return { isTaken: false, why: { error: String(error) }, againInMs: pauseMs };
  }
}

/** Something on the way has answered in Slack's place, which says `ok`. */
async function isPage({ body }: Response): Promise<boolean> {
  for await (const chunk of body ?? []) return String.fromCharCode(chunk[0]) === '<';
  return false;
}

function pauseNamedBy({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? 1);
  return seconds > 0 ? Math.min(seconds * 1_000, longestPauseMs) : pauseMs;
}
