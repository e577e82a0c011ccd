/** The HTTP half of our stand-in for Slack: what Socket Mode puts into envelopes comes as signed requests. */
import { createHmac } from 'node:crypto';
import type { Body } from './slack-judge.ts';

export type Callback = { readonly url: string; readonly signingSecret: string };

/** What is unusual about a request. */
export type Oddity = {
  /** It was signed so long ago. */
  readonly agoMs?: number;
  /** How often the same was sent before, in vain. */
  readonly repeats?: number;
};

/** https://docs.slack.dev/apis/events-api/#errors: at once, after a minute and after five; here sooner. */
const repeatPausesMs = [0, 250, 1_000];

/** Sends an event until it is taken; rejects when it was sent four times in vain. */
export async function callWithRepeats(to: () => Callback, payload: Body): Promise<unknown> {
  for (const [repeats, pauseMs] of repeatPausesMs.entries()) {
    const given = await callBack(to(), 'events_api', payload, { repeats }).catch(() => failed);
    if (given !== failed) return given;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return callBack(to(), 'events_api', payload, { repeats: repeatPausesMs.length });
}

const failed = Symbol('failed');

/** Resolves with what the answer carries; rejects for any status but 200 and after 3 s, as Slack gives up then. */
export async function callBack(
  { url, signingSecret }: Callback,
  type: string,
  payload: Body,
  { agoMs = 0, repeats = 0 }: Oddity = {},
): Promise<unknown> {
  const isEvent = type === 'events_api';
  const body = isEvent ? JSON.stringify(payload) : formOf(type, payload);
  const seconds = Math.floor((Date.now() - agoMs) / 1000);
  const hash = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${hash}`,
      ...(repeats > 0 && {
        'x-slack-retry-num': String(repeats),
        'x-slack-retry-reason': 'http_timeout',
      }),
    },
    body,
    signal: AbortSignal.timeout(3000),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`answered with ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Slash commands are fields, everything else is JSON in one field. */
function formOf(type: string, payload: Body): string {
  if (type !== 'slash_commands') {
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  }
  return new URLSearchParams(payload as Record<string, string>).toString();
}
