/** What the ping commands of several systems say, and what is made of it. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { readPing, type Said } from '../../src/probes/ping.ts';

const recorded: readonly [string, number | string, string, Said][] = [
  [
    'an answer, as iputils says it',
    0,
    'PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\n64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.4 ms\n\n--- 192.0.2.1 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\n',
    { result: 'answer', roundTripMs: 11.4 },
  ],
  [
    'an answer, as busybox says it',
    0,
    'PING 192.0.2.1 (192.0.2.1): 56 data bytes\n64 bytes from 192.0.2.1: seq=0 ttl=64 time=0.081 ms\n',
    { result: 'answer', roundTripMs: 0.081 },
  ],
  [
    'an answer, as BSD says it',
    0,
    '64 bytes from 192.0.2.1: icmp_seq=0 ttl=64 time=0.081 ms\n',
    { result: 'answer', roundTripMs: 0.081 },
  ],
  [
    'silence, as iputils says it',
    1,
    '--- 192.0.2.1 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n',
    { result: 'silence' },
  ],
  [
    'silence, as BSD says it',
    2,
    '1 packets transmitted, 0 packets received, 100.0% packet loss\n',
    { result: 'silence' },
  ],
  [
    'a router that says no',
    1,
    'From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n',
    { result: 'unreachable', line: 'From 10.0.0.1 icmp_seq=1 Destination Host Unreachable' },
  ],
  [
    'no right to send',
    2,
    'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n',
    {
      result: 'unusable',
      line: 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted',
    },
  ],
  ['no such command', 'ENOENT', '', { result: 'unusable', line: 'there is no ping command here' }],
  ['nothing at all', 9, '', { result: 'unusable', line: 'ping ended with 9' }],
];

test.for([...recorded])('%s', ([, code, output, said]) => {
  expect(readPing({ code, output })).toEqual(said);
});

const isInstalled = (() => {
  try {
    execFileSync('ping', ['-n', '-c', '1', '-W', '1', '127.0.0.1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!isInstalled)(
  'this machine answers its own ping (needs the ping command)',
  async () => {
    const eyes = createEyes();
    const reading = await look(
      { target: 'ping://127.0.0.1', timeoutMs: 3000, expect: undefined },
      eyes,
    );
    eyes.close();
    expect(reading.status).toBe('up');
  },
);

test.skipIf(isInstalled)(
  'where ping cannot be used, nothing is said about the far end',
  async () => {
    const eyes = createEyes();
    const reading = await look(
      { target: 'ping://127.0.0.1', timeoutMs: 3000, expect: undefined },
      eyes,
    );
    eyes.close();
    expect(reading).toMatchObject({
      status: 'unknown',
      cause: { code: 'unsupported', kind: 'ours' },
    });
  },
);

test('an address of our own is not pinged for a chat', async () => {
  const eyes = createEyes({ allow: 'public' });
  const reading = await look(
    { target: 'ping://127.0.0.1', timeoutMs: 3000, expect: undefined },
    eyes,
  );
  eyes.close();
  expect(reading.cause?.code).toBe('not-allowed');
});
