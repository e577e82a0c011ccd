/** Other places that are slow, wrong, rude or gone. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { View } from '../../src/incidents/vote.ts';
import { createPeers } from '../../src/vantage/peers.ts';
import { createWitness } from '../../src/vantage/witness.ts';

const key = 'sixteen or more characters';
const down: View = { failing: 3, working: 0, ageMs: 1_000 };
const up: View = { failing: 0, working: 3, ageMs: 1_000 };
const question = { service: 'shop', check: 'main', own: down, forMs: 60_000 };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function place(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tocsin`;
}

const saying = (account: unknown): RequestListener => {
  return (_, response) => response.end(JSON.stringify(account));
};
const seeing = (view: View) => saying({ isBlind: false, checks: { main: view } });

function peers(urls: readonly string[]) {
  const logged: unknown[] = [];
  let now = 0;
  const made = createPeers({
    ...{ urls, key, elapsed: () => now },
    log: (_level, message, details) => logged.push([message, details]),
  });
  return {
    ...made,
    logged,
    after(ms: number) {
      now += ms;
    },
  };
}

describe('a place that', () => {
  test.each<[string, RequestListener, string, boolean]>([
    ['sees it fail too confirms it', seeing(down), 'down', true],
    ['sees it work vetoes', seeing(up), 'path', true],
    ['is blind does not vote', saying({ isBlind: true, checks: { main: up } }), 'alone', true],
    [
      'does not know the check does not vote',
      saying({ isBlind: false, checks: {} }),
      'alone',
      true,
    ],
    ['does not watch it does not vote', (_, res) => res.writeHead(404).end('{}'), 'alone', true],
    ['has another key is out of order', (_, res) => res.writeHead(401).end(), 'alone', false],
    ['is broken is out of order', (_, res) => res.writeHead(500).end(), 'alone', false],
    ['says nonsense is out of order', (_, res) => res.end('<html>'), 'alone', false],
    ['lies about numbers is out of order', seeing({ ...up, working: -1 }), 'alone', false],
    ['cuts the line is out of order', (_, res) => res.destroy(), 'alone', false],
    [
      'leads elsewhere is not followed',
      (_, res) => res.writeHead(302, { location: '/x' }).end(),
      'alone',
      false,
    ],
    ['talks without end is cut off', (_, res) => talk(res), 'alone', false],
  ])('%s', async (_, answer, word, isWorking) => {
    const { ask, health } = peers([await place(answer)]);
    expect(await ask(question)).toBe(word);
    expect(health().isWorking).toBe(isWorking);
  });

  test('does not answer is given two seconds, and the others count', async () => {
    const urls = [await place(() => {}), await place(seeing(down))];
    const { ask, health, logged } = peers(urls);
    const startedAt = performance.now();
    expect(await ask(question)).toBe('down');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(health()).toEqual({ isWorking: true });
    expect(logged).toEqual([['another place does not answer', expect.anything()]]);
  });
});

function talk(response: import('node:http').ServerResponse): void {
  const more = () => {
    while (response.write('x'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

test('the key goes along and is never said', async () => {
  let authorization: string | undefined;
  const url = await place((request, response) => {
    authorization = request.headers.authorization;
    response.writeHead(401).end();
  });
  const { ask, health, logged } = peers([url.replace('http://', 'http://user:hunter2@')]);
  await ask(question);
  const plain = peers([url]);
  await plain.ask(question);
  expect(authorization).toBe(`Bearer ${key}`);
  expect(JSON.stringify([logged, health(), plain.logged, plain.health()])).not.toMatch(
    /hunter2|sixteen/,
  );
});

test('the checks of a service share one question, and the next doubt asks anew', async () => {
  let asked = 0;
  const url = await place((_, response) => {
    asked += 1;
    response.end(JSON.stringify({ isBlind: false, checks: { main: down, other: up } }));
  });
  const { ask, after } = peers([url]);
  const words = await Promise.all([ask(question), ask({ ...question, check: 'other' })]);
  expect([words, asked]).toEqual([['down', 'path'], 1]);
  after(5_000);
  await ask(question);
  expect(asked).toBe(2);
});

test('two places that doubt each other do not drive each other mad', () => {
  let [now, looks] = [0, 0];
  const witness = createWitness({
    watcher: { views: () => ({ main: down }), lookAgain: () => void looks++ },
    isBlind: () => false,
    elapsed: () => now,
  });
  for (let asked = 0; asked < 1_000; asked += 1) {
    now += 100;
    witness('shop');
  }
  expect(looks).toBeLessThanOrEqual(21);
});
