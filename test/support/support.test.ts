/** A support bundle tells what helps and none of the secrets that were planted everywhere, in no form. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Incident } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createMask } from '../../src/support/mask.ts';

const root = join(import.meta.dirname, '../..');
const planted = {
  DISCORD_TOKEN: `${'MTIzNDU2Nzg5MDEyMzQ1Njc4'}.${'GabcDE'}.${'x'.repeat(38)}`,
  SLACK_BOT_TOKEN: 'xoxb-1111-2222-plantedBOT',
  SLACK_APP_TOKEN: 'xapp-1-A1-plantedAPP',
  VANTAGE_KEY: 'planted vantage+key/=?'.replaceAll(' ', '_'),
  ACCESS_KEY: 'planted-access-key-0123',
  MAIL_PASSWORD: 'p/a+s:s w&ö"rd',
};
/** Members of one list. */
const inLists = ['first', 'second'].map(
  (word) => `whsec_${Buffer.from(`planted webhook secret ${word}`).toString('base64')}`,
);
const inTargets = ['targetUser', 'targetPass', 'planted-query-token', 'planted-heartbeat-key'];
const people = ['Ana Planted', 'UPLANTED1', 'planted incident words', 'planted-own-name'];

const services = `
services:
  - { id: planted-own-name, name: "Ana Planted", checks: ["imaps://ana:\${MAIL_PASSWORD}@mail.example.com"] }
  - { id: shop, checks: ["https://targetUser:targetPass@secret-host.example.com/?token=planted-query-token"] }
  - { id: job, checks: ["heartbeat://:planted-heartbeat-key@backup?within=25h"] }
`;

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-support-'));
  const lines = Object.entries(planted).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(
    join(folder, '.env'),
    `${lines.join('\n')}\nHTTP_PORT=1\nWEBHOOK_SECRET=${inLists.join(',')}\nWEBHOOKS=ops=https://hooks.example.com/planted-path\nCANARIES=off\n`,
  );
  writeFileSync(join(folder, 'services.yaml'), services);
  const forms = [...Object.values(planted), ...inTargets, ...inLists].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`ana:${secret}`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ]);
  forms.push('https://hooks.example.com/planted-path');
  writeFileSync(
    join(folder, 'bot.log'),
    forms.map((form) => JSON.stringify({ msg: `it said ${form} to us` })).join('\n'),
  );
  const store = await createStore(`sqlite:${join(folder, 'tocsin.db')}`);
  await store.table<Incident>('incidents').set('planted-own-name.1', {
    ...{ id: 'planted-own-name.1', service: 'planted-own-name', revision: 2, status: 'major' },
    ...{ worst: 'major', startedAt: 1, openedAt: 2, changedAt: 3 },
    parts: [
      {
        ...{ component: 'main', status: 'major', isSuspect: false, working: 0, checks: 1 },
        evidence: [
          {
            ...{ check: 'x', target: 'imaps://mail.example.com', since: 1 },
            cause: {
              ...{ code: 'reply', kind: 'hard', phase: 'auth', values: {} },
              evidence: 'planted incident words',
            },
          },
        ],
      },
    ],
  });
  await store.table('subscriptions').set('slack:T1/C1|shop', { by: 'UPLANTED1' });
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: string[]) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'src/run/support.ts'), ...words],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, STORE_URL: 'sqlite:tocsin.db' },
      encoding: 'utf8',
    },
  );
  return { status, stderr };
}

/** The ways in which a secret could still be read. */
function readable(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(3, -4),
  );
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64.filter(({ length }) => length >= 6),
  ];
}

describe('the bundle', () => {
  test('holds no secret in any form, nobody’s name and no target', () => {
    expect(run('bundle.json', '--log', 'bot.log')).toEqual({ status: 0, stderr: '' });
    const text = readFileSync(join(folder, 'bundle.json'), 'utf8');
    for (const secret of [...Object.values(planted), ...inTargets, ...inLists].flatMap(readable)) {
      expect(text).not.toContain(secret);
    }
    for (const word of [...people, 'secret-host', 'mail.example.com', 'planted-path']) {
      expect(text).not.toContain(word);
    }
    expect(statSync(join(folder, 'bundle.json')).mode & 0o777).toBe(0o600);
  });

  test('tells what helps', () => {
    const bundle = JSON.parse(readFileSync(join(folder, 'bundle.json'), 'utf8'));
    expect(bundle).toMatchObject({
      node: process.version,
      settings: { DISCORD_TOKEN: 'set', VANTAGE_KEY: 'set', HTTP_PORT: '1', CANARIES: 'set' },
      configuration: {
        isRight: true,
        ...{ services: 3, checks: 3 },
        bySchemes: { imaps: 1, https: 1, heartbeat: 1 },
      },
      health: 'no answer: TypeError',
      store: { tables: { incidents: { rows: 1 }, subscriptions: { rows: 1 } } },
    });
    expect(bundle.incidents).toEqual([
      expect.objectContaining({ status: 'major', causes: ['imaps reply auth'], revision: 2 }),
    ]);
    expect(bundle.incidents[0].service).toMatch(/^own-[0-9a-f]{8}$/);
    expect(bundle.log.length).toBeGreaterThan(30);
    expect(bundle.store.holder).toEqual({ since: expect.any(String) });
  });

  test('names targets when asked to, still without logins and queries', () => {
    expect(run('targets.json', '--targets')).toEqual({ status: 0, stderr: '' });
    const text = readFileSync(join(folder, 'targets.json'), 'utf8');
    expect(text).toContain('https://secret-host.example.com/');
    for (const secret of inTargets) expect(text).not.toContain(secret);
  });

  test('never writes over a file', () => {
    const { status, stderr } = run('bundle.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/EEXIST/);
  });
});

test('whatever a secret is made of and wherever it stands, it is not read any more', () => {
  const secrets = fc.string({ minLength: 6, maxLength: 60, unit: 'binary' }).filter(isWhole);
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const mask = createMask([secret]);
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
        expect(mask(`${before} ${form} ${after}`)).not.toContain(form);
      }
      const whole = Buffer.from(`${before}${secret}${after}`).toString('base64');
      const shown = Buffer.from(mask(whole).replaceAll('***', ''), 'base64').toString();
      expect(shown).not.toContain(secret);
    }),
  );
});

/** Half a character has no form in base 64 or in a URL; spaces alone stand everywhere. */
function isWhole(text: string): boolean {
  return text.isWellFormed() && text.trim().length >= 6;
}

test.each([
  ['a token of Slack', 'said xoxe-9-unknown twice'],
  ['a login', 'GET https://joe:unknown@host/path'],
  ['a query', 'GET https://host/path?session=unknown'],
  ['a header', 'authorization: Bearer unknown1234'],
])('%s that nobody has told us is masked by its looks', (_, line) => {
  expect(createMask([])(line)).not.toContain('unknown');
});
