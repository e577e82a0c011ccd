/** Jobs that call us: heard over the web door, kept through restarts, judged by the probe. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, expect, test } from 'vitest';
import { freshCheck, observe } from '../../src/detection/check.ts';
import type { Beat } from '../../src/probes/eyes/beats.ts';
import {
  beatKeyOf,
  createEyes,
  look,
  publicTarget,
  targetProblem,
} from '../../src/probes/index.ts';
import { createStore } from '../../src/store/index.ts';
import { createBells, hangBells } from '../../src/web/beats.ts';
import type { WebParts } from '../../src/web/door.ts';
import { createHandClock } from '../clock.ts';

const target = 'heartbeat://:s3cret-key@backup?within=10m';
const minute = 60_000;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function storePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-beats-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, 'beats.db')}`;
}

/** A bot's ear: the web door over a real store, and a probe that sees what was heard. */
async function open(url = 'sqlite::memory:', clock = createHandClock()) {
  const store = await createStore(url);
  const keys = new Set([beatKeyOf(target) ?? '']);
  const table = store.table<Beat>('beats');
  let writes = 0;
  const counted = {
    ...table,
    set(key: string, beat: Beat) {
      writes++;
      return table.set(key, beat);
    },
  };
  const bells = await createBells({ table: counted, now: clock.now, keys: () => keys });
  const web = new Hono();
  hangBells(web, { bells } as unknown as WebParts);
  const eyes = createEyes({ clock: clock.now, beats: bells });
  return {
    clock,
    web,
    writes: () => writes,
    call: (path = '/beat/s3cret-key', body = '') => web.request(path, { method: 'POST', body }),
    look: () => look({ target, timeoutMs: 1000, expect: undefined }, eyes),
    async close() {
      eyes.close();
      await store.close();
    },
  };
}

test('a job that calls in time is well', async () => {
  const bot = await open();
  closers.push(bot.close);
  expect(await (await bot.call()).text()).toBe('ok\n');
  await bot.clock.pass(10 * minute);
  expect(await bot.look()).toMatchObject({ status: 'up', facts: { silentMs: 10 * minute } });
});

test('a job that is silent for too long fails, since its last call', async () => {
  const bot = await open();
  closers.push(bot.close);
  await bot.call();
  const calledAt = bot.clock.now();
  let state = freshCheck(calledAt);
  for (let looks = 0; looks < 20; looks++) {
    await bot.clock.pass(minute);
    const around = { now: bot.clock.now(), canaries: 'unasked', preset: 'default' } as const;
    state = observe(state, await bot.look(), around);
  }
  const { status, cause } = await bot.look();
  expect(status).toBe('down');
  expect(cause).toMatchObject({ code: 'silent', kind: 'hard', values: { limitMs: 10 * minute } });
  expect(state).toMatchObject({ status: 'down', since: calledAt });
});

test.each([
  ['the body says so', '/beat/s3cret-key', 'fail: disk full'],
  ['a parameter says so', '/beat/s3cret-key?status=fail', 'disk full'],
  ['the path says so', '/beat/s3cret-key/fail', 'disk full'],
])('a job that failed is down until it has worked: %s', async (_, path, body) => {
  const bot = await open();
  closers.push(bot.close);
  await bot.call(path, body);
  const failed = await bot.look();
  expect(failed).toMatchObject({ status: 'down', cause: { code: 'reply', kind: 'hard' } });
  expect(failed.cause?.evidence).toContain('disk full');
  await bot.call();
  expect((await bot.look()).status).toBe('up');
});

test('a job may call with GET', async () => {
  const bot = await open();
  closers.push(bot.close);
  expect((await bot.web.request('/beat/s3cret-key')).status).toBe(200);
  expect((await bot.look()).status).toBe('up');
});

test('a job that has never called is unknown at first, and down when its time is over', async () => {
  const bot = await open();
  closers.push(bot.close);
  expect(await bot.look()).toMatchObject({ status: 'unknown', cause: { code: 'never-called' } });
  await bot.clock.pass(10 * minute + 1);
  expect(await bot.look()).toMatchObject({ status: 'down', cause: { code: 'silent' } });
});

test('calls survive a restart, and silence while nobody listened proves nothing', async () => {
  const url = storePath();
  const before = await open(url);
  await before.call();
  await before.close();
  await before.clock.pass(5 * minute);
  const soon = await open(url, before.clock);
  expect((await soon.look()).status).toBe('up');
  await soon.close();
  await before.clock.pass(60 * minute);
  const late = await open(url, before.clock);
  closers.push(late.close);
  expect(await late.look()).toMatchObject({ status: 'unknown', cause: { kind: 'ours' } });
  await late.clock.pass(10 * minute + 1);
  expect((await late.look()).status).toBe('down');
});

test('one call is one write, and a flood of calls is none', async () => {
  const bot = await open();
  closers.push(bot.close);
  await bot.call();
  expect(bot.writes()).toBe(1);
  const codes: number[] = [];
  for (let calls = 0; calls < 100; calls++) codes.push((await bot.call()).status);
  expect(codes.at(-1)).toBe(429);
  expect(bot.writes()).toBeLessThanOrEqual(30);
  await bot.clock.pass(minute);
  expect((await bot.call()).status).toBe(200);
});

test('a wrong key is told nothing, and who guesses is sent away', async () => {
  const bot = await open();
  closers.push(bot.close);
  expect((await bot.call('/beat/backup')).status).toBe(404);
  for (let guesses = 0; guesses < 60; guesses++) await bot.call(`/beat/guess-${guesses}`);
  expect((await bot.call('/beat/one-more')).status).toBe(429);
  expect((await bot.call()).status).toBe(200);
});

test('an endless body is heard to its first words only', async () => {
  const bot = await open();
  closers.push(bot.close);
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Buffer.from('fail '.repeat(100))),
  });
  const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
  expect((await bot.web.request('/beat/s3cret-key', init)).status).toBe(200);
  expect((await bot.look()).cause?.evidence?.length).toBeLessThanOrEqual(200);
});

test('the key is never shown', () => {
  expect(publicTarget(target)).toBe('heartbeat://backup?within=10m');
});

test.each([
  ['heartbeat://backup', 'says not how long it may be silent'],
  ['heartbeat://backup?within=soon', 'says not how long it may be silent'],
  ['heartbeat://back%20up?within=1h', 'the name of a job has letters'],
  ['heartbeat://backup/nightly?within=1h', 'a job has a name and no path'],
  ['heartbeat://:a%2Fb@backup?within=1h', 'a key has up to 64 letters'],
  ['heartbeat://backup?within=1h&every=1h', 'unknown option "every"'],
])('%s is refused', (written, why) => {
  expect(targetProblem(written)).toContain(why);
});

test('a job may have weeks', () => {
  expect(targetProblem('heartbeat://report?within=5w')).toBeUndefined();
});
