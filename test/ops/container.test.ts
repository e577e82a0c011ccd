/** What is put into the image is enough to start, and nothing secret comes along. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingNames } from '../../src/settings.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFile(join(root, name), 'utf8');

/** The instructions of the last stage, lines that go on joined. */
async function image(): Promise<readonly string[]> {
  const text = (await read('Dockerfile')).replaceAll(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
}

/** What is copied from the folder of the project, and where to. */
async function copies(): Promise<readonly (readonly [string, string])[]> {
  const own = (await image()).filter((line) => /^COPY (?!--from)/.test(line));
  return own.flatMap((line) => {
    const words = line.split(/\s+/).slice(1);
    const to = words.pop() ?? '';
    return words.map((from) => [from, to.endsWith('/') ? join(to, from) : to] as const);
  });
}

async function environment(): Promise<Record<string, string>> {
  const line = (await image()).find((one) => one.startsWith('ENV ')) ?? '';
  return Object.fromEntries(
    line
      .slice(4)
      .split(/\s+/)
      .map((pair) => pair.split('=')),
  );
}

async function healthCheck(): Promise<readonly string[]> {
  const line = (await image()).find((one) => one.startsWith('HEALTHCHECK ')) ?? '';
  return JSON.parse(line.slice(line.indexOf('CMD ') + 4));
}

test('it runs as nobody special, from a slim image that has the right Node', async () => {
  const lines = await image();
  expect(lines[0]).toMatch(/^FROM node:24(\.\d+)*-slim$/);
  expect(lines).toContain('USER node');
  const { engines } = JSON.parse(await read('package.json')) as { engines: { node: string } };
  expect(engines.node).toMatch(/^>=24/);
});

test('the builder sees what is copied and nothing else: no settings, no store, no history', async () => {
  const lines = (await read('.dockerignore')).split('\n');
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  const seen = rules.slice(1).map((rule) => rule.replace(/^!/, ''));
  const wanted = [...(await copies()).map(([from]) => from), 'package-lock.json', '.npmrc'];
  expect(new Set(seen)).toEqual(new Set(wanted));
});

test('nothing that is needed at run time is a package for development', async () => {
  const text = await read('package.json');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  const names = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'));
  const { stdout } = await finished(
    spawn('grep', ['-rhoE', "from '[a-z@][^']*'", 'src', 'commands'], { cwd: root }),
  );
  const imported = new Set(stdout.match(/(?<=from ')[^']*/g));
  expect(imported.size).toBeGreaterThan(20);
  expect(names.filter((name) => imported.has(name))).toEqual([]);
});

test('every setting that the image and the compose file set is one', async () => {
  const { services } = parse(await read('compose.yaml')) as Compose;
  const unit = await read('ops/tocsin.service');
  const ofUnit = unit.match(/(?<=^Environment=).*/m)?.[0].split(' ') ?? [];
  const names = [
    ...Object.keys(await environment()),
    ...Object.keys(services.tocsin.environment),
    ...ofUnit.map((pair) => pair.split('=')[0] ?? ''),
  ];
  const known: readonly string[] = [...settingNames, 'NODE_ENV', 'MALLOC_TRIM_THRESHOLD_'];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});

type Compose = {
  readonly services: {
    readonly tocsin: Readonly<Record<string, unknown>> & {
      readonly environment: Readonly<Record<string, string>>;
    };
  };
};

test('the compose file keeps it on this machine, without rights, on a file system that stays', async () => {
  const { services } = parse(await read('compose.yaml')) as Compose;
  expect(services.tocsin).toMatchObject({
    ...{ read_only: true, cap_drop: ['ALL'], init: true, restart: 'unless-stopped' },
    ...{ ports: ['127.0.0.1:8080:8080'], volumes: ['data:/data'], env_file: ['.env'] },
  });
  expect(services.tocsin.environment.STORE_URL).toMatch(/^sqlite:\/data\//);
});

/** What `npm start` runs, in which environment: both keep the process small, at no cost that can be measured. */
async function start(): Promise<{ readonly command: string; readonly allocator: string }> {
  const { scripts } = JSON.parse(await read('package.json'));
  const [allocator, command] = scripts.start.split(' exec ');
  return { command, allocator };
}

test('the image starts it as npm does', async () => {
  const { command, allocator } = await start();
  const words = JSON.stringify(command.split(' ')).replaceAll(',', ', ');
  expect(await read('Dockerfile')).toContain(`\nCMD ${words}\n`);
  expect(Object.entries(await environment()).map((pair) => pair.join('='))).toContain(allocator);
});

test('systemd starts what is there, and not again with settings that are wrong', async () => {
  const unit = await read('ops/tocsin.service');
  const { command, allocator } = await start();
  expect(unit).toContain(`ExecStart=/opt/tocsin/node_modules/.bin/${command}\n`);
  expect(unit).toMatch(new RegExp(`^Environment=.*\\b${allocator}$`, 'm'));
  // As src/main.ts leaves with it.
  expect(await read('src/main.ts')).toContain('const settingsExit = 2;');
  expect(unit).toContain('RestartPreventExitStatus=2');
});

describe('the files of the image', () => {
  let place: string;
  let bot: ChildProcess;
  let port: number;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'tocsin-image-'));
    const app = join(place, 'app');
    await mkdir(app);
    for (const [from, to] of await copies()) {
      await cp(join(root, from), join(app, to), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(app, 'node_modules'));
    port = await freePort();
    const { command } = await start();
    bot = spawn(process.execPath, command.split(' ').slice(1), {
      cwd: app,
      env: {
        ...(await environment()),
        ...{ HTTP_PORT: String(port), HTTP_HOST: '127.0.0.1', CONSOLE: 'on', CANARIES: 'off' },
        STORE_URL: `sqlite:${join(place, 'data', 'tocsin.db')}`,
      },
      stdio: 'ignore',
    });
  });

  afterAll(async () => {
    if (bot.exitCode === null) {
      const ended = once(bot, 'exit');
      bot.kill('SIGKILL');
      await ended;
    }
    await rm(place, { recursive: true, force: true });
  });

  test('are enough to start, to be found healthy, and to stop when told to', async () => {
    const [, ...words] = await healthCheck();
    const check = () =>
      finished(spawn(process.execPath, words, { env: { HTTP_PORT: String(port) } }));
    let code = 1;
    while (code !== 0 && bot.exitCode === null) ({ code } = await check());
    expect({ code, isRunning: bot.exitCode === null }).toEqual({ code: 0, isRunning: true });
    const ended = once(bot, 'exit');
    bot.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect((await check()).code).toBe(1);
  });

  test('without a port there is nothing to be asked, and that is well', async () => {
    const [, ...words] = await healthCheck();
    const { code } = await finished(spawn(process.execPath, words, { env: { HTTP_PORT: '0' } }));
    expect(code).toBe(0);
  });
});

async function finished(child: ChildProcess) {
  let stdout = '';
  child.stdout?.on('data', (piece) => {
    stdout += String(piece);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
