/** Who watches the watcher hears of it for as long as it is well, and of nothing that is secret. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHeartbeat, type HeartbeatParts } from '../src/heartbeat.ts';
import type { Log } from '../src/log.ts';
import type { Health } from '../src/model.ts';
import { createSchedule } from '../src/time/schedule.ts';

const secret = 'sEcReT-uuid';

/** A dead man's switch: notes each call and answers what it is told to. */
async function createSwitch() {
  const calls: string[] = [];
  const statuses: number[] = [];
  let heard = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const status = statuses.shift() ?? 200;
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('OK');
    heard.resolve();
    heard = Promise.withResolvers();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    ...{ calls, statuses, base: `http://127.0.0.1:${port}` },
    /** Resolves when it has been called so often. */
    async until(count: number) {
      while (calls.length < count) await heard.promise;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

let peer: Awaited<ReturnType<typeof createSwitch>>;
let lines: string[];
let health: Record<string, Health>;
let endings: (() => unknown)[];

beforeEach(async () => {
  peer = await createSwitch();
  lines = [];
  health = { store: { isWorking: true }, slack: { isWorking: true } };
  endings = [() => peer.close()];
});
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
});

function beating(more: Partial<HeartbeatParts> = {}) {
  const log: Log = (level, message, details) => {
    lines.push(`${level} ${message} ${JSON.stringify(details ?? {})}`);
  };
  const schedule = createSchedule({ onBug: (error) => lines.push(String(error)) });
  const heartbeat = createHeartbeat({
    ...{ url: `${peer.base}/ping/${secret}`, everyMs: 50, health: () => health, schedule, log },
    ...{ userAgent: 'Tocsin/test', retryAfterMs: [1, 1] },
    ...more,
  });
  endings.push(
    () => schedule.stop(),
    () => heartbeat.stop(),
  );
  heartbeat.start();
  return { heartbeat, schedule };
}

test('while it is well it is heard, again and again', async () => {
  beating();
  await peer.until(3);
  expect(new Set(peer.calls)).toEqual(new Set([`GET /ping/${secret}`]));
  expect(lines).toEqual([]);
});

test('when a part does not work it is silent, and heard again afterwards', async () => {
  const asked: boolean[] = [];
  beating({
    health: () => {
      // Not well at the second and third beat.
      const isWorking = asked.length !== 1 && asked.length !== 2;
      asked.push(isWorking);
      return { ...health, slack: { isWorking } };
    },
  });
  await peer.until(2);
  expect(asked).toEqual([true, false, false, true]);
});

test('with an address for it, trouble is told there', async () => {
  health = { store: { isWorking: false, reason: 'the disk is full' } };
  beating({ failUrl: `${peer.base}/fail/${secret}` });
  await peer.until(2);
  expect(new Set(peer.calls)).toEqual(new Set([`GET /fail/${secret}`]));
});

test('a call that fails is made again at once, and only three failures are worth a line', async () => {
  peer.statuses.push(500, 502, 200, 503, 503, 503);
  beating();
  await peer.until(8);
  expect(lines[0]).toBe('warn the heartbeat is not heard {"reason":"answered 503"}');
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
});

test('a redirect is not followed, and no line holds the secret', async () => {
  peer.statuses.push(302, 302, 302);
  beating();
  await peer.until(4);
  expect(new Set(peer.calls)).toEqual(new Set([`GET /ping/${secret}`]));
  expect(lines.join()).toContain('answered 302');
  expect(lines.join()).not.toContain(secret);
});

test('a switch that is away is told of once, without its address', async () => {
  peer.close();
  const { promise, resolve } = Promise.withResolvers<void>();
  let beats = 0;
  beating({
    health: () => {
      beats += 1;
      if (beats === 4) resolve();
      return health;
    },
  });
  await promise;
  expect(lines).toEqual(['warn the heartbeat is not heard {"reason":"ECONNREFUSED"}']);
});

test('after its end nothing is called any more', async () => {
  const { heartbeat, schedule } = beating();
  await peer.until(1);
  heartbeat.stop();
  await schedule.stop();
  const count = peer.calls.length;
  await new Promise(setImmediate);
  expect(peer.calls).toHaveLength(count);
});
