/** The HTTP half of our stand-in for Slack: what Socket Mode puts into envelopes comes as signed requests. */
import { createHmac } from 'node:crypto';
import type { Body } from './slack-judge.ts';

export type Callback = { readonly url: string; readonly signingSecret: string };

/** Resolves with what the answer carries; rejects for any status but 200 and after 3 s, as Slack gives up then. */
export async function callBack(
  { url, signingSecret }: Callback,
  type: string,
  payload: Body,
): Promise<unknown> {
  const isEvent = type === 'events_api';
  const body = isEvent ? JSON.stringify(payload) : formOf(type, payload);
  const seconds = Math.floor(Date.now() / 1000);
  const hash = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${hash}`,
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
