/** The API: what programs can ask, and that its description is true. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { key, outage, past, town } from './town.ts';
import { visit } from './visit.ts';

const root = '/api/v1';
const web = town();

type Json = Record<string, unknown>;

async function ask(path: string, how?: Parameters<typeof visit>[2]) {
  const response = await visit(web, `${root}${path}`, how);
  return { status: response.status, body: (await response.json()) as Json };
}

async function description(): Promise<Description> {
  const { body } = await ask('/openapi.json');
  return body as unknown as Description;
}

type Response = { content?: { 'application/json': { schema: { $ref: string } } } };
type Description = Json & {
  paths: Record<string, { get: { responses: Record<string, Response> } }>;
  components: { schemas: Record<string, Json> };
};

/** A shape of the description, as something that can judge an answer; what it does not name is wrong. */
function judgeOf({ components }: Description, name: string): z.ZodType {
  const text = JSON.stringify({ ...components.schemas[name], $defs: components.schemas });
  const local = text.replaceAll('#/components/schemas/', '#/$defs/');
  const closed = JSON.parse(local, (_, value) =>
    value?.type === 'object' && value.properties && value.additionalProperties === undefined
      ? { ...value, additionalProperties: false }
      : value,
  );
  return z.fromJSONSchema(closed);
}

test('the description is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate({ ...(await description()) });
  expect(result.errors).toBe(undefined);
  expect(result.valid).toBe(true);
});

describe('every operation answers as described', () => {
  const asked: Record<string, readonly string[]> = {
    '/services': ['/services', '/services?status=failing&limit=1', '/services?category=own'],
    '/services/{service}': ['/services/mail', '/services/whatsapp', '/services/gmail'],
    '/services/{service}/uptime': ['/services/mail/uptime', '/services/shop/uptime'],
    '/services/{service}/latency': [
      '/services/mail/latency',
      '/services/mail/latency?part=receive&window=7d',
    ],
    '/incidents': ['/incidents', '/incidents?state=open', '/incidents?service=mail&limit=1'],
    '/incidents/{incident}': ['/incidents/mail.1', '/incidents/whatsapp.300'],
    '/maintenance': ['/maintenance', '/maintenance?service=mail'],
    '/blind': ['/blind'],
    '/health': ['/health'],
  };

  test('and none is left out', async () => {
    expect(Object.keys((await description()).paths).sort()).toEqual(Object.keys(asked).sort());
  });

  test.each(Object.entries(asked))('%s', async (path, questions) => {
    const api = await description();
    const responses = api.paths[path]?.get.responses ?? {};
    const judge = (status: number) => {
      const ref = responses[status]?.content?.['application/json'].schema.$ref;
      return judgeOf(api, ref?.split('/').at(-1) ?? '');
    };
    for (const question of questions) {
      for (const how of [{}, { from: '192.0.2.1' }, { headers: { authorization: 'Bearer no' } }]) {
        const { status, body } = await ask(question, how);
        expect([question, judge(status).safeParse(body).error?.issues]).toEqual([
          question,
          undefined,
        ]);
      }
      const inGerman = await ask(`${question}${question.includes('?') ? '&' : '?'}lang=de`);
      expect(judge(200).safeParse(inGerman.body).error?.issues).toBe(undefined);
    }
  });

  test('and a judge does find fault', async () => {
    const judge = judgeOf(await description(), 'Service');
    const { body } = await ask('/services/mail');
    expect(judge.safeParse(body).success).toBe(true);
    expect(judge.safeParse({ ...body, status: 'fine' }).success).toBe(false);
    expect(judge.safeParse({ ...body, extra: 1 }).success).toBe(false);
  });
});

test('a service says which part fails, since when and why', async () => {
  const { body } = await ask('/services/mail?lang=zh-CN');
  expect(body).toMatchObject({
    ...{ id: 'mail', status: 'partial', since: '2026-11-22T14:02:00.000Z' },
    name: { en: 'Company mail', 'zh-CN': '公司邮箱' },
    url: 'http://localhost:8080/s/mail',
    parts: [
      {
        ...{ id: 'receive', status: 'major', working: 0, checks: 1 },
        evidence: [
          {
            ...{ scheme: 'smtp', target: 'smtp://mx1.inside.example:25' },
            cause: { code: 'reply', said: '421 4.3.2 Too many connections from 10.1.2.3' },
          },
        ],
      },
      { id: 'webmail', status: 'operational', evidence: [] },
    ],
    incident: { id: 'mail.1', isOpen: true, title: expect.stringMatching(/公司邮箱.*收信/) },
    uptime: [
      { window: '24h', share: 0.9987, since: '2026-11-21T14:10:00.000Z' },
      { window: '7d', share: 0.9987 },
      { window: '30d', share: null, since: null },
      { window: '90d', share: null, since: null },
    ],
    maintenance: [{ id: 'w1', title: 'New disks', services: ['mail'], isUnderWay: false }],
  });
});

test('a service is found by any of its names, and one that is not watched is unknown', async () => {
  expect((await ask(`/services/${encodeURIComponent('公司邮箱')}`)).body).toMatchObject({
    id: 'mail',
  });
  expect((await ask('/services/gmail')).body).toMatchObject({
    ...{ id: 'gmail', isWatched: false, status: 'unknown', parts: [] },
  });
});

describe('lists', () => {
  test('of incidents are newest first and come in pages', async () => {
    const many = town({
      incidents: [
        ...Array.from({ length: 30 }, (_, index) => past('mail', 100 + 50 * (30 - index))),
        ...Array.from({ length: 30 }, (_, index) => past('shop', 125 + 50 * (30 - index))),
        outage('mail'),
      ],
    });
    const found: { id: string; startedAt: string }[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null; page += 1) {
      expect(page).toBeLessThan(10);
      const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
      const response = await visit(many, `${root}/incidents?limit=7${after}`);
      const body = (await response.json()) as { incidents: typeof found; next: string | null };
      found.push(...body.incidents);
      next = body.next;
    }
    expect(found.length).toBe(61);
    expect(new Set(found.map(({ id }) => id)).size).toBe(61);
    const times = found.map(({ startedAt }) => startedAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(found[0]?.id).toBe('mail.1');
  });

  test('can be narrowed', async () => {
    const idsOf = async (path: string, list: 'incidents' | 'services') =>
      ((await ask(path)).body[list] as { id: string }[]).map(({ id }) => id);
    expect(await idsOf('/incidents?state=open', 'incidents')).toEqual(['mail.1']);
    expect(await idsOf('/incidents?state=ended&service=mail', 'incidents')).toEqual(['mail.90']);
    expect(await idsOf('/services?status=failing', 'services')).toEqual(['mail']);
    expect(await idsOf('/services?status=operational', 'services')).toEqual(['shop', 'whatsapp']);
    expect(await idsOf('/services?category=messaging', 'services')).toEqual(['whatsapp']);
    expect(await idsOf('/services?limit=1&after=mail', 'services')).toEqual(['shop']);
  });
});

describe('what is asked wrongly is answered with what would be right', () => {
  test.each([
    ['/incidents?limit=0', 'limit', /limit: .*1/],
    ['/incidents?limit=101', 'limit', /limit: .*100/],
    ['/incidents?limit=1e9', 'limit', /limit/],
    ['/incidents?limit=many', 'limit', /limit: .*number/],
    ['/incidents?state=opened', 'state', /"open"/],
    ['/incidents?limt=3', 'limt', /no parameter limt, did you mean limit\?/],
    ['/services/mail/latency?window=3d', 'window', /"7d"/],
  ])('%s', async (path, parameter, error) => {
    expect(await ask(path)).toEqual({
      status: 400,
      body: { error: expect.stringMatching(error), parameter, code: 'bad-query' },
    });
  });

  test('a strange parameter is none of our business', async () => {
    expect((await ask('/incidents?_=1234567&utm_source=x')).status).toBe(200);
  });

  test('what is not there says where to look', async () => {
    for (const path of ['/services/zzzzzz', '/incidents/none.1', '/services/mail/latency?part=x']) {
      expect(await ask(path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });
});

describe('who asks again', () => {
  test('with the tag of before is told that nothing has changed', async () => {
    const first = await visit(web, `${root}/services/mail`);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const again = await visit(web, `${root}/services/mail`, { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
    const other = await visit(web, `${root}/services/mail?lang=de`, {
      headers: { 'if-none-match': tag },
    });
    expect(other.status).toBe(200);
  });

  test('within a second costs nothing, and later sees what is new', async () => {
    let at = 0;
    let lists = 0;
    const counted = town({
      now: () => at,
      maintenance: {
        list: () => {
          lists += 1;
          return [];
        },
      },
    });
    const look = () => visit(counted, `${root}/maintenance`);
    await Promise.all([look(), look(), look()]);
    at = 999;
    await look();
    expect(lists).toBe(1);
    at = 1_000;
    await look();
    expect(lists).toBe(2);
  });

  test('gets what others see only when they see the same', async () => {
    const some = town({ access: { publicServices: ['shop'], key } });
    const [here, outside] = await Promise.all([
      visit(some, `${root}/services`),
      visit(some, `${root}/services`, { from: '192.0.2.1' }),
    ]);
    expect(((await here.json()) as { services: [] }).services.length).toBe(3);
    expect(((await outside.json()) as { services: [] }).services.length).toBe(1);
  });
});

test('pages elsewhere may ask before they ask with a key', async () => {
  const response = await visit(web, `${root}/services`, {
    ...{ method: 'OPTIONS', from: '192.0.2.1' },
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-headers')).toMatch(/Authorization/);
});
