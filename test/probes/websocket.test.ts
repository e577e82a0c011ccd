/** WebSocket servers that misbehave, and what a look at them must say. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect } from 'vitest';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();

/** A frame as a server sends it: not masked. */
function frame(opcode: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const size = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size]), bytes]);
}

function unmasked(bytes: Buffer): string {
  const mask = bytes.subarray(2, 6);
  return bytes
    .subarray(6)
    .map((byte, i) => byte ^ (mask[i % 4] ?? 0))
    .toString();
}

function treat(after: (socket: Socket) => void, wrongProof = false): (socket: Socket) => void {
  return (socket) =>
    socket.once('data', (request: Buffer) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())?.[1];
      const proof = createHash('sha1')
        .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      const accept = wrongProof ? 'bm8=' : proof;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      after(socket);
    });
}

function server(after: (socket: Socket) => void, wrongProof = false): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab(treat(after, wrongProof));
    late(lab.close);
    return `ws://127.0.0.1:${lab.port}/chat?room=1`;
  };
}

function plain(answer: string): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab((socket) => socket.once('data', () => socket.end(answer)));
    late(lab.close);
    return `ws://127.0.0.1:${lab.port}/`;
  };
}

const echo = (socket: Socket) =>
  socket.once('data', (bytes: Buffer) => socket.write(frame(1, `you said ${unmasked(bytes)}`)));
const close = (code: number, words: string) => (socket: Socket) =>
  socket.write(frame(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(words)])));
const receive = { receive: 'hello' };

const sockets: readonly Behaviour[] = [
  { says: 'a handshake is up', open: server(() => {}), gives: 'up' },
  {
    says: 'a handshake over TLS is up',
    async open(late) {
      const lab = await tlsLab(
        authority.issue(),
        treat(() => {}),
      );
      late(lab.close);
      return `wss://localhost:${lab.port}/`;
    },
    gives: 'up',
    also: ({ certificateDays }) => expect(certificateDays).toBe(89),
  },
  {
    says: 'a message sent and answered is up',
    open: server(echo),
    expect: { send: 'hi', receive: '/^you said hi$/' },
    gives: 'up',
  },
  {
    says: 'the message may come late and in pieces',
    open: server((socket) => {
      const bytes = Buffer.concat([frame(9, 'ping'), frame(1, 'welcome'), frame(1, 'hello')]);
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    }),
    expect: receive,
    gives: 'up',
  },
  {
    says: 'a message that never comes',
    open: server(() => {}),
    expect: receive,
    timeoutMs: 250,
    gives: ['body', 'timeout', 'soft'],
  },
  {
    says: 'only other messages',
    open: server((socket) => socket.write(Buffer.concat(Array(200).fill(frame(1, 'spam'))))),
    expect: receive,
    gives: ['expect', 'mismatch', 'hard'],
  },
  {
    says: 'a connection closed after the handshake',
    open: server((socket) => socket.end()),
    expect: receive,
    gives: ['body', 'reset', 'soft'],
  },
  {
    says: 'a close that asks to come back later',
    open: server(close(1013, 'try again later')),
    expect: receive,
    gives: ['body', 'reply', 'busy'],
    also: ({ cause }) => expect(cause?.evidence).toBe('closed with 1013 try again later'),
  },
  {
    says: 'a close for reasons of policy',
    open: server(close(1008, 'no')),
    expect: receive,
    gives: ['body', 'reply', 'policy'],
  },
  {
    says: 'a close for an error of the server',
    open: server(close(1011, 'oops')),
    expect: receive,
    gives: ['body', 'reply', 'hard'],
  },
  {
    says: 'bytes that are no frames',
    open: server((socket) => socket.write('HTTP? never heard of it')),
    expect: receive,
    gives: ['body', 'garbage', 'hard'],
  },
  {
    says: 'a frame of four gigabytes',
    open: server((socket) => socket.write(Buffer.from('817f00000000ffffffff', 'hex'))),
    expect: receive,
    gives: ['body', 'too-large', 'hard'],
  },
  { says: 'a wrong proof', open: server(() => {}, true), gives: ['first-byte', 'garbage', 'hard'] },
  {
    says: 'a page in place of a handshake',
    open: plain('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    gives: ['first-byte', 'http-status', 'hard'],
  },
  {
    says: 'a handshake refused to us',
    open: plain('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
    gives: ['first-byte', 'http-status', 'policy'],
  },
  {
    says: 'a handshake that is too busy',
    open: plain('HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n'),
    gives: ['first-byte', 'http-status', 'busy'],
    also: ({ cause }) => expect(cause?.retryAfterMs).toBe(9000),
  },
  {
    says: 'a switch to another protocol',
    open: plain('HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
    gives: ['first-byte', 'garbage', 'hard'],
  },
];

describe('websockets', () => laboratory(sockets, () => ({ trust: [authority.cert] })));
