/** Getting a document: politely, within limits, and without ever failing loudly. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createFetch, type Fetched, type Wanted } from '../../src/feeds/reading/fetch.ts';
import { createEyes } from '../../src/probes/index.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { deadPort, tlsLab } from '../lab/servers.ts';
import { createPageServer, type Shown } from './page-server.ts';

const server = await createPageServer();
const eyes = createEyes({ userAgent: 'Tocsin/0.1 (+https://example.com/bot)' });
const { fetch, close } = createFetch(eyes);

afterAll(async () => {
  eyes.close();
  await server.close();
});

async function get(shown: Shown, wanted: Partial<Wanted> = {}): Promise<Fetched> {
  server.show('/page', shown);
  return await fetch({ url: `${server.url}/page`, ...wanted });
}

function reasonOf(fetched: Fetched): string {
  return fetched.is === 'failed' ? fetched.reason : fetched.is;
}

function textOf(fetched: Fetched): string {
  return fetched.is === 'document' ? Buffer.from(fetched.document.bytes).toString() : fetched.is;
}

test('a document comes with its type, its tag and our name on the request', async () => {
  const fetched = await get({
    body: '{}',
    headers: { 'last-modified': 'Fri, 21 Aug 2026 00:00:00 GMT' },
  });
  expect(fetched).toMatchObject({
    is: 'document',
    document: { contentType: 'application/json', url: `${server.url}/page` },
    etag: expect.stringMatching(/^"\d+"$/),
    lastModified: 'Fri, 21 Aug 2026 00:00:00 GMT',
  });
  expect(server.asked.at(-1)?.headers).toMatchObject({
    'user-agent': 'Tocsin/0.1 (+https://example.com/bot)',
    'accept-encoding': 'gzip, br',
  });
});

test('what we have already does not come again', async () => {
  const first = await get({ body: '{}' });
  const etag = first.is === 'document' ? first.etag : undefined;
  const wanted = { url: `${server.url}/page`, etag, lastModified: 'yesterday' };
  expect(await fetch(wanted)).toEqual({ is: 'unchanged' });
  expect(server.asked.at(-1)?.headers['if-modified-since']).toBe('yesterday');
});

test.each([
  ['gzip', gzipSync('{"packed":true}')],
  ['br', brotliCompressSync('{"packed":true}')],
])('a body that is packed with %s is unpacked', async (encoding, body) => {
  const fetched = await get({ body, headers: { 'content-encoding': encoding } });
  expect(textOf(fetched)).toBe('{"packed":true}');
});

test('a way that leads on is followed, but not for ever', async () => {
  server.show('/there', { body: '{"there":1}' });
  const there = await get({ status: 302, headers: { location: '/there' } });
  expect(textOf(there)).toBe('{"there":1}');
  expect(there.is === 'document' && there.document.url).toBe(`${server.url}/there`);
  const round = await get({ status: 301, headers: { location: '/page' } });
  expect(reasonOf(round)).toMatch(/leads on more than 4 times/);
  expect(reasonOf(await get({ status: 302, headers: { location: 'file:///etc/passwd' } }))).toMatch(
    /no web address/,
  );
});

describe('what fails says why', () => {
  test.each<[string, Shown, RegExp]>([
    ['an error', { status: 503 }, /^answers 503$/],
    ['a refusal', { status: 403, body: 'no' }, /^answers 403$/],
    ['nothing under 204', { status: 204 }, /^answers 204$/],
    [
      'a wrong packing',
      { body: 'no gzip', headers: { 'content-encoding': 'gzip' } },
      /packed wrongly/,
    ],
    [
      'an unknown packing',
      { body: 'x', headers: { 'content-encoding': 'rot13' } },
      /packed wrongly/,
    ],
    ['a broken connection', { treat: (_, response) => response.destroy() }, /^reset/],
    [
      'a body that breaks off',
      {
        treat(_, response) {
          response.writeHead(200, { 'content-length': '100' });
          response.write('{', () => response.destroy());
        },
      },
      /reset|garbage/,
    ],
  ])('%s', async (_, shown, expected) => {
    const fetched = await get(shown);
    expect(reasonOf(fetched)).toMatch(expected);
    expect(fetched).toMatchObject({ is: 'failed' });
  });

  test('a server that wants to be left alone for a while', async () => {
    const fetched = await get({ status: 429, headers: { 'retry-after': '120' } });
    expect(fetched).toMatchObject({ reason: 'answers 429', retryAfterMs: 120_000 });
  });

  test('a name, a port and an address that lead nowhere', async () => {
    const dead = `http://127.0.0.1:${await deadPort()}/`;
    expect(reasonOf(await fetch({ url: dead }))).toMatch(/^refused \(tcp\)/);
    expect(reasonOf(await fetch({ url: 'nonsense' }))).toMatch(/no web address/);
  });

  test('a server that never ends', async () => {
    const fetched = await get(
      { treat: (_, response) => void response.writeHead(200).write('[') },
      { timeoutMs: 150 },
    );
    expect(reasonOf(fetched)).toMatch(/^timeout/);
  });

  test('a certificate that nobody vouches for', async () => {
    const lab = await tlsLab(makeAuthority().issue());
    const fetched = await fetch({ url: `https://127.0.0.1:${lab.port}/` });
    expect(reasonOf(fetched)).toMatch(/^certificate-untrusted|^certificate-wrong-name/);
    await lab.close();
  });
});

describe('limits', () => {
  test.each<[string, Shown]>([
    ['a body that is too long', { body: 'x'.repeat(20_000) }],
    [
      'one that unfolds to too much',
      { body: gzipSync('x'.repeat(200_000)), headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'one that does not say how long it is',
      {
        treat(_, response) {
          response.writeHead(200);
          const pour = () => response.write('x'.repeat(4_000)) && setImmediate(pour);
          response.on('drain', pour).on('error', () => {});
          pour();
        },
      },
    ],
  ])('%s is not read', async (_, shown) => {
    const fetched = await get(shown, { mostBytes: 10_000, timeoutMs: 3_000 });
    expect(reasonOf(fetched)).toMatch(/more than 10000 bytes|too-large/);
  });

  test('the inside of our network is not read where only the public is allowed', async () => {
    const careful = createEyes({ allow: 'public' });
    const fetched = await createFetch(careful).fetch({ url: `${server.url}/page` });
    expect(reasonOf(fetched)).toMatch(/^not-allowed/);
    careful.close();
  });
});

test('closing ends what is under way', async () => {
  let isAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const waiting = get({ treat: () => isAsked() }, { timeoutMs: 60_000 });
  await asked;
  close();
  expect((await waiting).is).toBe('failed');
});
