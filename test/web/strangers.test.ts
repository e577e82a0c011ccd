/** What strangers read of a whole bot where one service of two is public: at no door anything of the other, or of us. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const program = join(import.meta.dirname, '../crash/program.ts');
const accessKey = 'planted-access-key';
const vantageKey = 'planted-vantage-key';
const ends: (() => unknown)[] = [];
let origin = '';

/** All that nobody outside may read has one of these words in it. */
const planted = /planted|vault|埋藏/i;

/** The first such word with what is around it; empty when there is none. */
function leakIn(text: string): string {
  const at = text.search(planted);
  return at < 0 ? '' : text.slice(Math.max(0, at - 200), at + 100);
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The shop is down, and so is the vault, which it depends on; both are worked on, and the vault is busy. */
async function servicesFile(): Promise<string> {
  const web = await listening(createHttpServer((_, answer) => answer.writeHead(503).end()));
  const mail = await listening(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.end('421 4.3.2 planted words of a server\r\n');
    }),
  );
  const [soon, later] = [3, 4].map((days) => {
    const instant = new Date(Date.now() + days * 86_400_000).toISOString();
    return instant.slice(0, 16).replace('T', ' ');
  });
  const path = 'planted-path?token=planted-token';
  const checks = [`http://planted-user:planted-password@127.0.0.1:${web}/${path}`];
  return JSON.stringify({
    services: [
      {
        ...{ id: 'shop', name: 'Shop', every: '20s', preset: 'eager', dependsOn: ['vault'] },
        components: [
          { id: 'web', name: 'Web', checks },
          { id: 'mail', name: 'Mail', checks: [`smtp://127.0.0.1:${mail}`] },
        ],
      },
      {
        ...{ id: 'vault', name: { en: 'Planted vault', 'zh-CN': '埋藏库' }, every: '20s' },
        ...{ aliases: ['planted-alias'], preset: 'eager', homepage: 'https://planted.example/' },
        components: [
          { id: 'door', name: 'Planted door', checks: [`smtp://127.0.0.1:${mail}`] },
          { id: 'job', name: 'Planted job', checks: ['heartbeat://planted-beat?within=25h'] },
        ],
      },
    ],
    maintenance: [
      { services: ['vault'], from: soon, to: later, title: 'Planted work' },
      { services: ['shop', 'vault'], from: soon, to: later, title: 'New cables' },
    ],
    busy: [{ name: 'Planted feast', services: ['vault'], from: soon, to: later }],
  });
}

/** Somebody outside unless they have the key: PUBLIC_URL says that there is a way in. */
function ask(path: string, hasKey = false, init: RequestInit = {}): Promise<Response> {
  const headers = hasKey ? { authorization: `Bearer ${accessKey}` } : {};
  const signal = AbortSignal.timeout(20_000);
  return fetch(origin + path, { redirect: 'manual', signal, ...init, headers });
}

/** Everything that is sent: status, headers and body. */
async function sent(path: string, hasKey = false, init: RequestInit = {}) {
  const answer = await ask(path, hasKey, init);
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { status: answer.status, all: `${headers}\n\n${await answer.text()}` };
}

/** What the open page hears, news by news. */
async function* news(hasKey: boolean): AsyncGenerator<string> {
  const leaving = new AbortController();
  const { body } = await ask('/live', hasKey, { signal: leaving.signal });
  try {
    for await (const piece of body ?? []) yield Buffer.from(piece).toString();
  } finally {
    leaving.abort();
  }
}

async function bothAreDown(): Promise<void> {
  for await (const _ of news(true)) {
    const answer = await ask('/api/v1/incidents?state=open', true);
    const { incidents } = (await answer.json()) as { incidents: object[] };
    if (incidents.length === 2) return;
  }
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-planted-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const services = join(folder, 'services.yaml');
  writeFileSync(services, await servicesFile());
  const bot = spawn(process.execPath, [program], {
    env: {
      ...{ PATH: process.env.PATH, SPEED: '20', LOG_LEVEL: 'error', CONSOLE: 'on' },
      ...{ SERVICES_FILE: services, STORE_URL: `sqlite:${join(folder, 'tocsin.db')}` },
      ...{ HTTP_PORT: String(port), CANARIES: 'off', PUBLIC_SERVICES: 'shop' },
      ...{ ACCESS_KEY: accessKey, PUBLIC_URL: 'https://status.example.com' },
      ...{ VANTAGE_KEY: vantageKey },
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  ends.push(async () => {
    bot.kill('SIGKILL');
    await once(bot, 'exit');
  });
  await once(bot.stdout, 'data');
  bot.stdout.resume();
  await bothAreDown();
}, 60_000);

afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const feeds = ['feed.atom', 'feed.rss', 'feed.json', 'calendar.ics'];
const badges = ['state.svg', 'uptime.svg', 'latency.svg'];
const statuspage = [
  ...['summary', 'status', 'components', 'incidents', 'incidents/unresolved'],
  ...['scheduled-maintenances', 'scheduled-maintenances/upcoming', 'scheduled-maintenances/active'],
].map((name) => `api/v2/${name}.json`);

/** What there is of one service, but for the API. */
function aboutOne(id: string): readonly string[] {
  const below = [...feeds, ...statuspage].map((name) => `/s/${id}/${name}`);
  return [
    ...[`/s/${id}`, `/s/${id}?lang=zh-CN`, ...below, `/api/status/${id}`],
    ...badges.map((name) => `/badge/${id}/${name}`),
  ];
}

/** Every path that the API describes, with these in place of its parameters. */
async function apiPaths(service: string, incident: string): Promise<readonly string[]> {
  const { paths } = (await (await ask('/api/v1/openapi.json')).json()) as { paths: object };
  return Object.keys(paths).map(
    (path) =>
      `/api/v1${path.replace('{service}', service).replace('{incident}', encodeURIComponent(incident))}`,
  );
}

async function incidentOf(service: string): Promise<string> {
  const answer = await ask(`/api/v1/services/${service}`, true);
  return ((await answer.json()) as { incident: { id: string } }).incident.id;
}

describe('of a bot that shows one of its two services', () => {
  test('a stranger reads how the shop is, and nothing that was planted', async () => {
    const paths = [
      ...['/', '/?lang=zh-CN', '/incidents', '/key', '/api/status', '/healthz', '/readyz'],
      ...[...feeds, ...statuspage].map((name) => `/${name}`),
      ...aboutOne('shop'),
      ...(await apiPaths('shop', await incidentOf('shop'))),
    ];
    const known = paths.filter((path) => path !== '/key' && path !== '/healthz');
    for (const path of paths) {
      const { status, all } = await sent(path);
      expect([path, leakIn(all)]).toEqual([path, '']);
      if (known.includes(path)) expect([path, status]).toEqual([path, 200]);
    }
    expect((await sent('/')).all).toMatch(/shop/i);
    expect((await sent('/api/v1/services/shop')).all).toContain('http-status');
  });

  test('what is hidden looks like what is not there, at every door', async () => {
    const nobody = await apiPaths('nobody', 'nobody.1');
    const hidden = await apiPaths('vault', await incidentOf('vault'));
    const pairs = [
      ...aboutOne('vault').map((path) => [path, path.replace('vault', 'nobody')] as const),
      ...hidden.flatMap((path, index) => [[path, nobody[index] ?? ''] as const]),
      ...['/?q=vault', '/?q=planted', '/?q=埋藏'].map((path) => [path, '/?q=nobody'] as const),
    ];
    for (const [path, other] of pairs) {
      const [one, none] = [await sent(path), await sent(other)];
      const said = decodeURIComponent(path.split('?q=')[1] ?? 'vault');
      const rest = one.all
        .replaceAll(said, 'nobody')
        .replaceAll(encodeURIComponent(said), 'nobody');
      expect([path, one.status]).toEqual([path, none.status]);
      expect([path, leakIn(rest)]).toEqual([path, '']);
    }
  });

  test('news tells that something changed, not what', async () => {
    let heard = '';
    for await (const piece of news(false)) {
      heard += piece;
      if (heard.includes('event: change')) break;
    }
    expect(heard).toContain('event: change');
    expect(heard).not.toMatch(planted);
  });

  test('doors for those who have a key are shut', async () => {
    const wrong = { method: 'POST' };
    const answers = {
      metrics: await sent('/metrics'),
      changed: await sent('/changed/vault', false, wrong),
      'changed shop': await sent('/changed/shop', false, wrong),
      'changed in the address': await sent(`/changed/vault?key=${accessKey}`, false, wrong),
      vantage: await sent('/api/vantage/vault'),
      'another vantage': await sent('/api/vantage/shop'),
      beat: await sent('/beat/another', false, wrong),
    };
    for (const [name, { status, all }] of Object.entries(answers)) {
      expect([name, status]).toEqual([name, name === 'beat' ? 404 : 401]);
      expect([name, leakIn(all)]).toEqual([name, '']);
    }
  });

  test('who has the key reads all of it at these doors, but no secret', async () => {
    const seen = async (path: string) => (await sent(path, true)).all;
    expect(await seen('/')).toContain('Planted vault');
    expect(await seen('/feed.atom')).toContain('Planted work');
    expect(await seen('/calendar.ics')).toMatch(/Planted work[\s\S]*Planted feast/);
    expect(await seen('/api/v1/services/shop')).toMatch(
      /planted-path[\s\S]*planted words of a server/,
    );
    expect(await seen('/api/v2/incidents.json')).toMatch(/Planted/);
    expect(await seen('/metrics')).toContain('vault');
    const paths = [
      '/',
      '/s/shop',
      '/incidents',
      '/api/status',
      '/api/v1/services/shop',
      '/metrics',
    ];
    for (const path of paths) {
      expect(await seen(path)).not.toMatch(/planted-(password|token|access-key|vantage-key|user)/);
    }
  });
});
