/** The whole bot, and what a channel reads that is no outage: our blindness, planned work, certificates. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { PassThrough } from 'node:stream';
import { createServer as createSecureServer } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { createBot } from '../src/bot.ts';
import { readConfig } from '../src/config.ts';
import { makeAuthority } from '../src/run/demo/certificates.ts';
import { createClock } from '../src/time/clock.ts';

/** A minute lasts three seconds. */
const clock = createClock(20);
const minute = 60_000;

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A place that takes every connection, can vanish and come back at its port. */
async function place() {
  let visits = 0;
  let server = await listening(0, () => void visits++);
  const { port } = server.address() as AddressInfo;
  const vanish = async () => {
    server.close();
    await once(server, 'close');
  };
  ends.push(() => server.close());
  return {
    target: `tcp://127.0.0.1:${port}`,
    visits: () => visits,
    vanish,
    async comeBack() {
      server = await listening(port, () => void visits++);
    },
  };
}

async function listening(port: number, onVisit: () => void): Promise<Server> {
  const server = createServer((socket) => {
    onVisit();
    socket.on('error', () => {}).destroy();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A bot, and what its terminal prints. */
async function terminal(
  services: string,
  environment: Record<string, string>,
  trust: string[] = [],
) {
  const readable = readConfig(
    {
      ...{ CONSOLE: 'on', STORE_URL: 'sqlite::memory:', HTTP_PORT: '0', CANARIES: 'off' },
      ...environment,
    },
    { services, servicesPath: 'services.yaml' },
  );
  if (!readable.ok) throw new Error(readable.problems.join('\n'));
  const output = new PassThrough();
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const bot = await createBot(readable.config, {
    ...{ log: () => {}, clock, input: new PassThrough(), output, trust },
    ...{ isTerminal: false, personName: 'ana', onInterrupt: () => {} },
  });
  ends.push(() => bot.stop());
  await bot.start();
  return () => printed;
}

test('a lost network is told once it is back, and is nobody’s outage', {
  timeout: 60_000,
}, async () => {
  const places = await Promise.all([place(), place(), place(), place()]);
  const [shop, ...canaries] = places;
  const printed = await terminal(
    `services: [{ id: shop, name: Shop, every: 20s, checks: ["${shop?.target}"] }]\n`,
    { CANARIES: canaries.map(({ target }) => target).join(',') },
  );
  const visits = () => Math.min(...places.map((one) => one.visits()));
  await vi.waitFor(() => expect(visits()).toBeGreaterThan(0), { timeout: 15_000 });
  for (const one of places) await one.vanish();
  await pass(3 * minute);
  for (const one of places) await one.comeBack();
  await vi.waitFor(() => expect(printed()).toMatch(/could not see anything for/), {
    timeout: 15_000,
  });
  expect(printed()).not.toMatch(/Shop is down|Shop was down/);
});

test('a certificate that ends soon is told with its name and its days', {
  timeout: 30_000,
}, async () => {
  const authority = makeAuthority();
  const { cert, key } = authority.issue({ toDays: 5.5 });
  const server = createSecureServer({ cert, key }, (socket) => socket.end());
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const printed = await terminal(
    `services: [{ id: bank, name: Bank, every: 20s, checks: ["tls://localhost:${port}"] }]\n`,
    {},
    [authority.cert],
  );
  await vi.waitFor(() => expect(printed()).toMatch(/certificate of localhost .* in 5 days/), {
    timeout: 15_000,
  });
});

test('planned work is told ahead', {
  timeout: 30_000,
}, async () => {
  const shop = await place();
  const soon = (minutes: number) => new Date(clock.now() + minutes * minute).toISOString();
  const printed = await terminal(
    [
      `services: [{ id: shop, name: Shop, every: 20s, checks: ["${shop.target}"] }]`,
      `maintenance: [{ services: [shop], from: "${soon(2)}", to: "${soon(5)}" }]`,
    ]
      .join('\n')
      .replaceAll(/:\d\d\.\d+Z/g, 'Z'),
    {},
  );
  await vi.waitFor(() => expect(printed()).toMatch(/Shop.*maintenance/i), { timeout: 10_000 });
});
