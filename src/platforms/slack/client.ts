/** Slack's own Web API client, made to answer once and in time: who calls it decides about trying again. */

import type { Logger } from '@slack/bolt';
import { type AppOptions, webApi } from '@slack/bolt';
import { type Answer, createCall, type Wanted } from '../call.ts';

/**
 * Node gives up connecting after 10 s with an error of its own. A call may take a little longer than that, so that
 * "could not connect" (nothing was sent) is never mistaken for "no answer" (it may have been sent).
 */
const usualCallLimitMs = 12_000;

/** When Slack says "too many" without saying for how long. */
const usualRetryAfterSeconds = '30';

export type ClientParts = {
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  /** Ends every call that is under way. */
  readonly signal: AbortSignal;
  /** How long Slack may take to answer; 12 s when absent. */
  readonly callLimitMs?: number | undefined;
};

/** A new object each time: Slack's libraries write into what they are given. */
export function clientOptions(parts: ClientParts): NonNullable<AppOptions['clientOptions']> {
  return {
    ...(parts.apiUrl === undefined ? {} : { slackApiUrl: parts.apiUrl }),
    logger: parts.logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: callOnce(parts),
  };
}

export function createClient(token: string, parts: ClientParts): webApi.WebClient {
  return new webApi.WebClient(token, clientOptions(parts));
}

function callOnce({ signal, callLimitMs = usualCallLimitMs }: ClientParts): typeof fetch {
  const call = createCall({ limitMs: callLimitMs, stopping: signal });
  return async (input, wanted) => {
    const answer = await call(input as string, wanted as Wanted);
    const isUnnamed =
      answer.status === 429 && !/^\d+$/.test(answer.headers.get('retry-after') ?? '');
    return (isUnnamed ? paused(answer) : answer) as unknown as Response;
  };
}

/** Without the header the client would throw an error that cannot be told from a bug. */
function paused({ status, statusText }: Answer): Response {
  return new Response(null, {
    status,
    statusText,
    headers: { 'retry-after': usualRetryAfterSeconds },
  });
}
