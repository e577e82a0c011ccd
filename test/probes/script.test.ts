/** Conversations written in a services file, with servers that keep to them and servers that do not. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { script } from '../../src/probes/script.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();

function server(treat: (socket: Socket) => void): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab(treat);
    late(lab.close);
    return `script://127.0.0.1:${lab.port}`;
  };
}

const says = (line: string) => server((socket) => socket.write(line));
const ssh = { steps: [{ expect: '/^SSH-2\\.0-/' }] };
const irc = {
  steps: [
    { send: 'NICK tocsin' },
    { expect: ' 001 ', skip: true, busy: 'Too many connections', refused: 'banned' },
    { send: 'QUIT' },
  ],
};
const welcome = (line: string) => server((socket) => socket.once('data', () => socket.write(line)));

const scripts: readonly Behaviour[] = [
  {
    says: 'the line that was expected is up, and is shown',
    open: says('SSH-2.0-OpenSSH_9.9\r\n'),
    expect: ssh,
    gives: 'up',
    also: ({ facts }) => expect(facts?.said).toBe('SSH-2.0-OpenSSH_9.9'),
  },
  {
    says: 'another line',
    open: says('Exceeded MaxStartups\r\n'),
    expect: ssh,
    gives: ['greeting', 'mismatch', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('Exceeded MaxStartups'),
  },
  {
    says: 'no line',
    open: server(() => {}),
    expect: ssh,
    timeoutMs: 250,
    gives: ['greeting', 'timeout', 'soft'],
  },
  {
    says: 'a closed connection',
    open: server((socket) => socket.end()),
    expect: ssh,
    gives: ['greeting', 'reset', 'soft'],
  },
  {
    says: 'lines before the expected one may be passed over',
    open: welcome(':irc NOTICE * :hi\r\n:irc 001 tocsin :Welcome\r\n'),
    expect: irc,
    gives: 'up',
  },
  {
    says: 'a line that says it is busy',
    open: welcome('ERROR :Too many connections\r\n'),
    expect: irc,
    gives: ['request', 'reply', 'busy'],
  },
  {
    says: 'a line that refuses us',
    open: welcome('ERROR :You are banned\r\n'),
    expect: irc,
    gives: ['request', 'reply', 'policy'],
  },
  {
    says: 'lines without end',
    open: welcome(':irc NOTICE x\r\n'.repeat(1000)),
    expect: irc,
    gives: ['request', 'mismatch', 'hard'],
  },
  { says: 'nothing to do but to connect', open: server(() => {}), gives: 'up' },
  {
    says: 'TLS from the first byte',
    async open(late) {
      const lab = await tlsLab(authority.issue(), (socket) => socket.write('hello\n'));
      late(lab.close);
      return `scripts://localhost:${lab.port}`;
    },
    expect: { steps: [{ expect: 'hello' }] },
    gives: 'up',
    also: ({ certificateDays }) => expect(certificateDays).toBe(89),
  },
  {
    says: 'TLS in the middle that nobody answers',
    open: says('220 ftp\r\n'),
    expect: { steps: [{ expect: '220' }, { send: 'AUTH TLS' }, { upgrade: true }] },
    timeoutMs: 300,
    gives: ['tls', 'timeout', 'soft'],
  },
];

describe('scripts', () => laboratory(scripts, () => ({ trust: [authority.cert] })));

test.for([
  { steps: [{ expct: 'x' }] },
  { steps: [{ send: 'a\r\nb' }] },
  { steps: [{ expect: '/(/' }] },
  { steps: Array(51).fill({ send: 'x' }) },
  { stps: [] },
])('%j is no script', (written) => {
  expect(script.expectation.safeParse(written).success).toBe(false);
});
