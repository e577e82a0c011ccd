/** The command that looks once: one line of JSON, exit codes of a monitoring plugin. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadPort, type Lab, tcpLab } from '../lab/servers.ts';

const run = promisify(execFile);
const script = new URL('../../src/run/probe.ts', import.meta.url).pathname;

async function probe(...words: string[]) {
  try {
    const { stdout, stderr } = await run(process.execPath, [script, ...words]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

let web: Lab;
beforeAll(async () => {
  web = await tcpLab((socket) =>
    socket.once('data', (chunk: Buffer) => {
      const status = /^GET \/(\d+)/.exec(chunk.toString())?.[1];
      socket.end(`HTTP/1.1 ${status} Status\r\nContent-Length: 0\r\n\r\n`);
    }),
  );
});
afterAll(() => web.close());

test.for([
  [200, 0, 'up'],
  [429, 1, 'degraded'],
  [500, 2, 'down'],
  [403, 3, 'unknown'],
] as const)('an answer of %i exits with %i', async ([status, code, word]) => {
  const done = await probe(`http://me:secret@127.0.0.1:${web.port}/${status}?token=hush`);
  expect(done.code).toBe(code);
  expect(done.stderr).toBe('');
  expect(done.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(done.stdout)).toMatchObject({
    target: `http://127.0.0.1:${web.port}/${status}?token=***`,
    status: word,
    timings: { tcp: expect.any(Number) },
  });
  expect(done.stdout).not.toMatch(/secret|hush/);
});

test.for([
  ['{ status: 429 }', 429, 0],
  ['{ status: "200-299", body: welcome }', 200, 2],
  ['{ "status": [500, 200] }', 500, 0],
] as const)(
  'what is expected is said as in the services file: %s',
  async ([written, status, code]) => {
    const done = await probe(`http://127.0.0.1:${web.port}/${status}`, written);
    expect([done.code, done.stderr]).toEqual([code, '']);
  },
);

test('a refused connection exits with 2', async () => {
  const done = await probe(`tcp://127.0.0.1:${await deadPort()}`);
  expect([done.code, JSON.parse(done.stdout).cause.code]).toEqual([2, 'refused']);
});

test.for([
  [[], 'usage'],
  [['tcp://a:1', '{}', 'tcp://b:2'], 'usage'],
  [['tcp://a:1', 'tcp://b:2'], 'expect: must be'],
  [['http://a.test/', '{ statsu: 200 }'], 'unknown key "statsu", did you'],
  [['http://a.test/', '{ status: wat }'], 'expect.status: '],
  [['http://a.test/', '{ status: [] }'], 'expect.status: needs at least one'],
  [['http://a.test/', '{ status: [ '], 'expect: must be'],
  [['htps://example.com'], 'did you mean https://?'],
  [['https://me:secret@exa mple.com/'], 'not a URL'],
] as const)('%j is one line of complaint', async ([words, complaint]) => {
  const done = await probe(...words);
  expect([done.code, done.stdout]).toEqual([3, '']);
  expect(done.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(done.stderr).toContain(complaint);
  expect(done.stderr).not.toContain('secret');
});
