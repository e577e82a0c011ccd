/** HTTP/2 servers that misbehave, and what a look at them must say. */

import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect } from 'vitest';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { quiet, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();

function server(treat: (stream: ServerHttp2Stream) => void): Behaviour['open'] {
  return async (late) => {
    const web: Http2SecureServer = createSecureServer({ ...authority.issue() });
    const sockets = new Set<Socket>();
    web.on('connection', (socket: Socket) => sockets.add(quiet(socket)));
    web.on('sessionError', () => {});
    web.on('stream', (stream) => treat(stream.on('error', () => {})));
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    late(() => {
      web.close();
      for (const socket of sockets) socket.destroy();
    });
    return `https://localhost:${(web.address() as AddressInfo).port}/`;
  };
}

/** Agrees on HTTP/2 and then writes what it likes. */
function raw(bytes: Buffer | undefined): Behaviour['open'] {
  return async (late) => {
    const lab = await tlsLab({ ...authority.issue(), ALPNProtocols: ['h2'] }, (socket) => {
      if (bytes === undefined) socket.end();
      else socket.once('data', () => socket.write(bytes));
    });
    late(lab.close);
    return `https://localhost:${lab.port}/`;
  };
}

const ok = (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 200, server: 'lab' });
  stream.end('all is well');
};
const settings = Buffer.from('000000040000000000', 'hex');
const two = { http: 2 };

const servers: readonly Behaviour[] = [
  {
    says: 'a page over HTTP/2 is up, searched and judged like any other',
    open: server(ok),
    expect: { ...two, body: 'is well', header: { server: 'lab' } },
    gives: 'up',
    also: ({ facts, certificateDays }) => {
      expect(facts?.status).toBe(200);
      expect(certificateDays).toBe(89);
    },
  },
  {
    says: 'a server that knows only HTTP/2, not asked for it',
    open: server(ok),
    gives: ['tls', 'tls-failed', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toMatch(/no application protocol/),
  },
  {
    says: 'a server that does not know HTTP/2',
    async open(late) {
      const lab = await tlsLab(authority.issue());
      late(lab.close);
      return `https://localhost:${lab.port}/`;
    },
    expect: two,
    gives: ['tls', 'tls-failed', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('does not speak HTTP/2'),
  },
  {
    says: 'a failing status',
    open: server((stream) => {
      stream.respond({ ':status': 503, 'retry-after': '7' });
      stream.end();
    }),
    expect: two,
    gives: ['first-byte', 'http-status', 'busy'],
    also: ({ cause }) => expect(cause?.retryAfterMs).toBe(7000),
  },
  {
    says: 'a redirect is followed',
    open: server((stream) => {
      stream.respond({ ':status': 302, location: '/there' });
      stream.end();
    }),
    expect: two,
    gives: ['first-byte', 'too-many-redirects', 'hard'],
  },
  {
    says: 'a stream reset before its headers',
    open: server((stream) => stream.close(2)),
    expect: two,
    gives: ['first-byte', 'reset', 'soft'],
  },
  {
    says: 'a stream reset in the middle of its body',
    open: server((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half', () => stream.destroy(new Error('broken')));
    }),
    expect: two,
    gives: ['body', 'reset', 'soft'],
  },
  {
    says: 'silence after the request',
    open: server(() => {}),
    expect: two,
    timeoutMs: 300,
    gives: ['first-byte', 'timeout', 'soft'],
  },
  {
    says: 'a body without end',
    open: server((stream) => {
      stream.respond({ ':status': 200 });
      const more = () => {
        while (!stream.destroyed && stream.write(Buffer.alloc(16_384, 'x')));
        if (!stream.destroyed) stream.once('drain', more);
      };
      more();
    }),
    expect: two,
    gives: 'up',
  },
  {
    says: 'a connection closed after the handshake',
    open: raw(undefined),
    expect: two,
    gives: ['first-byte', 'reset', 'soft'],
  },
  {
    says: 'bytes that are no frames',
    open: raw(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')),
    expect: two,
    gives: ['first-byte', 'garbage', 'hard'],
  },
  {
    says: 'settings and then silence',
    open: raw(settings),
    expect: two,
    timeoutMs: 300,
    gives: ['first-byte', 'timeout', 'soft'],
  },
];

describe('HTTP/2', () => laboratory(servers, () => ({ trust: [authority.cert] })));
