/** Two bots in two processes, each in doubt, that ask each other before they say a word. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';

const program = join(import.meta.dirname, '../crash/program.ts');
const key = 'a-key-that-both-know-and-nobody-else';
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Name = 'north' | 'south';

/** A shop that each place reaches on a way of its own. */
async function shopOfTwoWays() {
  const broken = new Set<string>();
  const looks = { north: 0, south: 0 };
  const server = createServer((request, response) => {
    const from = new URL(request.url ?? '/', 'http://shop').searchParams.get('from') as Name;
    looks[from] += 1;
    response.writeHead(broken.has(from) ? 503 : 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return { broken, looks, port: (server.address() as AddressInfo).port };
}

type Place = { readonly name: Name; readonly port: number; readonly peer: number };

async function bot({ name, port, peer }: Place, shopPort: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  const services = join(folder, 'services.yaml');
  const target = `http://127.0.0.1:${shopPort}/?from=${name}`;
  writeFileSync(
    services,
    `services:\n  - { id: shop, name: Shop, every: 20s, checks: ["${target}"] }\n`,
  );
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: {
      ...{ PATH: process.env.PATH, SPEED: '20', LOG_LEVEL: 'error', CONSOLE: 'on' },
      ...{ SERVICES_FILE: services, STORE_URL: 'sqlite::memory:', CANARIES: 'off' },
      ...{ HTTP_PORT: String(port), VANTAGES: `http://127.0.0.1:${peer}`, VANTAGE_KEY: key },
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout?.on('data', (data) => {
    printed += String(data);
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  ends.push(() => rmSync(folder, { recursive: true }), kill);
  await vi.waitFor(() => expect(printed).toContain('started'), { timeout: 15_000 });
  return {
    kill,
    told: () => printed.split('\n').filter((line) => /^[🔴🟠🟢]/u.test(line)),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('what one place alone sees is told by nobody, what both see by both, and one alone speaks for itself', {
  timeout: 60_000,
}, async () => {
  const shop = await shopOfTwoWays();
  const [a, b] = await Promise.all([freePort(), freePort()]);
  const north = await bot({ name: 'north', port: a, peer: b }, shop.port);
  const south = await bot({ name: 'south', port: b, peer: a }, shop.port);
  await vi.waitFor(() => expect(shop.looks.south).toBeGreaterThan(1), { timeout: 15_000 });

  shop.broken.add('north');
  const before = { ...shop.looks };
  // Long enough to be confirmed and told, were north alone: ten looks, five seconds apart.
  await vi.waitFor(() => expect(shop.looks.north - before.north).toBeGreaterThan(14), {
    timeout: 30_000,
  });
  expect(shop.looks.south - before.south).toBeGreaterThan(7);
  expect([north.told(), south.told()]).toEqual([[], []]);

  shop.broken.add('south');
  await vi.waitFor(
    () => {
      expect(north.told()).toEqual([expect.stringContaining('Shop is down')]);
      expect(south.told()).toEqual([expect.stringContaining('Shop is down')]);
    },
    { timeout: 20_000 },
  );

  await south.kill();
  shop.broken.clear();
  await vi.waitFor(() => expect(north.told()).toHaveLength(2), { timeout: 20_000 });
  shop.broken.add('north');
  await vi.waitFor(() => expect(north.told()).toHaveLength(3), { timeout: 20_000 });
});

test('a place answers nobody without the key', { timeout: 30_000 }, async () => {
  const shop = await shopOfTwoWays();
  const [port, peer] = await Promise.all([freePort(), freePort()]);
  await bot({ name: 'north', port, peer }, shop.port);
  const ask = async (service: string, authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    const url = `http://127.0.0.1:${port}/api/vantage/${service}`;
    const response = await fetch(url, { headers });
    return [response.status, await response.json()];
  };
  await vi.waitFor(() => expect(shop.looks.north).toBeGreaterThan(0), { timeout: 15_000 });
  expect((await ask('shop'))[0]).toBe(401);
  expect((await ask('shop', `Bearer ${key}x`))[0]).toBe(401);
  expect((await ask('shop', key))[0]).toBe(401);
  expect((await ask('nothing', `Bearer ${key}`))[0]).toBe(404);
  const [status, account] = await ask('shop', `Bearer ${key}`);
  expect([status, account]).toMatchObject([200, { isBlind: false }]);
  const [view] = Object.values((account as { checks: Record<string, unknown> }).checks);
  expect(view).toEqual({
    failing: 0,
    working: expect.any(Number),
    lost: 0,
    ageMs: expect.any(Number),
  });
});
