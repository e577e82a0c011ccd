/** HTTP mode: Bolt's own receiver before requests that are signed, forged, stale and broken. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlatformRefused } from '../../../src/platforms/platform.ts';
import { createSlack } from '../../../src/platforms/slack.ts';
import { botToken, createSlackPeer, type SlackPeer } from '../../peers/slack.ts';
import { createStaged } from './stage.ts';

const signingSecret = 'a signing secret';
let peer: SlackPeer;
let port: number;
let staged: ReturnType<typeof createHttp>;

beforeAll(async () => {
  peer = await createSlackPeer();
  peer.addChannel({ id: 'C1' });
  port = await freePort();
  staged = createHttp();
  await staged.platform.start(staged.ears);
});

afterAll(async () => {
  await staged.platform.stop();
  await peer.close();
});

function createHttp() {
  const made = createStaged(peer);
  const logged: string[] = [];
  const platform = createSlack(
    { botToken, signingSecret, port, apiUrl: peer.apiUrl, command: '/tocsin' },
    { log: (level, text) => level !== 'debug' && logged.push(text), now: Date.now },
  );
  return { ...made, platform, logged };
}

type Signed = { readonly secret?: string; readonly at?: number; readonly type?: string };

function request(body: string, { secret = signingSecret, at = Date.now(), type }: Signed = {}) {
  const seconds = Math.floor(at / 1000);
  const hash = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': type ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${hash}`,
    },
    body,
  });
}

function slash(text: string): string {
  const who = { team_id: 'T0TEAM', channel_id: 'C1', user_id: 'U1', user_name: 'ana' };
  const response_url = `${peer.origin}/respond/none`;
  return new URLSearchParams({ command: '/tocsin', text, response_url, ...who }).toString();
}

test('a signed command is answered', async () => {
  const response = await request(slash('status whatsapp'));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    response_type: 'ephemeral',
    text: 'ℹ️ You said status whatsapp',
  });
});

test('a forged command is refused, and a thousand of them are one line for the operator', async () => {
  for (let times = 0; times < 5; times += 1) {
    expect((await request(slash('forged'), { secret: 'another secret' })).status).toBe(401);
  }
  expect(staged.asks.some(({ line }) => line === 'forged')).toBe(false);
  expect(staged.logged.filter((text) => text.includes('signature mismatch'))).toHaveLength(1);
});

test('a signed command of six minutes ago is refused', async () => {
  const response = await request(slash('replayed'), { at: Date.now() - 6 * 60_000 });
  expect(response.status).toBe(401);
  expect(staged.asks.some(({ line }) => line === 'replayed')).toBe(false);
});

test('a request without a signature is refused', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    body: '{}',
  });
  expect(response.status).toBe(401);
});

test('Slack may verify the address', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c1' });
  const response = await request(body, { type: 'application/json' });
  expect(await response.json()).toEqual({ challenge: 'c1' });
});

test('what is signed but broken does not harm', async () => {
  expect((await request('{', { type: 'application/json' })).status).toBe(400);
  expect((await request('x'.repeat(1.05 * 1024 * 1024))).status).toBe(413);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await request(slash('after'))).status).toBe(200);
});

test('a port that is taken is a clear word at the start', async () => {
  const second = createHttp();
  const start = second.platform.start(second.ears);
  await expect(start).rejects.toThrow(PlatformRefused);
  await expect(start).rejects.toThrow(`SLACK_PORT ${port} cannot be listened on (EADDRINUSE)`);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}
