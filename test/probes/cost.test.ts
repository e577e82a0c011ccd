/** Counts that hold on any machine: what one look may use, and that nothing is left behind. */
import dns from 'node:dns';
import tls, { type TLSSocket } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();
const page = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

afterEach(() => vi.restoreAllMocks());

async function lookOften(target: string, times: number) {
  const eyes = createEyes({ trust: [authority.cert] });
  const made = vi.spyOn(tls, 'createSecureContext');
  const lookups = vi.spyOn(dns, 'lookup');
  for (let i = 0; i < times; i++) {
    const reading = await look({ target, timeoutMs: 5000, expect: undefined }, eyes);
    expect(reading.cause).toBeUndefined();
  }
  eyes.close();
  return { contexts: made.mock.calls.length, lookups: lookups.mock.calls.length };
}

test('a look at a web address uses one socket and no look-up thread', async () => {
  const lab = await tcpLab((socket) => socket.once('data', () => socket.end(page)));
  const { lookups } = await lookOften(`http://127.0.0.1:${lab.port}/`, 10);
  expect(lab.connections()).toBe(10);
  expect(lookups).toBe(0);
  await lab.close();
});

test('a look over TLS uses one socket, no new context and no old session', async () => {
  let resumed = 0;
  const lab = await tlsLab(authority.issue(), (socket) => {
    if ((socket as TLSSocket).isSessionReused()) resumed++;
    socket.once('data', () => socket.end(page));
  });
  const { contexts } = await lookOften(`https://localhost:${lab.port}/`, 10);
  expect({ connections: lab.connections(), contexts, resumed }).toEqual({
    connections: 10,
    contexts: 0,
    resumed: 0,
  });
  await lab.close();
});

test('every look reads the certificate', async () => {
  const lab = await tlsLab(authority.issue({ toDays: 30 }));
  const eyes = createEyes({ trust: [authority.cert] });
  const target = `tls://localhost:${lab.port}`;
  for (let i = 0; i < 5; i++) {
    const reading = await look({ target, timeoutMs: 5000, expect: undefined }, eyes);
    expect(reading.certificateDays).toBe(29);
  }
  eyes.close();
  await lab.close();
});

test('looks that hang leave no socket and no timer behind', async () => {
  const lab = await tcpLab((socket) => socket.resume().on('end', () => socket.end()));
  const eyes = createEyes();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const looks = ['tcp', 'http', 'https', 'tls', 'smtp', 'imaps', 'pop3'].map((scheme) =>
    look({ target: `${scheme}://127.0.0.1:${lab.port}`, timeoutMs: 100, expect: undefined }, eyes),
  );
  const startedAt = performance.now();
  const readings = await Promise.all(looks);
  expect(performance.now() - startedAt).toBeLessThan(100 + 200);
  expect(readings.map(({ status }) => status)).toEqual(['up', ...Array(6).fill('down')]);
  await vi.waitFor(() => expect(lab.open()).toBe(0), { interval: 5, timeout: 2000 });
  eyes.close();
  const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  expect(after).toBeLessThanOrEqual(before + 1);
  await lab.close();
});

test('a thousand hostile answers at once stay within bounds', async () => {
  const lab = await tcpLab((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
      if (!socket.destroyed) socket.once('drain', more);
    };
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      more();
    });
  });
  const eyes = createEyes();
  const target = `http://127.0.0.1:${lab.port}/`;
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 10; round++) {
    const looks = Array.from({ length: 100 }, () =>
      look({ target, timeoutMs: 10_000, expect: undefined }, eyes),
    );
    for (const reading of await Promise.all(looks)) expect(reading.status).toBe('up');
  }
  eyes.close();
  await lab.close();
  // Unread, each of these bodies would have been unbounded; both ends live in this process.
  expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
});
