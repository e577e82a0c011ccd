/** The whole bot as other tools see it: a webhook is told once, the switch is called, metrics and readiness are true. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { createBot } from '../src/bot.ts';
import { readConfig } from '../src/config.ts';
import { createClock } from '../src/time/clock.ts';
import { createWebhookPeer } from './peers/webhook.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server that answers what it is told to, and counts. */
async function createShop() {
  const state = { status: 200, calls: 0 };
  const server = createServer((_, response) => {
    state.calls += 1;
    response.writeHead(state.status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('an outage and its recovery reach a webhook once, and all else says the same', {
  timeout: 60_000,
}, async () => {
  const shop = await createShop();
  const dead = await createShop();
  const peer = await createWebhookPeer(secret);
  const port = await freePort();
  const loaded = readConfig(
    {
      ...{ WEBHOOKS: `ops=${peer.url}`, WEBHOOK_SECRET: secret, CONSOLE: 'off', CANARIES: 'off' },
      ...{ STORE_URL: 'sqlite::memory:', HTTP_PORT: String(port), HEARTBEAT_URL: dead.url },
    },
    {
      services: `services:\n  - { id: shop, name: Shop, every: 20s, checks: ["${shop.url}"] }\n`,
      servicesPath: 'services.yaml',
    },
  );
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const bot = await createBot(loaded.config, {
    ...{ log: () => {}, clock: createClock(20), input: new PassThrough() },
    ...{ output: new PassThrough(), isTerminal: false, personName: 'ana', onInterrupt: () => {} },
  });
  ends.push(
    () => peer.close(),
    () => bot.stop(),
  );
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  await expect(ask('/readyz')).rejects.toThrow();
  await bot.start();
  expect(await (await ask('/readyz')).json()).toEqual({ isReady: true, reasons: [] });
  await vi.waitFor(() => expect(dead.state.calls).toBeGreaterThan(0), 30_000);
  // The first look comes at any time within one interval.
  await vi.waitFor(async () => {
    expect(await (await ask('/metrics')).text()).toMatch(/^probe_success\{service="shop",.*\} 1$/m);
  }, 30_000);

  shop.state.status = 500;
  await vi.waitFor(() => expect(peer.messages()).toHaveLength(1), 30_000);
  shop.state.status = 200;
  await vi.waitFor(() => expect(peer.messages()).toHaveLength(2), 30_000);

  const [outage, recovery] = peer.messages();
  expect(outage).toMatchObject({ channel: 'webhook:ops/1', services: [{ service: 'shop' }] });
  expect(recovery).toMatchObject({
    ...{ tone: 'recovered', replyTo: outage?.id },
    services: [{ service: 'shop', status: 'operational' }],
  });
  const posts = peer.calls.filter(({ text }) => text.includes('"message.posted"'));
  expect(posts).toHaveLength(2);
  const text = await (await ask('/metrics')).text();
  expect(text).toContain('tocsin_incidents_total{event="opened"} 1\n');
  expect(text).toContain('tocsin_incidents_total{event="ended"} 1\n');
  expect(text).toContain('tocsin_sends_total{platform="webhook",kind="post",result="ok"} 2\n');
  expect(text).toContain('tocsin_part_working{part="webhook"} 1\n');
  expect(text).toMatch(/^tocsin_store_writes_total\{result="ok"\} [1-9]/m);
  expect(text).toMatch(/^tocsin_job_lateness_seconds_count [1-9]/m);
});
