/** A tool that takes webhooks, as the Standard Webhooks convention asks it to: it verifies, and knows repeats. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Body } from '../../src/platforms/webhook/body.ts';

export type Call = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Reply = { readonly status: number; readonly headers?: Record<string, string> };

const toleranceSeconds = 300;

/** `replies` are given in turn instead of its own answer; `hang` never answers. */
export async function createWebhookPeer(secret: string) {
  const calls: Call[] = [];
  const replies: (Reply | 'hang' | 'cut')[] = [];
  const seen = new Set<string>();
  const messages = new Map<string, Body['data']>();

  function take({ headers, text }: Call): number {
    if (!isGenuine({ headers, text }, secret)) return 401;
    const id = String(headers['webhook-id']);
    if (seen.has(id)) return 200;
    seen.add(id);
    const { type, data } = JSON.parse(text) as Body;
    if (type === 'message.edited' && !messages.has(data.id)) return 400;
    messages.set(data.id, data);
    return 204;
  }

  const server = createServer(async (request, response) => {
    const call = await callOf(request);
    calls.push(call);
    const reply = replies.shift();
    if (reply === 'hang') return;
    if (reply === 'cut') {
      take(call);
      request.socket.destroy();
      return;
    }
    const status = reply?.status ?? (call.method === 'POST' ? take(call) : 405);
    response.writeHead(status, reply?.headers).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${port}/hooks/tocsin`,
    calls,
    replies,
    messages: () => [...messages.values()],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function callOf(request: IncomingMessage): Promise<Call> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  const { method = '', url: path = '', headers } = request;
  return { method, path, headers, text };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function isGenuine(
  { headers, text }: Pick<Call, 'headers' | 'text'>,
  secret: string,
): boolean {
  const [id, at] = [headers['webhook-id'], Number(headers['webhook-timestamp'])];
  if (!id || !(Math.abs(Date.now() / 1_000 - at) < toleranceSeconds)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}
