/** Web servers that misbehave, and what a look at them must say. */
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { deadPort, tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();

type Treat = (socket: Socket, request: string, port: number) => void;

/** A server that is told each whole request and writes what it likes. */
function web(treat: Treat, path = '/'): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab((socket) => {
      let heard = '';
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        if (!heard.includes('\r\n\r\n')) return;
        treat(socket, heard, lab.port);
        heard = '';
      });
    });
    late(lab.close);
    return `http://127.0.0.1:${lab.port}${path}`;
  };
}

function says(
  text: string,
  open: Behaviour['open'],
  rest: Omit<Behaviour, 'says' | 'open'>,
): Behaviour {
  return { says: text, open, ...rest };
}

function head(status: string, headers: readonly string[] = []): string {
  return [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');
}

function page(status: string, body: string | Buffer = '', headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(head(status, [`Content-Length: ${bytes.length}`, ...headers])),
    bytes,
  ]);
}

const answers = (...args: Parameters<typeof page>) => web((socket) => socket.end(page(...args)));
const raw = (bytes: string | Buffer) => web((socket) => socket.end(bytes));

const kinds: readonly [string, 'up' | 'hard' | 'busy' | 'policy', string[]?][] = [
  ['200 OK', 'up'],
  ['204 No Content', 'up'],
  ['304 Not Modified', 'up'],
  ['400 Bad Request', 'hard'],
  ['401 Unauthorized', 'policy'],
  ['403 Forbidden', 'policy'],
  ['404 Not Found', 'hard'],
  ['407 Proxy Authentication Required', 'policy'],
  ['410 Gone', 'hard'],
  ['418 I am a teapot', 'hard'],
  ['429 Too Many Requests', 'busy'],
  ['451 Unavailable For Legal Reasons', 'policy'],
  ['500 Internal Server Error', 'hard'],
  ['502 Bad Gateway', 'hard'],
  ['503 Service Unavailable', 'hard'],
  ['503 Service Unavailable', 'busy', ['Retry-After: 120']],
  ['503 Service Unavailable', 'policy', ['cf-mitigated: challenge']],
  ['504 Gateway Timeout', 'hard'],
  ['520 Web Server Returned an Unknown Error', 'hard'],
  ['999 Request denied', 'policy'],
];

const statuses: readonly Behaviour[] = kinds.map(([status, kind, headers]) => ({
  says: `${status} ${headers?.join() ?? ''} is ${kind}`,
  open: answers(status, '', headers),
  gives: kind === 'up' ? 'up' : ['first-byte', 'http-status', kind],
  also: ({ cause, facts }) => {
    expect(facts?.status).toBe(Number(status.slice(0, 3)));
    if (kind === 'up') return;
    expect(cause?.evidence).toBe(status);
    expect(cause?.values.status).toBe(Number(status.slice(0, 3)));
  },
}));

const begun = Date.now();
const later = new Date(begun + 100_000).toUTCString();
const retries: readonly [string, number | undefined][] = [
  ['120', 120_000],
  ['0', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['99999999999', 86_400_000],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  [later, 100_000],
];

const retryAfters: readonly Behaviour[] = retries.map(([written, ms]) =>
  says(
    `429 with Retry-After: ${written}`,
    answers('429 Too Many', '', [`Retry-After: ${written}`]),
    {
      gives: ['first-byte', 'http-status', 'busy'],
      also: ({ cause }) => {
        if (ms === undefined || ms < 1) expect(cause?.retryAfterMs).toBe(ms);
        else {
          // A date has whole seconds, and some time has passed since it was written.
          expect(cause?.retryAfterMs).toBeLessThanOrEqual(ms);
          expect(cause?.retryAfterMs).toBeGreaterThan(ms - 1_000 - (Date.now() - begun));
        }
      },
    },
  ),
);

const faults: readonly Behaviour[] = [
  says(
    'a server that closes at the request',
    web((socket) => socket.end()),
    {
      gives: ['first-byte', 'reset', 'soft'],
    },
  ),
  says(
    'a server that resets at the request',
    web((socket) => socket.resetAndDestroy()),
    {
      gives: ['first-byte', 'reset', 'soft'],
    },
  ),
  says('headers cut short', raw('HTTP/1.1 200 OK\r\nContent-Le'), {
    gives: ['first-byte', 'reset', 'soft'],
  }),
  says(
    'headers cut short by a reset',
    web((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Le', () => socket.resetAndDestroy());
    }),
    { gives: ['first-byte', 'reset', 'soft'] },
  ),
  says('a body cut short', raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'), {
    gives: ['body', 'reset', 'soft'],
  }),
  says(
    'a body cut short by a reset',
    web((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () =>
        socket.resetAndDestroy(),
      );
    }),
    { gives: ['body', 'reset', 'soft'] },
  ),
  says(
    'chunks cut short',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe'),
    {
      gives: ['body', 'reset', 'soft'],
    },
  ),
  says(
    'a chunk size that is no number',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello'),
    {
      gives: ['body', 'garbage', 'hard'],
    },
  ),
  says(
    'silence after the request',
    web(() => {}),
    { timeoutMs: 250, gives: ['first-byte', 'timeout', 'soft'] },
  ),
  says(
    'silence after the headers',
    web((socket) => socket.write(head('200 OK', ['Content-Length: 5']))),
    {
      timeoutMs: 250,
      gives: ['body', 'timeout', 'soft'],
    },
  ),
  says(
    'headers that drip',
    web((socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    }),
    { timeoutMs: 250, gives: ['first-byte', 'garbage', 'hard'] },
  ),
  says(
    'well-formed headers that drip',
    web((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    }),
    { timeoutMs: 250, gives: ['first-byte', 'timeout', 'soft'] },
  ),
  says(
    'a body that drips',
    web((socket) => {
      socket.write(head('200 OK', ['Content-Length: 1000']));
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    }),
    { timeoutMs: 250, gives: ['body', 'timeout', 'soft'] },
  ),
  says('a body without end is up when nothing is looked for in it', web(flood), { gives: 'up' }),
  says('a body without end that lacks what is looked for', web(flood), {
    expect: { body: 'all is well' },
    gives: ['expect', 'mismatch', 'hard'],
  }),
  says(
    'a server that answers before it is asked',
    async (late) => {
      const lab = await tcpLab((socket) => socket.end(page('200 OK', 'hello')));
      late(lab.close);
      return `http://127.0.0.1:${lab.port}/`;
    },
    { gives: 'up' },
  ),
  says(
    'headers of a megabyte',
    web((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.write(`X-Big: ${'x'.repeat(1_000_000)}\r\n`);
    }),
    { gives: ['first-byte', 'too-large', 'hard'] },
  ),
  says(
    'thirty thousand headers',
    web((socket) => socket.write(head('200 OK', Array(30_000).fill('A: b')))),
    {
      gives: ['first-byte', 'too-large', 'hard'],
    },
  ),
  says('a status that is no number', raw('HTTP/1.1 abc OK\r\n\r\n'), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says('a status of four digits', raw('HTTP/1.1 2000 OK\r\n\r\n'), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says('another protocol', raw('SSH-2.0-OpenSSH_9.9\r\n'), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says('random bytes', raw(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 73) % 256))), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says(
    'HTTP/2 frames to a client of HTTP/1.1',
    raw(Buffer.from('000012040000000000000300000064', 'hex')),
    {
      gives: ['first-byte', 'garbage', 'hard'],
    },
  ),
  says(
    'a header with a control character',
    raw('HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n'),
    {
      gives: ['first-byte', 'garbage', 'hard'],
    },
  ),
  says(
    'two lengths that disagree',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'),
    {
      gives: ['first-byte', 'garbage', 'hard'],
    },
  ),
  says(
    'of a length and chunks at once the chunks count',
    raw(
      head('200 OK', ['Content-Length: 5', 'Transfer-Encoding: chunked']) + '2\r\nhi\r\n0\r\n\r\n',
    ),
    { gives: 'up' },
  ),
  says('a negative length', raw(head('200 OK', ['Content-Length: -5'])), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says(
    'a flood of early hints',
    web((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(5000));
    }),
    { gives: ['first-byte', 'garbage', 'hard'] },
  ),
  says(
    'early hints and then an answer',
    web((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
      socket.end(page('200 OK'));
    }),
    { gives: 'up' },
  ),
  says(
    'a switch of protocols nobody asked for',
    raw(head('101 Switching Protocols', ['Upgrade: x', 'Connection: upgrade'])),
    {
      gives: ['first-byte', 'reset', 'soft'],
    },
  ),
  says('line feeds without carriage returns', raw('HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'), {
    expect: { body: 'hello' },
    gives: 'up',
  }),
  says('a header that goes on in the next line', raw(head('200 OK', ['X-Long: one', ' two'])), {
    expect: { header: { 'x-long': 'one two' } },
    gives: 'up',
  }),
  says(
    'one length said twice',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'),
    { gives: 'up' },
  ),
  says(
    'an answer in pieces of one byte',
    web((socket) => {
      for (const byte of page('200 OK', 'hello')) socket.write(Buffer.of(byte));
      socket.end();
    }),
    { expect: { body: 'hello' }, gives: 'up' },
  ),
  says('a body that ends with the connection', raw('HTTP/1.1 200 OK\r\n\r\nhello'), {
    expect: { body: 'hello' },
    gives: 'up',
  }),
  says('an answer of HTTP/1.0', raw('HTTP/1.0 200 OK\r\n\r\nhello'), { gives: 'up' }),
  says(
    'a reason in another encoding is shown clean',
    raw(
      Buffer.concat([
        Buffer.from('HTTP/1.1 500 '),
        Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]),
        Buffer.from('\r\nContent-Length: 0\r\n\r\n'),
      ]),
    ),
    {
      gives: ['first-byte', 'http-status', 'hard'],
      also: ({ cause }) => expect(cause?.evidence).toMatch(/^500 /),
    },
  ),
  says('a reason in Chinese is shown as it is', raw(head('503 系统维护', ['Content-Length: 0'])), {
    gives: ['first-byte', 'http-status', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('503 系统维护'),
  }),
  says(
    'a reason of ten thousand characters is shown short',
    raw(head(`500 ${'😀'.repeat(5000)}`, ['Content-Length: 0'])),
    {
      gives: ['first-byte', 'http-status', 'hard'],
    },
  ),
  says('a port nobody listens on', async () => `http://127.0.0.1:${await deadPort()}/`, {
    gives: ['tcp', 'refused', 'hard'],
  }),
  says(
    'a plain server asked for TLS',
    async (late) => {
      const lab = await tcpLab((socket) => socket.once('data', () => socket.end(page('400 Bad'))));
      late(lab.close);
      return `https://127.0.0.1:${lab.port}/`;
    },
    { gives: ['tls', 'tls-failed', 'hard'] },
  ),
];

function flood(socket: Socket): void {
  socket.write(head('200 OK', ['Content-Type: text/plain']));
  const more = () => {
    while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}

const bomb = Buffer.alloc(50_000_000, 'x');

const packed: readonly Behaviour[] = [
  ...(
    [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
      ['zstd', zstdCompressSync],
    ] as const
  ).flatMap(([name, pack]) => [
    says(
      `a body packed with ${name} is searched`,
      answers('200 OK', pack('all is well'), [`Content-Encoding: ${name}`]),
      {
        expect: { body: 'is well' },
        gives: 'up',
      },
    ),
    says(
      `a bomb packed with ${name}`,
      answers('200 OK', pack(bomb), [`Content-Encoding: ${name}`]),
      {
        expect: { body: 'is well' },
        gives: ['body', 'too-large', 'hard'],
      },
    ),
    says(
      `bytes that are not ${name}`,
      answers('200 OK', 'all is well', [`Content-Encoding: ${name}`]),
      {
        expect: { body: 'is well' },
        gives: ['body', 'garbage', 'hard'],
      },
    ),
  ]),
  says('a packing nobody knows', answers('200 OK', 'x', ['Content-Encoding: rot13']), {
    expect: { body: 'x' },
    gives: ['body', 'garbage', 'hard'],
  }),
  says(
    'a bomb is up when nothing is looked for in it',
    answers('200 OK', gzipSync(bomb), ['Content-Encoding: gzip']),
    {
      gives: 'up',
    },
  ),
];

const redirect = (to: string | ((port: number) => string), status = '302 Found') =>
  web((socket, _request, port) => {
    const location = typeof to === 'string' ? to : to(port);
    socket.end(page(status, '', [`Location: ${location}`]));
  });

const chain = (hops: number) =>
  web((socket, request) => {
    const at = Number(/^GET \/(\d+)/.exec(request)?.[1] ?? hops);
    socket.end(
      at === 0 ? page('200 OK', 'there') : page('301 Moved', '', [`Location: /${at - 1}`]),
    );
  });

const redirects: readonly Behaviour[] = [
  says('redirects are followed and counted', chain(3), {
    expect: { body: 'there' },
    gives: 'up',
    also: ({ facts }) => expect(facts).toEqual({ status: 200, redirects: 3 }),
  }),
  says(
    'a redirect to a path in Chinese, written as it is',
    web((socket, request) => {
      const isThere = request.startsWith('GET /%E7%8A%B6%E6%80%81');
      socket.end(isThere ? page('200 OK') : page('302 Found', '', ['Location: /状态']));
    }),
    {
      gives: 'up',
      differs:
        'Browsers follow a redirect that is written in UTF-8 instead of being percent-encoded; check_curl cannot read it.',
      also: ({ facts }) => expect(facts?.redirects).toBe(1),
    },
  ),
  says('a redirect to itself', redirect('/'), {
    gives: ['first-byte', 'too-many-redirects', 'hard'],
  }),
  says('more redirects than allowed', chain(3), {
    expect: { redirects: 2 },
    gives: ['first-byte', 'too-many-redirects', 'hard'],
  }),
  says('an expected redirect is not followed', redirect('/away', '301 Moved'), {
    expect: { status: 301 },
    gives: 'up',
  }),
  says('a redirect is judged itself when none may be followed', redirect('/away'), {
    expect: { redirects: 0 },
    gives: 'up',
  }),
  says(
    'a redirect to a page that fails',
    web((socket, request) => {
      socket.end(
        request.startsWith('GET /x') ? page('500 Oops') : page('302 Found', '', ['Location: /x']),
      );
    }),
    { gives: ['first-byte', 'http-status', 'hard'] },
  ),
  says(
    'a redirect to a dead port',
    async (late) => {
      const dead = await deadPort();
      return await redirect(`http://127.0.0.1:${dead}/`)(late);
    },
    { gives: ['tcp', 'refused', 'hard'] },
  ),
  says('a redirect to an app is judged as it stands', redirect('whatsapp://send?text=x'), {
    gives: 'up',
  }),
  says('a redirect to a file is judged as it stands', redirect('file:///etc/passwd'), {
    gives: 'up',
  }),
  says('a redirect to something that is no URL', redirect('http://[bad/'), {
    gives: ['first-byte', 'garbage', 'hard'],
  }),
  says('a redirect without a place to go', answers('302 Found'), { gives: 'up' }),
  says(
    'a redirect from plain to TLS is followed',
    async (late) => {
      const secure = await tlsLab(authority.issue(), (socket) =>
        socket.once('data', () => socket.end(page('200 OK'))),
      );
      late(secure.close);
      return await redirect(`https://localhost:${secure.port}/`)(late);
    },
    { gives: 'up', also: ({ certificateDays }) => expect(certificateDays).toBe(89) },
  ),
  says(
    'a redirect to a bad certificate',
    async (late) => {
      const secure = await tlsLab(authority.issue({ toDays: -0.1 }));
      late(secure.close);
      return await redirect(`https://localhost:${secure.port}/`)(late);
    },
    { gives: ['tls', 'certificate-expired', 'hard'] },
  ),
];

const json = (value: unknown) => answers('200 OK', JSON.stringify(value));

const expectations: readonly Behaviour[] = [
  says('an unwanted success', answers('200 OK'), {
    expect: { status: 401 },
    gives: ['first-byte', 'http-status', 'hard'],
  }),
  says('a wanted failure', answers('401 Unauthorized'), {
    expect: { status: ['2xx', 401] },
    gives: 'up',
  }),
  says('a status in a range', answers('418 Teapot'), {
    expect: { status: '400-420' },
    gives: 'up',
  }),
  says('a body that matches a pattern', answers('200 OK', 'build 1234 ok'), {
    expect: { body: '/build \\d+ OK/i' },
    gives: 'up',
  }),
  says('a body without the text', answers('200 OK', 'maintenance'), {
    expect: { body: 'welcome' },
    gives: ['expect', 'mismatch', 'hard'],
    also: ({ cause }) => {
      expect(cause?.evidence).toBe('maintenance');
      expect(cause?.values.wanted).toBe('welcome');
    },
  }),
  says('a header that is as it should be', answers('200 OK', '', ['Server: lab/1']), {
    expect: { header: { Server: 'lab' } },
    gives: 'up',
  }),
  says('a header that is missing', answers('200 OK'), {
    expect: { header: { server: 'lab' } },
    gives: ['expect', 'mismatch', 'hard'],
  }),
  says('a header that is another', answers('200 OK', '', ['Server: x']), {
    expect: { header: { server: 'lab' } },
    gives: ['expect', 'mismatch', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('server: x'),
  }),
  says('JSON that is as it should be', json({ status: { ok: true }, items: [{ id: 7 }] }), {
    expect: { json: { 'status.ok': true, 'items.0.id': 7 } },
    gives: 'up',
  }),
  says('JSON that is otherwise', json({ status: { ok: false } }), {
    expect: { json: { 'status.ok': true } },
    gives: ['expect', 'mismatch', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('status.ok: false'),
  }),
  says('JSON that lacks the place', json([]), {
    expect: { json: { 'a.b.__proto__.c': 1 } },
    gives: ['expect', 'mismatch', 'hard'],
  }),
  says('a page in place of JSON', answers('200 OK', '<html>login</html>'), {
    expect: { json: { ok: true } },
    gives: ['expect', 'garbage', 'hard'],
  }),
  says(
    'an answer later than it should be',
    web((socket) => setTimeout(() => socket.end(page('200 OK')), 60)),
    {
      expect: { within: '50ms' },
      gives: ['first-byte', 'slow', 'slow'],
      also: ({ cause, tookMs }) => expect(cause?.values).toEqual({ limitMs: 50, tookMs }),
    },
  ),
];

/** Whatever a server calls itself, and what is shown of it. */
const software: readonly Behaviour[] = [
  named('its name and version', ['Server: nginx/1.27.3'], 'nginx/1.27.3'),
  named('no name', [], undefined),
  named('an empty name', ['Server:  '], undefined),
  named('two names', ['Server: gate', 'Server: app/2'], 'gate, app/2'),
  named('a name in Chinese', ['Server: 网关/3'], '网关/3'),
  named('a name that would turn text around', ['Server: a\u202eb\u2028c'], 'a b c'),
  named('a name that is no UTF-8', [Buffer.from('Server: a\xffb', 'latin1')], 'aÿb'),
  named(
    'a name that would call everybody',
    ['Server: <!channel> @everyone [a](http://b)'],
    '<!channel> @everyone [a](http://b)',
  ),
  named('a name without end', [`Server: ${'x'.repeat(5000)}`], `${'x'.repeat(199)}…`),
  says('a name behind a redirect is that of the last stop', nextDoor(), {
    gives: 'up',
    differs:
      'A redirect to a path stays on its port (RFC 9110 §10.2.2); check_curl goes to port 80.',
    also: ({ facts }) => expect(facts).toEqual({ status: 200, redirects: 1, server: 'last' }),
  }),
  says('a failing server says its name too', answers('500 Oops', '', ['Server: app/3']), {
    gives: ['first-byte', 'http-status', 'hard'],
    also: ({ facts }) => expect(facts?.server).toBe('app/3'),
  }),
];

function named(
  text: string,
  headers: readonly (string | Buffer)[],
  server: string | undefined,
): Behaviour {
  const lines = headers.map((line) => Buffer.from(line));
  const end = Buffer.from('\r\n');
  const bytes = Buffer.concat([
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n'),
    ...lines.flatMap((line) => [line, end]),
    end,
  ]);
  return says(
    `a server with ${text}`,
    web((socket) => socket.end(bytes)),
    {
      gives: 'up',
      also: ({ facts }) => expect(facts).toEqual({ status: 200, ...(server && { server }) }),
    },
  );
}

function nextDoor(): Behaviour['open'] {
  return web((socket, request) => {
    const isThere = request.startsWith('GET /there');
    const away = ['Location: /there', 'Server: first'];
    socket.end(isThere ? page('200 OK', '', ['Server: last']) : page('302 Found', '', away));
  });
}

const options = () => ({ trust: [authority.cert] });
describe('software', () => laboratory(software, options));
describe('statuses', () => laboratory(statuses, options));
describe('Retry-After', () => laboratory(retryAfters, options));
describe('faults', () => laboratory(faults, options));
describe('packed bodies', () => laboratory(packed, options));
describe('redirects', () => laboratory(redirects, options));
describe('expectations', () => laboratory(expectations, options));

describe('what is sent', () => {
  async function requestsOf(target: (port: number) => string): Promise<string[]> {
    const heard: string[] = [];
    const closers: (() => unknown)[] = [];
    const url = await web((socket, request, port) => {
      heard.push(request);
      const away = request.startsWith('GET /away');
      socket.end(
        away ? page('302 Found', '', [`Location: http://localhost:${port}/there`]) : page('200 OK'),
      );
    })((close) => closers.push(close));
    const eyes = createEyes({ userAgent: 'Lab/1 (+https://lab.test)' });
    await look(
      { target: target(Number(new URL(url).port)), timeoutMs: 5000, expect: undefined },
      eyes,
    );
    eyes.close();
    await Promise.all(closers.map((close) => close()));
    return heard;
  }

  test('says who we are and keeps path and query', async () => {
    const [request] = await requestsOf((port) => `http://127.0.0.1:${port}/a?b=c#d`);
    expect(request).toMatch(/^GET \/a\?b=c HTTP\/1.1\r\n/);
    expect(request?.toLowerCase()).toContain('user-agent: lab/1 (+https://lab.test)');
  });

  test('a password goes to its own origin and no further', async () => {
    const [first, second] = await requestsOf((port) => `http://me:p%40ss@127.0.0.1:${port}/away`);
    expect(first).toContain(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(second).toMatch(/^GET \/there/);
    expect(second?.toLowerCase()).not.toContain('authorization');
  });
});

describe('what is shown', () => {
  async function shownFor(target: (port: number) => string, headers: readonly string[]) {
    const lab = await tcpLab((socket) => {
      socket.once('data', () => socket.end(page('500 Oops', '', headers)));
    });
    const eyes = createEyes();
    const reading = await look(
      { target: target(lab.port), timeoutMs: 5000, expect: undefined },
      eyes,
    );
    eyes.close();
    await lab.close();
    return JSON.stringify(reading);
  }

  test('a password that a server calls itself by is blotted out', async () => {
    const target = (port: number) => `http://me:hunter22@127.0.0.1:${port}/?token=s3cr3t-token`;
    const shown = await shownFor(target, ['Server: hunter22 for s3cr3t-token']);
    expect(shown).toContain('*** for ***');
  });

  test('nothing is left of a password that a limit cuts in two', async () => {
    const target = (port: number) => `http://me:hunter22@127.0.0.1:${port}/`;
    const shown = await shownFor(target, [`Server: ${'x'.repeat(195)}hunter22 and more`]);
    expect(shown).toMatch(/x{195}\*\*\*/);
    expect(shown).not.toContain('hunt');
  });
});
