/** Answers through the address that came with a question: five times within half an hour, to the asker or the channel. */
import type { Log } from '../../log.ts';

const respondTimeoutMs = 10_000;

/** False when Slack did not take it, which is logged. Never rejects. */
export async function respond(url: string, body: object, log: Log): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(respondTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) log('warn', 'Slack did not take an answer', { status: response.status });
    return response.ok;
  } catch (error) {
    log('warn', 'an answer did not reach Slack', { error: String(error) });
    return false;
  }
}
