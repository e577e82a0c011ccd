/** Who may see what: this machine, who has the key, and strangers. */
import { describe, expect, test } from 'vitest';
import type { LikelyCause } from '../../src/model.ts';
import { accessCookie, createAccess, isOfThisMachine } from '../../src/web/access.ts';
import { key, outage, past, town } from './town.ts';
import { visit } from './visit.ts';

const stranger = { from: '192.0.2.7' };

async function seen(
  web: ReturnType<typeof town>,
  how: Parameters<typeof visit>[2] = {},
  path = '/api/v1/services',
) {
  const response = await visit(web, path, how);
  const body = (await response.json()) as { services?: { id: string }[] };
  return { status: response.status, ids: body.services?.map(({ id }) => id) };
}

const all = { status: 200, ids: ['mail', 'shop', 'whatsapp'] };

test('on this machine everything is seen, but what belongs to a chat workspace', async () => {
  for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.8.8']) {
    expect(await seen(town(), { from })).toEqual(all);
  }
});

test('strangers see nothing unless it was made public', async () => {
  expect(await seen(town(), stranger)).toEqual({ status: 401, ids: undefined });
  const keyless = town({ access: { publicServices: 'none' } });
  expect(await seen(keyless, stranger)).toEqual({ status: 403, ids: undefined });
  const some = town({ access: { publicServices: ['shop'], key } });
  expect(await seen(some, stranger)).toEqual({ status: 200, ids: ['shop'] });
  const open = town({ access: { publicServices: 'all', key } });
  expect(await seen(open, stranger)).toEqual(all);
});

describe('the access key opens everything', () => {
  test.each([
    ['as a bearer', { headers: { authorization: `Bearer ${key}` } }, ''],
    ['in the address, for feed readers', {}, `?key=${key}`],
    [
      'as the cookie of who typed it',
      {
        headers: {
          cookie: `a=b; ${accessCookie}=${createAccess({ publicServices: 'none', key }).passFor(key)}`,
        },
      },
      '',
    ],
  ])('%s', async (_, how, query) => {
    const path = `/api/v1/services${query}`;
    expect(await seen(town(), { ...stranger, ...how }, path)).toEqual(all);
  });

  test('and nothing else does', async () => {
    const wrong = [
      { headers: { authorization: 'Bearer sixteen-or-more-characterz' } },
      { headers: { authorization: 'Bearer ' } },
      { headers: { authorization: `Basic ${key}` } },
      { headers: { cookie: `${accessCookie}=${key}` } },
      { headers: { cookie: `${accessCookie}=` } },
      { headers: { cookie: accessCookie } },
    ];
    for (const how of wrong) {
      expect((await seen(town(), { ...stranger, ...how })).status).toBe(401);
    }
    expect((await seen(town(), stranger, '/api/v1/services?key=')).status).toBe(401);
    // Where there is no key, no text is one.
    const keyless = town({ access: { publicServices: 'none' } });
    expect((await seen(keyless, stranger, '/api/v1/services?key=')).status).toBe(401);
    expect((await seen(keyless, stranger, '/api/v1/services?key=undefined')).status).toBe(401);
    expect(createAccess({ publicServices: 'none' }).passFor('')).toBe(undefined);
  });

  test('a wrong one is told, on this machine too', async () => {
    const response = await visit(town(), '/api/v1/services?key=another');
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: 'this is not the access key', code: 'not-allowed' },
    ]);
  });
});

describe('a proxy on this machine brings strangers', () => {
  test.each([
    ['x-forwarded-for', '192.0.2.7'],
    ['forwarded', 'for=192.0.2.7'],
    ['x-real-ip', '192.0.2.7'],
    ['via', '1.1 caddy'],
    ['cf-connecting-ip', '192.0.2.7'],
    ['x-forwarded-for', '127.0.0.1'],
    ['host', 'status.example.com'],
  ])('as %s: %s says', async (name, value) => {
    expect((await seen(town(), { headers: { [name]: value } })).status).toBe(401);
  });

  test('as HTTP/1.0 says, which nothing else speaks today', async () => {
    expect((await seen(town(), { httpVersion: '1.0' })).status).toBe(401);
  });

  test('as the operator says, and then being here opens nothing', async () => {
    const web = town({ access: { publicServices: ['shop'], key, isProxied: true } });
    expect(await seen(web)).toEqual({ status: 200, ids: ['shop'] });
    expect(await seen(web, { headers: { authorization: `Bearer ${key}` } })).toEqual(all);
  });
});

describe('a page elsewhere cannot use the browser of who sits at this machine', () => {
  test.each([
    ['by a name of its own that leads here', { host: 'rebound.example:8080' }],
    ['by fetching', { origin: 'https://evil.example' }],
    ['by fetching, from another port', { origin: 'http://localhost:3000' }],
    ['by fetching, as browsers say', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['by a picture', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'by a frame',
      {
        ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        'sec-fetch-dest': 'iframe',
      },
    ],
  ])('%s', async (_, headers) => {
    expect((await seen(town(), { headers: headers as Record<string, string> })).status).toBe(401);
  });

  test('by a form that it sends here', () => {
    const sent: Record<string, string> = {
      ...{ host: 'localhost:8080', 'sec-fetch-site': 'cross-site' },
      ...{ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    };
    const asking = { address: '127.0.0.1', httpVersion: '1.1', queryKey: undefined };
    const header = (name: string) => sent[name];
    expect(isOfThisMachine({ ...asking, header, method: 'GET' })).toBe(true);
    expect(isOfThisMachine({ ...asking, header, method: 'POST' })).toBe(false);
  });

  test('a link may be followed, and our own page may ask', async () => {
    const link = {
      ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      'sec-fetch-dest': 'document',
    };
    expect(await seen(town(), { headers: link })).toEqual(all);
    expect(await seen(town(), { headers: { 'sec-fetch-site': 'same-origin' } })).toEqual(all);
    expect(await seen(town(), { headers: { origin: 'http://localhost:8080' } })).toEqual(all);
  });

  test('what this machine is answered is for no other page', async () => {
    const here = await visit(town(), '/api/v1/services');
    expect(here.headers.get('access-control-allow-origin')).toBe(null);
    expect(here.headers.get('cache-control')).toBe('private, no-cache');
    const keyed = await visit(town(), `/api/v1/services?key=${key}`, stranger);
    expect(keyed.headers.get('access-control-allow-origin')).toBe('*');
    expect(keyed.headers.get('cache-control')).toBe('private, no-cache');
    const web = town({ access: { publicServices: 'all' } });
    const open = await visit(web, '/api/v1/services', stranger);
    expect(open.headers.get('access-control-allow-origin')).toBe('*');
    expect(open.headers.get('access-control-allow-credentials')).toBe(null);
    expect(open.headers.get('cache-control')).toBe('public, max-age=10');
  });
});

describe('strangers read that, since when and why something fails', () => {
  const said = '421 4.3.2 Too many connections from 10.1.2.3';
  const likely: LikelyCause = {
    ...{ class: 'overload', code: 'busy', confidence: 0.9 },
    values: { cause: 'reply', status: 421, said, all: 'yes', count: 1 },
  };
  const web = town({
    access: { publicServices: 'all', key },
    incidents: [past('mail', 90), outage('mail', { likely })],
  });
  const paths = [
    ...['/', '/s/mail', '/incidents', '/feed.json', '/api/v2/incidents.json'],
    ...['/api/status', '/api/status/mail', '/api/v1/services', '/api/v1/services/mail'],
    ...['/api/v1/incidents', '/api/v1/incidents/mail.1', '/api/v1/services/mail/uptime'],
    ...['/api/v1/maintenance', '/api/v1/blind', '/api/v1/health', '/healthz'],
  ];
  const inner = /inside\.example|hidden-(password|token)|10\.1\.2\.3|Blind since|chat-only/;

  test.each(paths)('but nothing of the inside: %s', async (path) => {
    const outside = await visit(web, path, stranger);
    expect([200, 503]).toContain(outside.status);
    expect(await outside.text()).not.toMatch(inner);
  });

  test.each(paths)('and nobody a secret: %s', async (path) => {
    const text = await (await visit(web, path)).text();
    expect(text).not.toMatch(/hidden-(password|token)|chat-only/);
  });

  test('who sees all also reads where we looked and what was said', async () => {
    const text = await (await visit(web, '/api/v1/services/mail')).text();
    expect(text).toMatch(/mx1\.inside\.example/);
    expect(text).toMatch(/10\.1\.2\.3/);
  });

  test('what is not public is as unknown as what does not exist', async () => {
    const some = town({ access: { publicServices: ['shop'], key } });
    for (const path of ['services/mail', 'incidents/mail.1', 'services/mail/latency']) {
      const hidden = await visit(some, `/api/v1/${path}`, stranger);
      const missing = await visit(some, `/api/v1/${path.replace('mail', 'none')}`, stranger);
      expect(hidden.status).toBe(404);
      expect(await hidden.text()).toBe(await missing.text());
    }
    const list = await visit(some, '/api/v1/incidents?service=mail', stranger);
    expect(list.status).toBe(404);
  });
});
