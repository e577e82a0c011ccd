/** Requests that mean no good, over real connections: nothing breaks, nothing leaks, and others are served. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBells } from '../../src/web/beats.ts';
import { type Limits, type Listening, listen } from '../../src/web/server.ts';
import { failing, key, outage, own, serviceOf, town, well } from './town.ts';

const limits: Limits = {
  ...{ connections: 50, questions: 200, headerBytes: 16_384, headersMs: 10_000, requestMs: 20_000 },
  idleMs: 60_000,
};
const bugs: unknown[] = [];
const open: { close(): void }[] = [];
let server: Listening;

async function serve(given: Parameters<typeof town>[0] = {}, tight: Partial<Limits> = {}) {
  const web = town({ onBug: (error) => bugs.push(error), ...given });
  const made = await listen(web, '127.0.0.1', 0, { ...limits, ...tight });
  open.push(made);
  return made;
}

beforeEach(async () => {
  bugs.length = 0;
  server = await serve();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  expect(bugs).toEqual([]);
});

async function dial({ port }: Listening = server): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  open.push({ close: () => socket.destroy() });
  await once(socket, 'connect');
  return socket;
}

/** However it ends: who is hung up on while talking hears that as an error. */
function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('close', () => resolve()));
}

/** All that is said until the other side hangs up. */
async function heard(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  await gone(socket);
  return Buffer.concat(pieces).toString();
}

async function say(text: string, to: Listening = server): Promise<string> {
  const socket = await dial(to);
  const answer = heard(socket);
  socket.write(text);
  return answer;
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

function headersOf(answer: string): Record<string, string> {
  const [head = ''] = answer.split('\r\n\r\n');
  const pairs = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(/: (.*)/s));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value]));
}

const host = 'host: localhost';
const close = 'connection: close';

function get(target: string, ...headers: string[]): string {
  return [`GET ${target} HTTP/1.1`, host, close, ...headers, '', ''].join('\r\n');
}

async function isServed(one: Listening = server): Promise<boolean> {
  return statusOf(await say(get('/api/v1/services'), one)) === 200;
}

// ---------------------------------------------------------------- where they ask

describe('paths that climb lead nowhere', () => {
  test.each([
    '/../../../../etc/passwd',
    '/s/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/s/..%2f..%2f..%2fetc%2fpasswd',
    '/badge/..%5c..%5cetc/state.svg',
    '/s/%00',
    '/s/mail%00.json',
    '/api/v1/services/%c0%ae%c0%ae',
    '/api/v1/services/%ff%fe',
    '/api/v1/services/%',
    '/api/v1/services/__proto__',
    '/api/v1/services/constructor',
    '/api/v1/incidents/__proto__.1',
    '/badge/mail/constructor.svg',
    '/api/v2/__proto__',
    '//evil.example/api/v1/services',
    '/.env',
    '/.git/config',
    '/package.json',
    'http://evil.example/.env',
    '*',
  ])('%s', async (target) => {
    const answer = await say(get(target));
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/root:|DISCORD|"dependencies"|node_modules| at .*\.ts/);
    expect(await isServed()).toBe(true);
  });

  test('an address of any length is refused', async () => {
    expect(statusOf(await say(get(`/s/${'a'.repeat(10_000)}`)))).toBe(404);
    expect(statusOf(await say(get(`/s/${'a'.repeat(20_000)}`)))).toBe(431);
    expect(statusOf(await say(get(`/api/v1/services?${'a=1&'.repeat(3_000)}`)))).toBe(200);
  });
});

describe('absurd questions', () => {
  test.each([
    ['limit=-1', 400],
    ['limit=9999999999999999999999', 400],
    ['limit=NaN', 400],
    ['limit=Infinity', 400],
    ['limit=1.5', 400],
    ['limit=0x10', 200],
    ['limit=', 400],
    ['limit=1&limit=999999', 200],
    ['limit[]=1', 400],
    ['after=%00%0d%0a', 200],
    [`after=${'x'.repeat(9_000)}`, 200],
    ['state=__proto__', 400],
    ['lang=%0d%0aset-cookie:%20a=b', 200],
    [`lang=${'de-'.repeat(2_000)}`, 200],
    ['lang=__proto__', 200],
    ['__proto__=1&constructor=2&toString=3', 200],
    ['%', 200],
    ['=&&&==&?', 200],
  ])('%s', async (query, status) => {
    const answer = await say(get(`/api/v1/incidents?${query}`));
    expect(statusOf(answer)).toBe(status);
    expect(headersOf(answer)).not.toHaveProperty('set-cookie');
  });
});

// ---------------------------------------------------------------- how they ask

describe('methods', () => {
  const paths = [
    ...['/', '/s/mail', '/healthz', '/api/status', '/api/v1/services', '/api/v1/openapi.json'],
    ...['/api/v2/summary.json', '/feed.atom', '/calendar.ics', '/badge/mail/state.svg'],
  ];

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])(
    '%s changes nothing',
    async (method) => {
      for (const path of paths) {
        const answer = await say(get(path, 'content-length: 0').replace('GET', method));
        expect([path, statusOf(answer)]).toEqual([path, 405]);
        expect(headersOf(answer).allow).toMatch(/GET/);
      }
    },
  );

  test('TRACE repeats nothing, CONNECT leads nowhere, what is no method is none', async () => {
    const trace = await say(get('/api/v1/services', 'x-secret: hidden').replace('GET', 'TRACE'));
    expect(trace).not.toMatch(/x-secret|hidden/);
    expect(statusOf(trace)).toBeGreaterThanOrEqual(400);
    expect(await say('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n')).toBe('');
    expect(statusOf(await say(get('/').replace('GET', 'BREW')))).toBe(400);
    expect(await isServed()).toBe(true);
  });

  test('HEAD says what GET would, without saying it', async () => {
    for (const path of paths) {
      const [told, head] = [await say(get(path)), await say(get(path).replace('GET', 'HEAD'))];
      expect([path, statusOf(head)]).toEqual([path, statusOf(told)]);
      expect(headersOf(head)['content-type']).toBe(headersOf(told)['content-type']);
      expect(head.split('\r\n\r\n')[1]).toBe('');
    }
  });
});

describe('what is no question', () => {
  test.each([
    ['rubbish', 'hello there\r\n\r\n'],
    ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['a length that is none', `POST /beat/x HTTP/1.1\r\n${host}\r\ncontent-length: -5\r\n\r\n`],
    [
      'two lengths (smuggling)',
      `POST /beat/x HTTP/1.1\r\n${host}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a header in two lines', `GET / HTTP/1.1\r\n${host}\r\nx-a: b\r\n folded\r\n\r\n`],
    ['a header with a NUL', `GET / HTTP/1.1\r\n${host}\r\nx-a: b\0c\r\n\r\n`],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a host that is none', `GET /feed.atom HTTP/1.1\r\nhost: a"><script>\r\n${close}\r\n\r\n`],
    ['a host with a path', `GET /feed.atom HTTP/1.1\r\nhost: evil.example/x?y\r\n${close}\r\n\r\n`],
  ])('%s', async (_, text) => {
    expect(statusOf(await say(text))).toBe(400);
    expect(await isServed()).toBe(true);
  });

  test('headers of any size are refused', async () => {
    expect(statusOf(await say(get('/healthz', `x-a: ${'a'.repeat(20_000)}`)))).toBe(431);
    const many = Array.from({ length: 3_000 }, (_, index) => `x-${index}: a`);
    expect(statusOf(await say(get('/healthz', ...many)))).toBe(431);
    expect(await isServed()).toBe(true);
  });

  test('what a header says comes back in no header and no markup', async () => {
    const evil = '"><script>alert(1)</script>';
    const headers = ['accept-language', 'user-agent', 'referer', 'origin', 'x-forwarded-host'];
    for (const path of ['/', '/feed.atom', '/api/v1/services', `/s/${encodeURIComponent(evil)}`]) {
      const answer = await say(get(path, ...headers.map((name) => `${name}: ${evil}`)));
      expect(answer).not.toContain('<script>alert');
    }
    const split = await say(get('/s/mail%0d%0aset-cookie:%20a=b?lang=%0d%0alocation:%20x'));
    expect(headersOf(split)).not.toHaveProperty('set-cookie');
    expect(headersOf(split)).not.toHaveProperty('location');
  });
});

// ---------------------------------------------------------------- how much, and how slowly

describe('bodies', () => {
  async function withBells() {
    const rows = new Map<string, unknown>();
    const bells = await createBells({
      table: {
        get: async () => undefined,
        set: async (name: string, value: unknown) => void rows.set(name, value),
        delete: async () => {},
        async *entries() {},
      } as unknown as Parameters<typeof createBells>[0]['table'],
      now: () => 1,
      keys: () => new Set(['backup']),
    });
    return { rows, one: await serve({ bells }) };
  }

  test('a job that calls with endless words is heard after the first', async () => {
    const { rows, one } = await withBells();
    const socket = await dial(one);
    const answer = heard(socket);
    socket.write(`POST /beat/backup HTTP/1.1\r\n${host}\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'fail '.repeat(13_107)}!\r\n`;
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
    expect(statusOf(await answer)).toBe(200);
    expect(JSON.stringify([...rows]).length).toBeLessThan(500);
    expect(await isServed(one)).toBe(true);
  });

  test('a body that is announced as huge is not waited for where nobody reads it', async () => {
    const huge = `POST /api/v1/services HTTP/1.1\r\n${host}\r\n${close}\r\ncontent-length: 99999999999\r\n\r\nx`;
    expect(statusOf(await say(huge))).toBe(405);
    expect(await isServed()).toBe(true);
  });
});

describe('who is slow', () => {
  test('with headers is hung up on', async () => {
    const one = await serve({}, { headersMs: 100 });
    expect(statusOf(await say(`GET / HTTP/1.1\r\n${host}\r\nx-a: `, one))).toBe(408);
    expect(await isServed(one)).toBe(true);
  });

  test('with a body is hung up on', async () => {
    const one = await serve({}, { headersMs: 100, requestMs: 200 });
    const slow = `POST /beat/x HTTP/1.1\r\n${host}\r\ncontent-length: 10\r\n\r\nx`;
    expect([0, 404, 408]).toContain(statusOf(await say(slow, one)));
    expect(await isServed(one)).toBe(true);
  });

  test('to read is hung up on, and others are served meanwhile', async () => {
    const web = town();
    const given = Promise.withResolvers<void>();
    const piece = new Uint8Array(65_536);
    const pull = (stream: ReadableStreamDefaultController) => stream.enqueue(piece);
    web.get('/endless', (context) =>
      context.body(new ReadableStream({ pull, cancel: () => given.resolve() })),
    );
    const one = await listen(web, '127.0.0.1', 0, { ...limits, idleMs: 200 });
    open.push(one);
    const socket = await dial(one);
    socket.write(get('/endless'));
    expect(await isServed(one)).toBe(true);
    await given.promise;
  });

  test('and asks far ahead of the answers is answered no more than its share', async () => {
    let asked = 0;
    const health = () => {
      asked += 1;
      return {};
    };
    const one = await serve({ health }, { questions: 10 });
    const socket = await dial(one);
    socket.write(get('/healthz').replace(`${close}\r\n`, '').repeat(500));
    let answers = '';
    for await (const piece of socket) {
      answers += piece;
      if (answers.split('HTTP/1.1 ').length > 500) break;
    }
    expect(asked).toBe(10);
    expect(await isServed(one)).toBe(true);
  });

  test('and many at once take only the places that there are', async () => {
    const one = await serve({}, { connections: 20, headersMs: 300 });
    const idle = await Promise.all(Array.from({ length: 40 }, () => dial(one)));
    const closed = idle.map((socket) => gone(socket.resume()));
    await Promise.all(closed);
    expect(await isServed(one)).toBe(true);
  });
});

// ---------------------------------------------------------------- what a service is called

describe('markup in every field of a service', () => {
  const evil = `"'><img src=x onerror=alert(1)></title></svg><script>alert(1)</script>]]>\u202e\u0000\r\nX: y`;
  const mail = serviceOf('mail');
  const service = {
    ...mail,
    name: { en: evil, 'zh-CN': evil },
    ...{ aliases: [evil], category: evil, homepage: evil, statusPage: evil },
    components: mail.components.map((one) => ({ ...one, name: { en: evil } })),
  };
  const verdict = failing('mail');
  const provider = {
    ...{ status: 'major' as const, at: 1 },
    incident: { id: evil, title: evil, stage: 'identified' as const, text: evil, url: evil },
    work: { title: evil, url: evil },
  };
  const given: Parameters<typeof town>[0] = {
    catalogue: {
      services: [service, ...own.slice(1)],
      get: (id) => (id === 'mail' ? service : id === 'shop' ? own[1] : undefined),
      find: () => ({ isExact: false, suggestions: [] }),
    },
    verdicts: [
      {
        ...{ ...verdict, provider, accord: 'agreed' },
        components: verdict.components.map((part) => ({
          ...part,
          evidence: part.evidence.map((one) => ({
            ...one,
            cause: {
              ...{ code: 'reply', kind: 'hard', phase: 'greeting', values: { status: evil } },
              evidence: evil,
            },
          })),
        })),
      },
      well('shop'),
    ],
    incidents: [outage('mail', { provider })],
    maintenance: {
      list: () => [
        {
          ...{ from: 1, until: 8.64e15, isFixed: false },
          window: { id: evil, title: evil, when: { from: 1, until: 8.64e15 } },
        },
      ],
    },
    busy: {
      between: () => [
        { id: evil, name: { en: evil }, factor: 2, isLearned: false, from: 1, until: 2 },
      ],
    },
  };

  test.each([
    ...['/', '/s/mail', '/incidents'],
    ...['/badge/mail/state.svg', '/badge/mail/uptime.svg'],
  ])('is text where markup is spoken: %s', async (path) => {
    const answer = await say(get(path), await serve(given));
    expect(statusOf(answer)).toBe(200);
    expect(answer).not.toMatch(/<img src=x|<script>alert|<\/svg><script/);
    expect(headersOf(answer)).not.toHaveProperty('x');
  });

  test.each([
    ...['/api/status', '/api/v1/services', '/api/v1/services/mail', '/api/v1/incidents'],
    ...['/api/v1/maintenance', '/api/v2/summary.json', '/s/mail/api/v2/summary.json'],
    ...['/feed.json', '/feed.atom', '/feed.rss', '/s/mail/feed.atom', '/calendar.ics'],
  ])('is never taken for a page: %s', async (path) => {
    const answer = await say(get(path), await serve(given));
    const headers = headersOf(answer);
    expect(statusOf(answer)).toBe(200);
    expect(headers['content-type']).toMatch(
      /^(application\/(feed\+json|json|atom\+xml|rss\+xml)|text\/calendar)/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers).not.toHaveProperty('x');
  });

  test('makes no line of its own in a calendar', async () => {
    const [, body = ''] = (await say(get('/calendar.ics'), await serve(given))).split('\r\n\r\n');
    expect(body).toMatch(/SUMMARY/);
    expect(body.split(/\r?\n/).filter((line) => /^X: y/.test(line))).toEqual([]);
  });
});

// ---------------------------------------------------------------- what comes with every answer

test.each([
  ...['/', '/s/mail', '/incidents', '/nothing', '/healthz', '/api/status', '/api/v1/services'],
  ...['/api/v1/services/none', '/api/v1/incidents?limit=0', '/api/v1/openapi.json', '/feed.rss'],
  ...['/api/v2/summary.json', '/badge/mail/state.svg', '/calendar.ics', '/beat/none'],
])('%s tells browsers to do nothing but show it', async (path) => {
  for (const more of [[], ['x-forwarded-for: 192.0.2.1'], [`authorization: Bearer ${key}`]]) {
    const headers = headersOf(await say(get(path, ...more)));
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*frame-ancestors 'none'/,
      ),
      'cache-control': expect.any(String),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  }
});

test('an error of our own says nothing of the inside', async () => {
  const one = await serve({
    maintenance: {
      list() {
        throw new Error('secret at /home/bot/store.ts');
      },
    },
  });
  const answer = await say(get('/api/v1/maintenance'), one);
  expect(statusOf(answer)).toBe(500);
  expect(answer).not.toMatch(/secret|store\.ts/);
  expect(headersOf(answer)['x-content-type-options']).toBe('nosniff');
  expect(bugs.splice(0)).toEqual([new Error('secret at /home/bot/store.ts')]);
});

test('no path can write a line of its own into a log', async () => {
  const paths: string[] = [];
  const one = await serve({
    onBug: (_error, path) => paths.push(path),
    health() {
      throw new Error('a bug');
    },
    watcher: {
      watched: ['mail'],
      verdict() {
        throw new Error('a bug');
      },
    },
  });
  for (const path of [
    '/api/v1/services/%6dail',
    '/s/mail/api/v2/status.json?%0aERROR',
    '/healthz',
  ]) {
    expect(statusOf(await say(get(`${path}`), one))).toBe(500);
  }
  await say('GET /api/v1/services/mail\nERROR HTTP/1.1\r\nhost: localhost\r\n\r\n', one);
  expect(paths.length).toBe(3);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  for (const path of paths) expect(path).not.toMatch(/[\u0000-\u0020\u007f-\uffff]|ERROR/);
});
