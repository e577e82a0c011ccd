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

type Signed = {
  readonly secret?: string;
  readonly at?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function request(body: string, signed: Signed = {}) {
  const { secret = signingSecret, at = Date.now(), type, headers } = signed;
  const seconds = Math.floor(at / 1000);
  const hash = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': type ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${hash}`,
      ...headers,
    },
    body,
  });
}

/** An event as Slack sends it; a repeat says so. */
function event(inner: object, id: string, repeats = 0) {
  const body = { type: 'event_callback', team_id: 'T0TEAM', event_id: id, event: inner };
  return request(JSON.stringify(body), {
    type: 'application/json',
    ...(repeats > 0 && {
      headers: { 'x-slack-retry-num': String(repeats), 'x-slack-retry-reason': 'http_timeout' },
    }),
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

test('a mention that Slack repeats because it missed our word is answered once', async () => {
  const mention = { type: 'app_mention', user: 'U1', text: '<@U0TOCSIN> repeated', channel: 'C1' };
  for (const repeats of [0, 1, 2, 3]) {
    expect((await event({ ...mention, ts: '1.1' }, 'Ev1', repeats)).status).toBe(200);
  }
  expect((await event({ ...mention, ts: '1.2', text: 'last' }, 'Ev2')).status).toBe(200);
  const texts = () => peer.history('C1').map(({ text }) => text);
  await peer.until(() => texts().some((text) => text.includes('last')));
  expect(texts().filter((text) => text.includes('repeated'))).toHaveLength(1);
});

test('a mention that was repeated after minutes, signed anew, is heard', async () => {
  const text = '<@U0TOCSIN> delayed';
  const mention = { type: 'app_mention', user: 'U1', text, channel: 'C1', ts: '1.3' };
  expect((await event(mention, 'Ev3', 3)).status).toBe(200);
  await peer.until(() => peer.history('C1').some((one) => one.text.includes('delayed')));
});

test('what happens to a channel is heard', async () => {
  await event({ type: 'channel_left', channel: 'C1', actor_id: 'U1' }, 'Ev4');
  await event({ type: 'member_joined_channel', channel: 'C1', user: 'U0TOCSIN' }, 'Ev5');
  await expect.poll(() => staged.notices).toEqual(['slack:T0TEAM/C1 gone', 'slack:T0TEAM/C1 back']);
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
