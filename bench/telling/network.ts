/**
 * Chat networks for the bench as a process of its own, so that they cost the bot nothing: Discord's and
 * Slack's way to take a message, with the limits they enforce and a log of what arrived.
 * `POST /control` with `{ callsPerSecond, channelEveryMs }` begins anew; `GET /control` tells what came,
 * `GET /count` only how much.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Rules = { readonly callsPerSecond?: number; readonly channelEveryMs?: number };

let rules: Rules = {};
let calls: number[] = [];
let lastInChannel = new Map<string, number>();
let texts: string[] = [];
let refused = 0;
let sample = '';
let posted = 0;
let edits = 0;
let firstAt = 0;
let lastAt = 0;
let count = 100_000_000_000_000_000n;

/** A strict sliding second: harsher than the real one, which counts in fixed windows. */
function isAllowed(channel: string, now: number): boolean {
  const { callsPerSecond = Number.POSITIVE_INFINITY, channelEveryMs = 0 } = rules;
  const oldest = calls.at(-callsPerSecond);
  if (oldest !== undefined && now - oldest < 1_000) return false;
  if (now - (lastInChannel.get(channel) ?? Number.NEGATIVE_INFINITY) < channelEveryMs) return false;
  if (Number.isFinite(callsPerSecond)) calls.push(now);
  if (calls.length > 200) calls = calls.slice(-100);
  if (channelEveryMs > 0) lastInChannel.set(channel, now);
  return true;
}

function take(channel: string, text: string, response: ServerResponse, isSlack: boolean): void {
  const now = performance.now();
  if (!isAllowed(channel, now)) {
    refused += 1;
    const headers = { 'content-type': 'application/json', 'retry-after': '1' };
    response.writeHead(429, { ...headers, 'x-ratelimit-scope': 'user' });
    return void response.end(
      JSON.stringify({ message: 'limit', retry_after: 1, error: 'ratelimited' }),
    );
  }
  posted += 1;
  if (posted === 1) firstAt = now;
  lastAt = now;
  if (texts.length < 10_000) texts.push(text.slice(0, 100));
  count += 1n;
  const body = isSlack ? { ok: true, ts: `${count}.000001` } : { id: String(count) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const path = request.url ?? '';
    if (path === '/control') return control(request.method === 'POST' ? text : undefined, response);
    if (path === '/count') return void response.end(JSON.stringify({ posted }));
    if (path.startsWith('/api/')) {
      const fields = new URLSearchParams(text);
      if (path !== '/api/chat.postMessage' && path !== '/api/chat.update') {
        return void response.end(
          JSON.stringify({ ok: true, team_id: 'T1', user_id: 'U1', bot_id: 'B1' }),
        );
      }
      sample = text;
      return take(fields.get('channel') ?? '', fields.get('text') ?? '', response, true);
    }
    if (request.method === 'PATCH') edits += 1;
    const channel = /channels\/(\d+)\//.exec(path)?.[1] ?? '';
    sample = text;
    take(channel, String(JSON.parse(text).content), response, false);
  });
});

function control(text: string | undefined, response: ServerResponse): void {
  if (text === undefined) {
    return void response.end(
      JSON.stringify({ posted, edits, refused, tookMs: lastAt - firstAt, texts, sample }),
    );
  }
  rules = JSON.parse(text);
  [calls, lastInChannel, texts] = [[], new Map(), []];
  [refused, posted, edits] = [0, 0, 0];
  response.end('{}');
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
