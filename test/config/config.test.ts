/** What an operator writes and what the bot makes of it. */
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig, readConfig } from '../../src/config.ts';
import { settingNames } from '../../src/settings.ts';

const servicesPath = 'services.yaml';

function accepted(environment: Record<string, string>, services?: string) {
  const files = { servicesPath, ...(services !== undefined && { services }) };
  const loaded = readConfig(environment, files);
  expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  if (!loaded.ok) throw new Error('unreachable');
  return loaded.config;
}

function problems(environment: Record<string, string>, env?: string, services?: string) {
  const files = { servicesPath, ...(env !== undefined && { env }), ...(services && { services }) };
  const loaded = readConfig(environment, files);
  return loaded.ok ? [] : loaded.problems;
}

test('nothing at all is a working configuration', () => {
  expect(accepted({})).toEqual({
    storeUrl: 'sqlite:data/tocsin.db',
    servicesPath: 'services.yaml',
    language: 'en',
    timeZone: 'UTC',
    http: { host: '127.0.0.1', port: 8080 },
    access: { publicServices: 'none' },
    ownWorkspaces: [],
    canaries: expect.arrayContaining(['tcp://1.1.1.1:443', 'tcp://223.5.5.5:443']),
    userAgent: expect.stringMatching(/^Tocsin\/\d+\.\d+\.\d+$/),
    console: 'auto',
    logLevel: 'info',
    watch: [],
    services: [],
    maintenance: [],
    busy: [],
  });
});

test('every setting arrives where it belongs', () => {
  const config = accepted({
    DISCORD_TOKEN: ' token-of-discord ',
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'secret',
    SLACK_PORT: '3000',
    SLACK_API_URL: 'http://127.0.0.1:2/api/',
    SLACK_COMMAND: '/bell',
    SLACK_MANAGERS: 'Admins',
    STORE_URL: 'sqlite::memory:',
    DEFAULT_LANGUAGE: 'zh',
    DEFAULT_TIME_ZONE: 'asia/shanghai',
    HTTP_HOST: '::1',
    HTTP_PORT: '9090',
    CANARIES: 'tcp://192.0.2.1:443, tcp://192.0.2.2:443',
    CONSOLE: 'ON',
    LOG_LEVEL: 'debug',
  });
  expect(config).toMatchObject({
    discord: { token: 'token-of-discord', apiUrl: 'http://127.0.0.1:1/api' },
    slack: {
      ...{ botToken: 'xoxb-1', signingSecret: 'secret', port: 3000, command: '/bell' },
      managers: 'admins',
    },
    storeUrl: 'sqlite::memory:',
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    http: { host: '::1', port: 9090 },
    canaries: ['tcp://192.0.2.1:443', 'tcp://192.0.2.2:443'],
    console: 'on',
    logLevel: 'debug',
  });
});

test('a signing secret copied along does not turn Socket Mode into HTTP mode', () => {
  const tokens = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    SLACK_SIGNING_SECRET: 's',
  };
  expect(accepted(tokens).slack).toEqual({
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
    command: '/tocsin',
  });
});

test('what can be turned off is off', () => {
  const config = accepted({ HTTP_PORT: '0', CANARIES: 'off' });
  expect(config.http).toBeUndefined();
  expect(config.canaries).toEqual([]);
});

test('other places and their key go together', () => {
  const VANTAGE_KEY = 'sixteen-or-more-characters';
  expect(accepted({ VANTAGE_KEY }).vantages).toEqual({ urls: [], key: VANTAGE_KEY });
  expect(
    accepted({ VANTAGE_KEY, VANTAGES: 'https://b.example, http://c.example:8080/x' }).vantages
      ?.urls,
  ).toEqual(['https://b.example', 'http://c.example:8080/x']);
});

test('what strangers may see is named by ids or names, and nothing unknown is taken for shown', () => {
  const publicOf = (names: string) => accepted({ PUBLIC_SERVICES: names }).access.publicServices;
  expect(publicOf('ALL')).toBe('all');
  expect(publicOf('whatsapp, 微信,')).toEqual(['whatsapp', 'wechat']);
  expect(problems({ PUBLIC_SERVICES: 'whatsap, shop' })).toEqual([
    'PUBLIC_SERVICES: unknown service "whatsap", did you mean whatsapp?',
    expect.stringMatching(/^PUBLIC_SERVICES: unknown service "shop"/),
  ]);
  const services = 'services: [{ id: shop, checks: [https://shop.example] }]';
  expect(accepted({ PUBLIC_SERVICES: 'shop' }, services).access.publicServices).toEqual(['shop']);
});

test('the way in from outside is an address alone, and its key a long one of its own', () => {
  const key = 'sixteen-or-more-characters';
  const PUBLIC_URL = 'https://Status.example.com/bell/';
  expect(accepted({ ACCESS_KEY: key, PUBLIC_URL }).access).toEqual({
    publicServices: 'none',
    key,
    publicUrl: 'https://status.example.com/bell',
  });
});

test('an empty setting is none', () => {
  expect(accepted({ DISCORD_TOKEN: '', SLACK_BOT_TOKEN: '  ', HTTP_PORT: '' })).toEqual(
    accepted({}),
  );
});

test.each([
  [
    { SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' },
    [/^SLACK_BOT_TOKEN: must begin with xoxb-/, /^SLACK_APP_TOKEN: must begin with xapp-/],
  ],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, [/^SLACK_BOT_TOKEN: needs SLACK_APP_TOKEN beside it/]],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, [/^SLACK_APP_TOKEN: needs SLACK_BOT_TOKEN/]],
  [
    { SLACK_SIGNING_SECRET: 's', SLACK_PORT: '3000' },
    [/^SLACK_SIGNING_SECRET: needs SLACK_BOT_TOKEN/],
  ],
  [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' }, [/needs SLACK_PORT beside it/]],
  [
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_PORT: '3000' },
    [/^SLACK_PORT: is for HTTP mode/],
  ],
  [
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_PORT: '8080' },
    [/^SLACK_PORT: is also HTTP_PORT/],
  ],
  [{ SLACK_PORT: '3000' }, [/^SLACK_PORT: needs SLACK_SIGNING_SECRET/]],
  [{ DISCORD_API_URL: 'https://x' }, [/^DISCORD_API_URL: .*DISCORD_TOKEN/]],
  [{ DISCORD_TOKEN: 'xoxb-1' }, [/^DISCORD_TOKEN: is a token of Slack/]],
  [{ VANTAGES: 'https://b.example' }, [/^VANTAGES: needs VANTAGE_KEY/]],
  [{ VANTAGE_KEY: 'short' }, [/^VANTAGE_KEY: is too short/]],
  [{ ACCESS_KEY: 'short' }, [/^ACCESS_KEY: is too short/]],
  [{ ACCESS_KEY: 'x'.repeat(16), VANTAGE_KEY: 'x'.repeat(16) }, [/^ACCESS_KEY: is also VANTAGE/]],
  [{ PUBLIC_URL: 'status.example' }, [/^PUBLIC_URL: write a web address/]],
  [{ PUBLIC_URL: 'https://u@status.example' }, [/^PUBLIC_URL: write the address alone/]],
  [{ PUBLIC_URL: 'https://status.example/?a' }, [/^PUBLIC_URL: write the address alone/]],
  [{ OWN_WORKSPACES: 'discord:1, ops' }, [/^OWN_WORKSPACES: "discord:1": write/, /"ops"/]],
  [{ PUBLIC_SERVICES: 'all', HTTP_PORT: '0' }, [/^PUBLIC_SERVICES: is of no use/]],
  [
    {
      VANTAGES: 'https://b.example, b.example, https://u:p@c.example',
      VANTAGE_KEY: 'x'.repeat(16),
    },
    [/^VANTAGES: place 2: write a web address/, /^VANTAGES: place 3: /],
  ],
  [{ DISCORD_TOKEN: 'Bot abc' }, [/^DISCORD_TOKEN: has spaces/]],
  [{ SLACK_COMMAND: '/status' }, [/^SLACK_COMMAND: .*\/status.*belongs to Slack/]],
  [{ SLACK_MANAGERS: 'everybody' }, [/^SLACK_MANAGERS: .*members.*admins/]],
  [{ SLACK_COMMAND: 'tocsin' }, [/^SLACK_COMMAND: .*slash/]],
  [{ STORE_URL: 'mysql://x' }, [/^STORE_URL: write sqlite:PATH/]],
  [{ DEFAULT_LANGUAGE: 'tlh' }, [/^DEFAULT_LANGUAGE: .*en, zh-CN/]],
  [
    { DEFAULT_TIME_ZONE: 'Asia/Shangai' },
    [/^DEFAULT_TIME_ZONE: is no time zone, did you mean Asia\/Shanghai\?/],
  ],
  [{ HTTP_PORT: '65536' }, [/^HTTP_PORT: write a port from 0 to 65535/]],
  [{ HTTP_PORT: '80a' }, [/^HTTP_PORT: write a port/]],
  [{ HTTP_HOST: 'a b' }, [/^HTTP_HOST: write a host name/]],
  [{ CANARIES: 'tcp://1.1.1.1:443,tpc://2.2.2.2:443' }, [/^CANARIES: target 2: .*tcp/]],
  [{ CONSOLE: 'of' }, [/^CONSOLE: must be auto or on or off, did you mean off\?/]],
  [{ LOG_LEVEL: 'verbose' }, [/^LOG_LEVEL: must be info or/]],
  [
    { SLACK_API_URL: 'ftp://x', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
    [/^SLACK_API_URL: write a web address/],
  ],
])('%j is refused with what would be right', (environment, expected) => {
  const said = problems(environment as unknown as Record<string, string>);
  expect(said).toEqual(expected.map((words) => expect.stringMatching(words)));
});

test('no value of a secret is ever said', () => {
  const hidden = 'hunter2 hunter2';
  const names = [
    'DISCORD_TOKEN',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'STORE_URL',
    'DISCORD_API_URL',
    'SLACK_API_URL',
    'CANARIES',
  ];
  const environment = Object.fromEntries(names.map((name) => [name, hidden]));
  const said = problems(
    environment,
    Object.entries(environment)
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  expect(said.length).toBeGreaterThanOrEqual(names.length);
  const url = problems({ CANARIES: 'tpc://hunter2:hunter2@x:1', STORE_URL: 'redis://u:hunter2@h' });
  expect(url).toHaveLength(2);
  expect([...said.filter((line) => !line.startsWith('CANARIES')), ...url].join('\n')).not.toMatch(
    /hunter2/,
  );
});

describe('.env', () => {
  test('a mistake in it is shown with its line, one in the environment without', () => {
    const env = '# comment\nHTTP_PORT=no\n\nexport CONSOLE=maybe\nHTTP_PORT=never\n';
    expect(problems({}, env)).toEqual([
      '.env:5 HTTP_PORT: write a port from 0 to 65535',
      expect.stringMatching(/^\.env:4 CONSOLE: /),
    ]);
    expect(problems({ HTTP_PORT: 'x', CONSOLE: 'on' }, env)).toEqual([
      'HTTP_PORT: write a port from 0 to 65535',
    ]);
  });

  test('a name that is nearly ours is pointed out, any other is not ours to judge', () => {
    expect(problems({}, 'SLACK_BOT_TOKNE=x\nNODE_OPTIONS=y\nEDITOR=vi')).toEqual([
      '.env:1 SLACK_BOT_TOKNE: unknown setting, did you mean SLACK_BOT_TOKEN?',
    ]);
  });
});

describe('the files of a folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('an empty folder is fine', async () => {
    expect(await loadConfig({}, folder)).toMatchObject({ ok: true });
  });

  test('the environment wins over .env', async () => {
    writeFileSync(join(folder, '.env'), 'HTTP_PORT=1111\nCONSOLE=off\n');
    expect(await loadConfig({ HTTP_PORT: '2222' }, folder)).toMatchObject({
      config: { http: { port: 2222 }, console: 'off' },
    });
  });

  test('the services file may be named, and then it must be there', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'services: [{ id: shop, checks: [tcp://x:1] }]');
    expect(await loadConfig({ SERVICES_FILE: 'mine.yaml' }, folder)).toMatchObject({
      config: { services: [{ id: 'shop' }] },
    });
    expect(await loadConfig({ SERVICES_FILE: 'yours.yaml', CONSOLE: 'x' }, folder)).toMatchObject({
      problems: ['SERVICES_FILE: there is no file yours.yaml', expect.stringMatching(/^CONSOLE/)],
    });
  });

  test('a copy of .env.example asks for no services file', async () => {
    copyFileSync(new URL('../../.env.example', import.meta.url), join(folder, '.env'));
    expect(await loadConfig({}, folder)).toMatchObject({ ok: true, config: { services: [] } });
  });

  test('what cannot be read is said', async () => {
    const loaded = await loadConfig({ SERVICES_FILE: folder }, folder);
    expect(loaded).toMatchObject({ problems: [`${folder}: cannot be read (EISDIR)`] });
    writeFileSync(join(folder, 'core'), '');
    truncateSync(join(folder, 'core'), 10_000_000_000);
    expect(await loadConfig({ SERVICES_FILE: 'core' }, folder)).toMatchObject({
      problems: ['core: is far too large'],
    });
  });
});

describe('the examples we ship', () => {
  const shipped = (name: string) =>
    readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');

  test('.env.example has every setting, and works as it is', () => {
    const example = parseEnv(shipped('.env.example'));
    expect(Object.keys(example).sort()).toEqual([...settingNames].sort());
    expect(readConfig({}, { servicesPath, env: shipped('.env.example') })).toEqual(
      readConfig({}, { servicesPath }),
    );
  });

  test('services.example.yaml works as it is', () => {
    const config = accepted({}, shipped('services.example.yaml'));
    expect(config.watch).toEqual(['whatsapp', 'gmail']);
    const ids = ['shop', 'company-mail', 'backup', 'database', 'intranet'];
    expect(config.services.map(({ id }) => id)).toEqual(ids);
  });
});
