/** HTTP/2 servers that misbehave, and what a look at them must say. */

import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { quiet, tcpLab, tlsLab } from '../lab/servers.ts';

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
    says: 'a server that knows only HTTP/2 is looked at over HTTP/2 unasked',
    open: server(ok),
    gives: 'up',
    also: ({ facts, timings }) => {
      expect(facts?.status).toBe(200);
      expect(Object.keys(timings)).toEqual(expect.arrayContaining(['tcp', 'tls', 'first-byte']));
    },
  },
  {
    says: 'a server that knows only HTTP/2, asked for HTTP/1.1',
    open: server(ok),
    expect: { http: 1 },
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

/** Notes what each connection offered, and settles on what is in `speaks`. */
async function offers(speaks: () => readonly string[]) {
  const seen: string[][] = [];
  const lab = await tlsLab(
    {
      ...authority.issue(),
      ALPNCallback({ protocols }) {
        seen.push(protocols);
        return protocols.find((one) => speaks().includes(one));
      },
    },
    (socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    },
  );
  return { seen, lab, target: `https://localhost:${lab.port}/` };
}

describe('one handshake', () => {
  const at = (target: string) => ({ target, timeoutMs: 2000, expect: undefined });

  test('is all that a server of HTTP/1.1 gets', async () => {
    const eyes = createEyes({ trust: [authority.cert] });
    const { seen, lab, target } = await offers(() => ['http/1.1']);
    for (let i = 0; i < 3; i++) expect((await look(at(target), eyes)).status).toBe('up');
    expect(seen).toEqual(Array(3).fill(['http/1.1']));
    eyes.close();
    await lab.close();
  });

  test('is all that a server of HTTP/2 gets once it is known as one', async () => {
    const eyes = createEyes({ trust: [authority.cert] });
    const { seen, lab, target } = await offers(() => ['h2']);
    for (let i = 0; i < 2; i++) await look(at(target), eyes);
    expect(seen).toEqual([['http/1.1'], ['h2'], ['h2', 'http/1.1']]);
    eyes.close();
    await lab.close();
  });

  test('is enough for a server that has learned HTTP/1.1 meanwhile, and is remembered too', async () => {
    const eyes = createEyes({ trust: [authority.cert] });
    let speaks = ['h2'];
    const { seen, lab, target } = await offers(() => speaks);
    await look(at(target), eyes);
    speaks = ['http/1.1'];
    for (let i = 0; i < 2; i++) expect((await look(at(target), eyes)).status).toBe('up');
    expect(seen.slice(2)).toEqual([['h2', 'http/1.1'], ['http/1.1']]);
    eyes.close();
    await lab.close();
  });

  test('that fails for any other reason is not tried again', async () => {
    const eyes = createEyes({ trust: [authority.cert] });
    const lab = await tcpLab((socket) => socket.once('data', () => socket.end('no TLS at all')));
    const reading = await look(at(`https://localhost:${lab.port}/`), eyes);
    expect(reading.cause).toMatchObject({ code: 'tls-failed', phase: 'tls' });
    expect(lab.connections()).toBe(1);
    eyes.close();
    await lab.close();
  });

  test('is all that a websocket asks of a server of HTTP/2', async () => {
    const eyes = createEyes({ trust: [authority.cert] });
    const { seen, lab, target } = await offers(() => ['h2']);
    const reading = await look(at(target.replace('https', 'wss')), eyes);
    expect(reading.cause).toMatchObject({ code: 'tls-failed', phase: 'tls' });
    expect(seen).toEqual([['http/1.1']]);
    eyes.close();
    await lab.close();
  });
});
