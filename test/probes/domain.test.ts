/** Registries that answer, send elsewhere, talk nonsense or say nothing, and what that says about a domain. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { readExpiration } from '../../src/probes/eyes/rdap.ts';
import { createEyes, domainOf, look, publicTarget, targetProblem } from '../../src/probes/index.ts';
import { type Behaviour, judgeForm, laboratory } from '../lab/behaviour.ts';
import { tcpLab } from '../lab/servers.ts';

const day = 86_400_000;
const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 12);

type Answered = {
  readonly status?: string;
  readonly headers?: string;
  readonly body?: string | Buffer;
};

/** What a registry sends for each path it is asked for; silence for undefined. */
async function registry(answer: (path: string) => Answered | undefined) {
  const asked: string[] = [];
  const lab = await tcpLab((socket) =>
    socket.once('data', (request) => {
      const [, path = ''] = String(request).split(' ');
      asked.push(path);
      const answered = answer(path);
      if (!answered) return;
      const { status = '200 OK', headers = '', body = '' } = answered;
      const length = `Content-Length: ${Buffer.byteLength(body)}`;
      socket.write(`HTTP/1.1 ${status}\r\n${headers}${length}\r\n\r\n`);
      socket.end(body);
    }),
  );
  return { ...lab, asked, url: `http://127.0.0.1:${lab.port}` };
}

function ends(...dates: readonly unknown[]): string {
  const events = dates.map((eventDate) => ({ eventAction: 'expiration', eventDate }));
  const registered = { eventAction: 'registration', eventDate: '1995-08-14T04:00:00Z' };
  return JSON.stringify({ objectClassName: 'domain', events: [registered, ...events] });
}

function inDays(days: number): string {
  return new Date(now + days * day + hour).toISOString();
}

function says(answered: Answered | undefined): Behaviour['open'] {
  return async (late) => {
    const one = await registry(() => answered);
    late(one.close);
    return `domain://example.com?server=${one.url}`;
  };
}

const behaviours: readonly Behaviour[] = [
  {
    says: 'a domain that is registered for long',
    open: says({ body: ends(inDays(200)) }),
    gives: 'up',
    also: ({ facts, address, certificateDays }) => {
      expect(facts).toEqual({ domain: 'example.com', days: 200 });
      // They are the registry's.
      expect([address, certificateDays]).toEqual([undefined, undefined]);
    },
  },
  {
    says: 'a domain that ends soon',
    open: says({ body: ends(inDays(13)) }),
    gives: ['expect', 'domain-ends', 'slow'],
    also: ({ cause, facts }) => {
      expect(cause?.values).toEqual({ days: 13 });
      expect(facts?.days).toBe(13);
    },
  },
  {
    says: 'a registry that packs its answer unasked',
    open: says({ headers: 'Content-Encoding: gzip\r\n', body: gzipSync(ends(inDays(200))) }),
    gives: 'up',
  },
  { says: 'fourteen days are enough', open: says({ body: ends(inDays(14)) }), gives: 'up' },
  {
    says: 'a domain that ends too soon for its owner',
    open: says({ body: ends(inDays(40)) }),
    expect: { days: 60 },
    gives: ['expect', 'domain-ends', 'slow'],
  },
  {
    says: 'a domain that has ended',
    open: says({ body: ends(inDays(-3)) }),
    gives: ['expect', 'domain-expired', 'hard'],
    also: ({ cause }) => {
      expect(cause?.since).toBe(now - 3 * day + hour);
      expect(cause?.values).toEqual({ days: -2 });
    },
  },
  {
    says: 'of several ends the last one counts',
    open: says({ body: ends(inDays(-3), inDays(300), inDays(9)) }),
    gives: 'up',
    also: ({ facts }) => expect(facts?.days).toBe(300),
  },
  {
    says: 'a registry that tells no end',
    open: says({ body: ends() }),
    gives: ['expect', 'mismatch', 'ours'],
  },
  {
    says: 'a registry that tells a day that is none',
    open: says({ body: ends('soon', 7, null) }),
    gives: ['expect', 'mismatch', 'ours'],
  },
  {
    says: 'an answer about something else',
    open: says({ body: '{"objectClassName":"ip network","events":[]}' }),
    gives: ['expect', 'garbage', 'ours'],
  },
  {
    says: 'a page instead of an answer',
    open: says({ body: '<html>Welcome</html>' }),
    gives: ['expect', 'garbage', 'ours'],
  },
  {
    says: 'a name that the registry does not know',
    open: says({ status: '404 Not Found', body: '{"errorCode":404}' }),
    gives: ['first-byte', 'http-status', 'ours'],
    also: ({ cause }) => expect(cause?.values).toEqual({ status: 404 }),
  },
  {
    says: 'a registry that was asked too often',
    open: says({ status: '429 Too Many Requests', headers: 'Retry-After: 7200\r\n' }),
    gives: ['first-byte', 'http-status', 'ours'],
    also: ({ cause }) => expect(cause?.retryAfterMs).toBe(2 * hour),
  },
  {
    says: 'an answer longer than any answer may be',
    open: says({ body: ends(inDays(200)) + ' '.repeat(1_100_000) }),
    gives: ['body', 'too-large', 'ours'],
  },
  {
    says: 'a registry that is silent',
    open: says(undefined),
    timeoutMs: 500,
    gives: ['first-byte', 'timeout', 'ours'],
  },
  {
    says: 'no registry at all',
    open: async (late) => {
      const one = await registry(() => undefined);
      await one.close();
      late(() => {});
      return `domain://example.com?server=${one.url}`;
    },
    gives: ['tcp', 'refused', 'ours'],
  },
  {
    says: 'a registry that sends round in circles',
    open: says({ status: '302 Found', headers: 'Location: /domain/example.com\r\n' }),
    gives: ['first-byte', 'too-many-redirects', 'ours'],
  },
  {
    says: 'a registry that sends nowhere',
    open: says({ status: '302 Found', headers: 'Location: ftp://example.com/\r\n' }),
    gives: ['first-byte', 'garbage', 'ours'],
  },
];

describe('domain', () => laboratory(behaviours, () => ({ clock: () => now })));

const frees: (() => unknown)[] = [];
afterEach(async () => {
  for (const free of frees.splice(0)) await free();
});

/** A registry, and eyes whose clock the test sets. */
async function scene(answer: (path: string) => Answered | undefined) {
  const one = await registry(answer);
  const clock = { at: now };
  const eyes = createEyes({ clock: () => clock.at });
  frees.push(one.close, eyes.close);
  const target = `domain://Example.com?server=${one.url}/rdap/`;
  const seen = () => look({ target, timeoutMs: 5_000, expect: undefined }, eyes);
  return { ...one, clock, seen };
}

test('who does not know the domain sends to who does', async () => {
  const { asked, url, seen } = await scene((path) =>
    path === '/rdap/domain/example.com'
      ? { status: '302 Found', headers: `Location: ${url}/com/v1/domain/example.com\r\n` }
      : { body: ends(inDays(99)) },
  );
  expect((await seen()).facts).toEqual({ domain: 'example.com', days: 99 });
  expect(asked).toEqual(['/rdap/domain/example.com', '/com/v1/domain/example.com']);
});

test('however often it is looked at, the registry is asked twice a day', async () => {
  const { asked, clock, seen } = await scene(() => ({ body: ends(inDays(100)) }));
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const { status, facts } = await seen();
    expect([status, facts?.days]).toEqual(['up', minute <= 60 ? 100 : 99]);
    clock.at += 60_000;
  }
  expect(asked).toHaveLength(2);
});

test('near the end it is asked every hour, so that a renewal is seen soon', async () => {
  let until = inDays(5);
  const { asked, clock, seen } = await scene(() => ({ body: ends(until) }));
  expect((await seen()).status).toBe('degraded');
  until = inDays(370);
  clock.at += hour;
  expect((await seen()).status).toBe('up');
  expect(asked).toHaveLength(2);
});

test('a registry is not asked again before the time it named', async () => {
  const { asked, clock, seen } = await scene(() => ({
    ...{ status: '429 Too Many Requests', headers: 'Retry-After: 7200\r\n' },
  }));
  for (let minute = 0; minute < 119; minute += 1) {
    expect((await seen()).status).toBe('unknown');
    clock.at += 60_000;
  }
  expect(asked).toHaveLength(1);
  clock.at += 60_000;
  await seen();
  expect(asked).toHaveLength(2);
});

test('what was heard counts while the registry is silent, until it may have been renewed', async () => {
  let isSilent = false;
  const { clock, seen } = await scene(() =>
    isSilent ? { status: '503 Oops' } : { body: ends(inDays(20)) },
  );
  expect((await seen()).status).toBe('up');
  isSilent = true;
  clock.at += 15 * day;
  expect(await seen()).toMatchObject({ status: 'degraded', facts: { days: 5 } });
  clock.at += 6 * day;
  expect(await seen()).toMatchObject({ status: 'unknown', cause: { kind: 'ours' } });
});

test('eyes that may see less do not learn what others have seen', async () => {
  const { url, seen } = await scene(() => ({ body: ends(inDays(100)) }));
  await seen();
  const eyes = createEyes({ clock: () => now, allow: 'public' });
  frees.push(eyes.close);
  const target = `domain://example.com?server=${url}/rdap/`;
  const reading = await look({ target, timeoutMs: 5_000, expect: undefined }, eyes);
  expect(reading).toMatchObject({ status: 'unknown', cause: { code: 'not-allowed' } });
});

test('a target that is no domain is refused with a word on what would be right', () => {
  for (const right of ['example.com', 'bücher.example', 'example.com/?family=4']) {
    expect(targetProblem(`domain://${right}`)).toBeUndefined();
  }
  for (const wrong of ['', 'com', '192.0.2.1', '[::1]', 'example.com:43', 'example.com/path']) {
    expect(targetProblem(`domain://${wrong}`)).toMatch(/domain:\/\/example\.com/);
  }
  expect(domainOf('domain://Bücher.Example')).toBe('xn--bcher-kva.example');
  expect(domainOf('https://example.com/')).toBeUndefined();
  expect(targetProblem('domain://example.com?server=rdap.org')).toMatch(/https:\/\//);
  expect(targetProblem('domain://example.com?every=1d')).toMatch(/unknown option/);
  expect(publicTarget('domain://example.com?server=https://key@x/')).not.toContain('key');
});

test('whatever a registry says, its reader says something', () => {
  const action = fc.constantFrom('expiration', 'registration', '');
  const event = fc.record({ eventAction: action, eventDate: fc.anything() });
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.array(event).map(eventsOf)), (text) => {
      expect(readExpiration(text)).not.toBeNaN();
    }),
  );
});

test('whatever bytes a registry sends, the domain is never called down for it', async () => {
  const eyes = createEyes({ clock: () => now });
  frees.push(eyes.close);
  const piece = fc.oneof(
    fc.constantFrom('HTTP/1.1 200 OK\r\n', 'HTTP/1.1 302 Found\r\n', 'Location: /again\r\n'),
    fc.constantFrom('\r\n', 'Content-Length: 9\r\n', '{"events":[', '{"eventAction":"expiration"'),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const talk = fc.tuple(
    fc.array(piece, { maxLength: 8 }),
    fc.constantFrom('close', 'reset', 'stay'),
  );
  await fc.assert(
    fc.asyncProperty(talk, async ([pieces, end]) => {
      const lab = await tcpLab((socket) => {
        socket.on('data', () => {});
        for (const one of pieces) socket.write(one);
        if (end === 'close') socket.end();
        if (end === 'reset') setImmediate(() => socket.resetAndDestroy());
      });
      const target = `domain://example.com?server=http://127.0.0.1:${lab.port}`;
      const reading = await look({ target, timeoutMs: 60, expect: undefined }, eyes);
      await lab.close();
      judgeForm(reading);
      expect(reading).toMatchObject({ status: 'unknown', cause: { kind: 'ours' } });
    }),
    { numRuns: 40 },
  );
}, 20_000);

function eventsOf(events: readonly unknown[]): string {
  return JSON.stringify({ events });
}
