/** The catalogue checking itself, against a small world of local servers; and its list. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPageServer, type PageServer } from '../feeds/page-server.ts';
import { deadPort } from '../lab/servers.ts';

const run = promisify(execFile);
const script = new URL('../../src/run/catalogue.ts', import.meta.url).pathname;

let server: PageServer;
let folder: string;
let dead: number;

beforeAll(async () => {
  server = await createPageServer();
  dead = await deadPort();
  folder = await mkdtemp(join(tmpdir(), 'tocsin-'));
  const page = { name: 'Shop', url: 'https://status.example.com' };
  server.show('/', { body: 'hello' });
  server.show('/new', { status: 404 });
  server.show('/closed', { status: 403 });
  server.show('/status', { page, status: { indicator: 'none' } });
  server.show('/moved', { page: { name: 'Shop', status: 'UP' } });
  server.show('/shell', { type: 'text/html', body: '<html>all is well</html>' });
  const shop = (id: string, path: string, feed: string) =>
    `  - { id: ${id}, checks: ["${server.url}${path}"], feed: { format: statuspage-v2, url: "${server.url.replace('127.0.0.1', 'localhost')}${feed}" } }`;
  await writeFile(
    join(folder, 'services.yaml'),
    [
      'services:',
      shop('fine', '/', '/status'),
      shop('changed', '/new', '/moved'),
      shop('shut', '/closed', '/shell'),
      `  - { id: gone, checks: ["tcp://127.0.0.1:${dead}"], feed: { format: rss, url: "${server.url}/none" } }`,
    ].join('\n'),
  );
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function catalogue(words: readonly string[], canaries?: string) {
  const control = canaries ?? `tcp://127.0.0.1:${new URL(server.url).port}`;
  const options = { cwd: folder, env: { ...process.env, CANARIES: control } };
  try {
    const { stdout, stderr } = await run(process.execPath, [script, ...words], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('a check', () => {
  const names = ['fine', 'changed', 'shut', 'gone'];

  test('prints what has drifted, and nothing of what is as expected', {
    timeout: 20_000,
  }, async () => {
    const { code, stdout, stderr } = await catalogue(['check', ...names]);
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(
      rows.slice(1, -3).map(([verdict, service, part, , found]) => [verdict, service, part, found]),
    ).toEqual([
      ['drifted', 'changed', 'main', 'http-status 404 (first-byte) 404 Not Found'],
      ['drifted', 'changed', 'feed', 'has become instatus; expected statuspage-v2'],
      ['refused', 'shut', 'main', 'http-status 403 (first-byte) 403 Forbidden'],
      ['drifted', 'shut', 'feed', 'is a web page'],
      ['drifted', 'gone', 'main', 'refused (tcp)'],
      ['drifted', 'gone', 'feed', 'answers 404'],
    ]);
    expect(stdout).toMatch(/8 addresses: 2 as expected, 5 drifted, 1 refused\n$/);
    expect([code, stderr]).toEqual([1, '']);
  });

  test('of what is as expected ends well, also as JSON', async () => {
    const { code, stdout } = await catalogue(['check', 'fine', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      network: true,
      findings: [
        { service: 'fine', part: 'main', verdict: 'as-expected' },
        { service: 'fine', part: 'feed', verdict: 'as-expected', found: 'says operational' },
      ],
    });
  });

  test('without a network says that it is the network', async () => {
    const nowhere = `tcp://127.0.0.1:${dead}`;
    const { code, stdout, stderr } = await catalogue(['check', 'fine'], nowhere);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^It is the network: none of the control addresses answers from here/);
    const names = await catalogue(
      ['check', 'fine', '--json'],
      `${nowhere},tcp://127.0.0.1:${new URL(server.url).port},dns://127.0.0.1:${dead}/example.com`,
    );
    expect(JSON.parse(names.stdout)).toMatchObject({ network: false, findings: [] });
    expect(names.stdout).toMatch(/control names/);
  });

  test.each([
    [['check', 'whatapp'], /unknown service "whatapp", did you mean whatsapp/],
    [['check', '--jsn'], /--jsn/],
    [['look'], /catalogue:check/],
  ])('%j is a wrong use', async (words, expected) => {
    const { code, stderr } = await catalogue(words);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
  });
});

describe('the list', () => {
  test('shows names in both languages, how sure the facts are, and the feed', async () => {
    const { code, stdout } = await catalogue(['list', 'whatsapp', 'fine']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id +name +中文 +category +confidence +checks +feed$/m);
    expect(stdout).toMatch(/^whatsapp +WhatsApp .*messaging +high +15$/m);
    expect(stdout).toMatch(/^fine .*own .*statuspage-v2$/m);
  });

  test('as JSON has every service with its confidence', async () => {
    const { stdout } = await catalogue(['list', '--json']);
    const rows: { id: string; category: string; confidence?: string }[] = JSON.parse(stdout);
    expect(rows.length).toBeGreaterThan(225);
    const unsure = rows.filter(({ category, confidence }) => category !== 'own' && !confidence);
    expect(unsure).toEqual([]);
  });
});
