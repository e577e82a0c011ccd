/** `npm run forget`: a workspace goes out of a store that no bot uses, down to the bytes of the file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../src/store/index.ts';
import { subscription } from '../telling/world.ts';

const program = join(import.meta.dirname, '../../src/run/forget.ts');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-forget-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => createStore(`sqlite:${join(folder, 'tocsin.db')}`);

function run(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, STORE_URL: 'sqlite:tocsin.db' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('nothing of it is left in the file', async () => {
  const store = await open();
  for (const channel of ['slack:T1FORGOTTEN/C1', 'slack:T2KEPT/C1']) {
    const row = subscription({ channel, by: `by-${channel}` });
    await store.table('subscriptions').set(`${channel}|mail`, row);
  }
  await store.close();
  const { status, stdout } = run('slack:T1FORGOTTEN');
  expect(status).toBe(0);
  expect(stdout).toBe(
    'Forgot slack:T1FORGOTTEN: 1 of subscriptions. Copies of the store keep it.\n',
  );
  const bytes = readFileSync(join(folder, 'tocsin.db')).toString('latin1');
  expect(bytes).not.toContain('T1FORGOTTEN');
  expect(bytes).toContain('by-slack:T2KEPT/C1');
});

test('a bot that runs is not disturbed', async () => {
  const store = await open();
  const { status, stderr } = run('slack:T1');
  expect(status).toBe(1);
  expect(stderr).toMatch(/in use by process \d+/);
  await store.close();
});

test.each([[], ['T123'], ['slack:T1; DROP']])('the words %j are explained', (...words) => {
  expect(run(...words)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^usage:/) });
});
