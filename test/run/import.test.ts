/** Coming from another tool: what it watched is watched, what is lost is said, and no secret is written down. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';

const program = join(import.meta.dirname, '../../src/run/import.ts');
const fixtures = join(import.meta.dirname, 'import');
const secrets = /hunter|topsecret|abc123|pUsHtOkEn|potato-token|pw-secret|bodysecret|xyzzy/;

type Ran = { readonly code: number; readonly text: string; readonly said: string };
type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], (error, text, said) => {
      resolve({ code: Number(error?.code ?? 0), text, said });
    });
  });
}

const brought = new Map<string, Promise<Ran>>();

/** The import of recorded configurations, once for all tests. */
function bring(...names: readonly string[]): Promise<Ran> {
  const known = brought.get(names.join());
  const ran = known ?? run(...names.map((name) => join(fixtures, name)));
  brought.set(names.join(), ran);
  return ran;
}

/** What the bot makes of the file, every name in it being set. */
function problemsIn({ text, said }: Ran): readonly string[] {
  const names = [...said.matchAll(/^ {2}([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  const environment = Object.fromEntries(names.map((name) => [name, 'value']));
  const loaded = readConfig(environment, { services: text, servicesPath: 'services.yaml' });
  return loaded.ok ? [] : loaded.problems;
}

function entriesIn({ text }: Ran): ReadonlyMap<string, Entry> {
  const { services } = parse(text) as { services: readonly Entry[] };
  return new Map(services.map((one) => [one.id, one]));
}

describe.each([
  ['Uptime Kuma', ['kuma-backup.json']],
  ['Gatus', ['gatus.yaml']],
  ['Prometheus and blackbox_exporter', ['prometheus.yml', 'blackbox.yml']],
  ['Upptime', ['upptimerc.yml']],
])('%s', (_, names) => {
  test('the bot reads the result without complaint, and it holds no secret', async () => {
    const ran = await bring(...names);
    expect(problemsIn(ran)).toEqual([]);
    expect(entriesIn(ran).size).toBeGreaterThan(3);
    expect(ran.text).not.toMatch(secrets);
    expect(ran.said).not.toMatch(secrets);
    // Something of each of them has no place here.
    expect(ran.code).toBe(1);
  });

  test('what is carried over, and what is said of the rest', async () => {
    const { text, said } = await bring(...names);
    expect(`${text}\n${said.replaceAll(fixtures, '')}`).toMatchSnapshot();
  });
});

describe('Uptime Kuma’s database', () => {
  test('its rows are what its backup says, and the file is not touched', async () => {
    const path = join(folder, 'kuma.db');
    await writeKuma(path);
    const before = await stat(path);
    const ran = await run(path);
    const backup = await bring('kuma-backup.json');
    expect(problemsIn(ran)).toEqual([]);
    const [fromRows, fromBackup] = [entriesIn(ran), entriesIn(backup)];
    expect([...fromRows]).toEqual([...fromBackup]);
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    expect(ran.said).not.toMatch(secrets);
  });

  test('planned work comes along', async () => {
    const path = join(folder, 'work.db');
    await writeKuma(path);
    const ran = await run(path);
    const { maintenance } = parse(ran.text) as { maintenance: unknown };
    expect(maintenance).toEqual([
      {
        ...{ title: 'New disks', services: ['shop'] },
        ...{ from: '2030-01-01 22:00', to: '2030-01-02 02:00', timeZone: 'Europe/Berlin' },
      },
      {
        ...{ title: 'Every weekend', services: ['shop', 'port'] },
        ...{ every: ['saturday', 'sunday'], start: '23:30', for: '90m' },
      },
    ]);
    expect(ran.said).toContain('Tocsin has no such rhythm (cron)');
  });
});

describe('the program', () => {
  test('writes a file that is there under no circumstances, and for its owner alone', async () => {
    const out = join(folder, 'services.yaml');
    const words = [join(fixtures, 'upptimerc.yml'), '--out', out];
    expect((await run(...words)).text).toBe('');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const written = await readFile(out, 'utf8');
    const again = await run(...words);
    expect(again.code).toBe(2);
    expect(again.said).toContain('services.yaml cannot be written');
    expect(await readFile(out, 'utf8')).toBe(written);
  });

  test.each([
    ['nothing named', [], 'npm run import -- FILE'],
    ['a file that is not there', ['nowhere.yml'], 'nowhere.yml cannot be read'],
    ['another tool’s name', [join(fixtures, 'gatus.yaml'), '--from', 'nagios'], 'is none of kuma'],
    ['a file of another tool', [join(fixtures, 'gatus.yaml'), '--from', 'kuma'], 'no file of kuma'],
    ['a file of no tool', [join(fixtures, '../../../package.json')], 'no tool that is known'],
  ])('%s: one line that helps, and nothing is written', async (_, words, help) => {
    const ran = await run(...words);
    expect(ran).toMatchObject({ code: 2, text: '' });
    expect(ran.said).toContain(help);
  });

  test('a file that is broken is told without its text', async () => {
    const path = join(folder, 'broken.yaml');
    await writeFile(path, 'endpoints:\n  - name: "a\n    token: topsecret: {\n');
    const ran = await run(path);
    expect(ran).toMatchObject({ code: 2, text: '' });
    expect(ran.said).not.toContain('topsecret');
    expect(ran.said.trim().split('\n')).toHaveLength(1);
  });

  test('names that answer to the same are kept apart, and the catalogue keeps its own', async () => {
    const path = join(folder, 'same.yaml');
    const sites = ['Web site', 'web-site', 'WEB SITE', 'Gmail', '商店', '商店', '!!!'];
    const listed = sites.map((name, at) => ({ name, url: `https://${at}.example.com/` }));
    await writeFile(path, JSON.stringify({ sites: listed }));
    const ran = await run(path);
    expect(problemsIn(ran)).toEqual([]);
    expect([...entriesIn(ran).keys()]).toHaveLength(sites.length);
    expect([...entriesIn(ran).keys()]).not.toContain('gmail');
  });

  test('thousands of them are no matter', async () => {
    const path = join(folder, 'many.json');
    const monitorList = Array.from({ length: 2_000 }, (_, id) => ({
      ...{ id, name: `Shop ${id}`, type: 'http', url: `https://${id}.example.com/` },
      ...{ active: true, interval: 60, maxretries: 1, tags: [{ name: 'prod' }] },
    }));
    await writeFile(path, JSON.stringify({ monitorList }));
    const ran = await run(path);
    expect(entriesIn(ran).size).toBe(2_000);
    expect(ran.said).toContain('Shop 0, Shop 1, Shop 2 and 1997 more: tags');
    expect(ran.said.split('\n').length).toBeLessThan(10);
  });
});

/** The backup of the fixtures as the rows that Uptime Kuma has of it, and three times of planned work. */
async function writeKuma(path: string): Promise<void> {
  const backup = JSON.parse(await readFile(join(fixtures, 'kuma-backup.json'), 'utf8'));
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  const rows = (backup.monitorList as Record<string, unknown>[]).map(rowOf);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const quoted = columns.map((name) => `"${name}"`);
  database.exec(`CREATE TABLE monitor (${quoted.join(', ')})`);
  const insert = database.prepare(
    `INSERT INTO monitor VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const row of rows) insert.run(...columns.map((name) => cell(row[name])));
  database.exec(`
    CREATE TABLE maintenance (id, title, active, strategy, start_date, end_date, start_time,
      end_time, weekdays, timezone, cron);
    CREATE TABLE monitor_maintenance (monitor_id, maintenance_id);
    INSERT INTO maintenance VALUES
      (1, 'New disks', 1, 'single', '2030-01-01 22:00:00', '2030-01-02 02:00:00', NULL, NULL, '[]',
        'Europe/Berlin', NULL),
      (2, 'Every weekend', 1, 'recurring-weekday', NULL, NULL, '23:30', '01:00', '[6,7]',
        'SAME_AS_SERVER', NULL),
      (3, 'By cron', 1, 'cron', NULL, NULL, NULL, NULL, '[]', NULL, '0 3 * * *'),
      (4, 'Over', 0, 'single', '2020-01-01 22:00:00', '2020-01-02 02:00:00', NULL, NULL, '[]',
        NULL, NULL);
    INSERT INTO monitor_maintenance VALUES (2, 1), (2, 2), (7, 2), (2, 3), (2, 4)`);
  database.close();
}

function rowOf(monitor: Record<string, unknown>): Record<string, unknown> {
  const asItIs = /^(basic_auth|dns_resolve)/;
  const pairs = Object.entries(monitor).map(([key, value]) => {
    if (key === 'accepted_statuscodes') return ['accepted_statuscodes_json', value] as const;
    const column = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [asItIs.test(key) ? key : column, value] as const;
  });
  return Object.fromEntries(pairs.filter(([key]) => !/^(tags|notification)/.test(key)));
}

function cell(value: unknown): string | number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return (value ?? null) as string | number | null;
}
