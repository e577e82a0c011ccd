/** A configuration that changes under a running bot: noticed by itself, taken in whole or not at all. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Difference } from '../../src/reload/difference.ts';
import { createReload, type Reload } from '../../src/reload/reload.ts';
import { createClock } from '../../src/time/clock.ts';

let folder = '';
let path = '';
const reloads: Reload[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-reload-'));
  path = join(folder, 'services.yaml');
  writeFileSync(path, service('shop'));
});
afterEach(async () => {
  for (const reload of reloads.splice(0)) await reload.stop();
  rmSync(folder, { recursive: true });
});

const service = (id: string) =>
  `services: [{ id: ${id}, checks: ["https://${id}.example.com/"] }]\n`;

/** Says one thing at a time to whoever waits for the next. */
function createNews<T>() {
  const unread: T[] = [];
  const readers: ((one: T) => void)[] = [];
  return {
    tell(one: T) {
      const reader = readers.shift();
      if (reader) reader(one);
      else unread.push(one);
    },
    next: () =>
      new Promise<T>((resolve) => {
        const [one] = unread.splice(0, 1);
        if (one === undefined) readers.push(resolve);
        else resolve(one);
      }),
    unread,
  };
}

async function scene(apply: (found: Difference) => Promise<void> = async () => {}) {
  const load = () => loadConfig({}, folder);
  const loaded = await load();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const said = createNews<string>();
  const applied = createNews<{ found: Difference; config: Config }>();
  const reload = createReload({
    config: loaded.config,
    paths: [path, join(folder, '.env')],
    load,
    async apply(found, config) {
      await apply(found);
      applied.tell({ found, config });
    },
    clock: createClock(10),
    log: (level, message, details = {}) =>
      said.tell(`${level}: ${message} ${JSON.stringify(details)}`),
  });
  reloads.push(reload);
  return { reload, said, applied };
}

test('a file that is written anew is taken in by itself', async () => {
  const { applied } = await scene();
  writeFileSync(path, service('mail'));
  const { found, config } = await applied.next();
  expect(found.added.map(({ id }) => id)).toEqual(['mail']);
  expect(found.removed.map(({ id }) => id)).toEqual(['shop']);
  expect(config.services.map(({ id }) => id)).toEqual(['mail']);
});

test('an editor that puts a new file in the place of the old one is followed, again and again', async () => {
  const { applied } = await scene();
  for (const id of ['mail', 'bank', 'post']) {
    writeFileSync(join(folder, '.services.yaml.swp'), service(id));
    renameSync(join(folder, '.services.yaml.swp'), path);
    expect((await applied.next()).config.services.map((one) => one.id)).toEqual([id]);
  }
});

test('a volume that swaps a link beside the file is followed', async () => {
  for (const [name, id] of [
    ['one', 'shop'],
    ['two', 'mail'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'services.yaml'), service(id));
  }
  rmSync(path);
  symlinkSync('one', join(folder, '..data'));
  symlinkSync(join('..data', 'services.yaml'), path);
  const { applied } = await scene();
  symlinkSync('two', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  expect((await applied.next()).config.services.map(({ id }) => id)).toEqual(['mail']);
});

test('a file that is away for a moment is not missed', async () => {
  const { applied, said } = await scene();
  rmSync(path);
  writeFileSync(join(folder, 'unrelated'), '');
  writeFileSync(path, service('mail'));
  expect((await applied.next()).config.services.map(({ id }) => id)).toEqual(['mail']);
  expect(await said.next()).toMatch(/^info: the configuration has changed/);
});

test('a file that is gone changes nothing until it is back', async () => {
  const { applied, said } = await scene();
  rmSync(path);
  expect(await said.next()).toMatch(/everything stays as it was.*services.yaml: is gone/);
  writeFileSync(path, service('mail'));
  expect((await applied.next()).config.services.map(({ id }) => id)).toEqual(['mail']);
});

test('a wrong file changes nothing and all its mistakes are told, once', async () => {
  const { applied, said, reload } = await scene();
  writeFileSync(
    path,
    'services: [{ id: "Shop!", checks: ["gopher://x"] }]\nwatch: [nonsense-xyz]\n',
  );
  const words = await said.next();
  expect(words).toMatch(/^error: the new configuration is wrong; everything stays as it was/);
  for (const mistake of [/id/, /gopher/, /nonsense-xyz/]) expect(words).toMatch(mistake);
  writeFileSync(join(folder, '.env'), '# nothing is different\n');
  writeFileSync(path, service('mail'));
  await applied.next();
  expect(await said.next()).toMatch(/^info: the configuration has changed/);
  expect(said.unread).toEqual([]);
  await reload.now();
  expect(await said.next()).toMatch(/^info: the configuration is as it was/);
});

test('who asks hears of the same mistakes again', async () => {
  const { said, reload } = await scene();
  writeFileSync(path, 'services: 7\n');
  expect(await said.next()).toMatch(/wrong/);
  await reload.now();
  expect(await said.next()).toMatch(/wrong/);
});

test('settings that wait for a restart are named, without their values', async () => {
  const { said } = await scene();
  writeFileSync(join(folder, '.env'), 'DISCORD_TOKEN=abc.def.ghi\nHTTP_PORT=9\n');
  await said.next();
  const words = await said.next();
  expect(words).toMatch(/^warn: these settings take effect with the next start/);
  expect(words).toMatch(/HTTP_PORT.*DISCORD_TOKEN/);
  expect(words).not.toMatch(/abc/);
});

test('what could not be put to work is tried again with the next change', async () => {
  let failures = 1;
  const { applied, said } = await scene(async () => {
    if (failures-- > 0) throw new Error('the store is full');
  });
  writeFileSync(path, service('mail'));
  expect(await said.next()).toMatch(/^error: .*could not be put to work.*the store is full/);
  writeFileSync(path, `${service('mail')}# again\n`);
  const { found } = await applied.next();
  expect(found.added.map(({ id }) => id)).toEqual(['mail']);
  expect(found.removed.map(({ id }) => id)).toEqual(['shop']);
});
