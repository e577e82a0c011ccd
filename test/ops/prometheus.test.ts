/** What operators put beside the bot: rules that hold, and a dashboard that shows only what there is. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullWorld } from '../web/metrics-world.ts';

const folder = join(import.meta.dirname, '../../ops');
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

/** Every name that an expression could mean: ours begin in one of these ways. */
const ours = /\b(?:tocsin|probe|process|nodejs)_[a-z0-9_]+/g;

type Dashboard = {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
};

async function namesInOutput(): Promise<Set<string>> {
  const text = await (await fullWorld()).scrape();
  return new Set(text.match(/^[a-z0-9_]+/gm));
}

async function dashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(join(folder, 'grafana/tocsin.json'), 'utf8'));
}

async function expressionsOfRules(): Promise<string> {
  const files = ['tocsin.rules.yml', 'blackbox.rules.yml'];
  const texts = await Promise.all(
    files.map((name) => readFile(join(folder, 'prometheus', name), 'utf8')),
  );
  return texts.join('\n').replaceAll(/record: \w+/g, '');
}

test('every metric that a rule speaks of is one that the bot has', async () => {
  const names = (await expressionsOfRules()).match(ours) ?? [];
  const known = await namesInOutput();
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('every metric that the dashboard shows is one that the bot has', async () => {
  const known = await namesInOutput();
  const names = JSON.stringify(await dashboard()).match(ours) ?? [];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test('what neither dashboard nor rules use is little, and for questions of one’s own', async () => {
  const used = `${JSON.stringify(await dashboard())}${await expressionsOfRules()}`;
  const text = await (await fullWorld()).scrape('application/openmetrics-text');
  const families = [...text.matchAll(/^# TYPE ((?:tocsin|probe)_\w+)/gm)].map(
    ([, name = '']) => name,
  );
  const unused = families.filter((name) => !used.includes(name));
  expect(unused).toEqual([
    ...['tocsin_service_status', 'tocsin_subscriptions'],
    ...['probe_dns_lookup_time_seconds', 'probe_http_status_code'],
    'probe_looked_timestamp_seconds',
  ]);
});

test('panels have ids of their own and lie within the width of the page', async () => {
  const { panels } = await dashboard();
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { title, gridPos } of panels) {
    expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
  }
});

describe.skipIf(!hasPromtool)('promtool (skipped where it is not installed)', () => {
  test.each([
    ['the example configuration', ['check', 'config', 'prometheus.yml']],
    ['the rules', ['check', 'rules', 'tocsin.rules.yml', 'blackbox.rules.yml']],
    ['their cases', ['test', 'rules', 'tocsin.rules.test.yml']],
  ])('%s', (_, words) => {
    const { status, stdout } = spawnSync('promtool', words, {
      cwd: join(folder, 'prometheus'),
      encoding: 'utf8',
    });
    expect({ status, isWrong: /FAILED|duplicate/.test(stdout) }).toEqual({
      ...{ status: 0, isWrong: false },
    });
  });
});

describe.skipIf(!hasPrometheus)('Prometheus itself (skipped where it is not installed)', () => {
  let place: string;
  let prometheus: ChildProcess;
  let server: ServerType;
  let api: string;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'tocsin-prometheus-'));
    const { fetch } = (await fullWorld()).web;
    server = serve({ fetch, hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const target = `127.0.0.1:${port}`;
    const example = await readFile(join(folder, 'prometheus/prometheus.yml'), 'utf8');
    const config = example
      .replace('127.0.0.1:8080', target)
      .replace('30s', '1s')
      .replaceAll(/(\w+\.rules\.yml)/g, join(folder, 'prometheus/$1'));
    await writeFile(join(place, 'prometheus.yml'), config);
    const own = `127.0.0.1:${await freePort()}`;
    api = `http://${own}/api/v1`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(place, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(place, 'data')}`,
        `--web.listen-address=${own}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => prometheus.once('exit', resolve));
    prometheus.kill('SIGKILL');
    await ended;
    server.close();
    await rm(place, { recursive: true, force: true });
  });

  test('reads it as OpenMetrics, and finds the target where dashboards of blackbox_exporter do', async () => {
    const [looked] = await seen(api, 'probe_success{instance="https://mail.example.com/"}');
    expect(looked?.value[1]).toBe('1');
    expect(await seen(api, 'up{job="tocsin"}')).toMatchObject([
      { value: [expect.anything(), '1'] },
    ]);
    const meta = await ask<Record<string, unknown>>(`${api}/metadata?metric=tocsin_looks`);
    expect(meta.tocsin_looks).toMatchObject([{ type: 'counter' }]);
  });

  test('each expression of the dashboard is one that it understands', async () => {
    const { panels } = await dashboard();
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    for (const expr of expressions) {
      const query = expr
        .replaceAll('$__rate_interval', '1m')
        .replaceAll(/\$(instance|service)/g, '.*');
      const { status } = (await (
        await fetch(`${api}/query?query=${encodeURIComponent(query)}`)
      ).json()) as { status: string };
      expect([expr, status]).toEqual([expr, 'success']);
    }
  });
});

type Found = { readonly value: readonly [number, string] };

/** Asks until there is an answer: Prometheus says nowhere when it has read for the first time. */
async function seen(api: string, query: string): Promise<readonly Found[]> {
  for (;;) {
    const url = `${api}/query?query=${encodeURIComponent(query)}`;
    const found = await ask<{ result: readonly Found[] }>(url).catch(() => ({ result: [] }));
    if (found.result.length > 0) return found.result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ask<T>(url: string): Promise<T> {
  const { data } = (await (await fetch(url)).json()) as { data: T };
  return data;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
