/** The picture of the README as a test: who may import whom, and where the outside may be touched. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

const sources = ['src', 'commands'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name))),
);

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  const imports = [...found].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  );
  return { path, text, imports };
}

function importersOf(name: RegExp): readonly string[] {
  return sources
    .filter(({ imports }) => imports.some((one) => name.test(one)))
    .map(({ path }) => path);
}

/** The parts of a folder: every file but the list and the contract. */
function filesOf(folder: string, contract: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replace('.ts', ''))
    .filter((name) => name !== 'index' && name !== contract);
}

function inFolder(...folders: string[]) {
  return (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

describe('each way outside has one home', () => {
  test.each([
    ['discord.js', /^discord\.js$/, ['src/platforms/discord', 'src/platforms/discord.ts']],
    ['Slack’s client', /^@slack\//, ['src/platforms/slack', 'src/platforms/slack.ts']],
    ['keyv', /^(keyv|hookified)$/, ['src/store']],
    ['SQLite', /^node:sqlite$/, ['src/store', 'src/run/import']],
    ['node-schedule', /^node-schedule$/, ['src/time/calendar.ts']],
    ['pino', /^pino$/, ['src/log.ts']],
    ['the web server', /^(hono|@hono\/)/, ['src/web']],
    ['undici', /^undici$/, ['src/feeds', 'src/platforms/call.ts']],
    ['sockets', /^node:(net|tls|dns|dgram|http|https)/, ['src/probes', 'src/feeds', 'src/run']],
    ['ICU messages', /^intl-messageformat$/, ['src/languages']],
  ])('%s', (_, name, homes) => {
    const importers = importersOf(name);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((path) => !inFolder(...homes)(path))).toEqual([]);
  });

  test('the environment and signals belong to main and to the programs of src/run', () => {
    const users = sources.filter(({ text }) => /\bprocess\.(env|on|exit|kill)\b/.test(text));
    expect(
      users.map(({ path }) => path).filter((path) => !inFolder('src/main.ts', 'src/run')(path)),
    ).toEqual([]);
  });
});

describe('data flow one way', () => {
  const may: Record<string, readonly RegExp[]> = {
    'src/model.ts': [],
    'src/message.ts': [],
    'src/time': [/^src\/time\//],
    'src/detection': [/^src\/(model\.ts|detection\/)/],
    'src/languages': [/^src\/(model\.ts|message\.ts|languages\/)/],
    'src/store': [/^src\/(model\.ts|store\/)/],
    'src/probes': [/^src\/(model\.ts|nearest\.ts|probes\/)/],
    'src/platforms': [/^src\/(model|message|log)\.ts/, /^src\/(platforms|languages|time)\//],
    'src/incidents': [
      /^src\/(model|log)\.ts/,
      /^src\/(incidents|detection|time)\//,
      /^src\/store\/store\.ts/,
    ],
    'src/feeds': [/^src\/model\.ts/, /^src\/(feeds|time)\//, /^src\/probes\/eyes\//],
    'src/web': [
      /^src\/(model|message|nearest|version)\.ts/,
      /^src\/(web|catalogue|incidents|history|telling|languages|asking|vantage|time|busy|warning|charts)\//,
      /^src\/(store\/store|probes\/eyes\/beats|platforms\/platform|feeds\/reading\/(fetch|status))\.ts/,
      /^commands\/command\.ts/,
    ],
    'src/vantage': [/^src\/(model|log)\.ts/, /^src\/(vantage|incidents)\//],
    'src/catalogue': [
      /^src\/(model|nearest)\.ts/,
      /^src\/(catalogue|probes|languages|incidents|busy|time)\//,
      /^src\/feeds\/index\.ts/,
      /^src\/store\/store\.ts/,
    ],
    'src/busy': [
      /^src\/model\.ts/,
      /^src\/(busy|time)\//,
      /^src\/(incidents\/window|store\/store)\.ts/,
    ],
    'src/warning': [
      /^src\/(model|log)\.ts/,
      /^src\/(warning|time)\//,
      /^src\/store\/(store|batches)\.ts/,
    ],
    'src/history': [
      /^src\/model\.ts/,
      /^src\/(history|time)\//,
      /^src\/store\/(store|batches)\.ts/,
    ],
    'src/charts': [/^src\/(model|message)\.ts/, /^src\/(charts|history|languages)\//],
    'src/simulation': [/^src\/model\.ts/, /^src\/(simulation|detection|incidents|time)\//],
    'src/replay': [
      /^src\/(model|message)\.ts/,
      /^src\/(replay|detection|incidents|telling|languages|time)\//,
      /^src\/platforms\/tones\.ts/,
    ],
    'src/telling': [
      /^src\/(model|message|log)\.ts/,
      /^src\/(telling|languages|time)\//,
      /^src\/(store\/store|platforms\/platform|incidents\/incident|probes\/eyes\/target)\.ts/,
      /^commands\/command\.ts/,
    ],
    'src/asking': [
      /^src\/(model|message|log|nearest)\.ts/,
      /^src\/(asking|languages|telling|catalogue|incidents|history|busy|time)\//,
      /^src\/(platforms\/platform|store\/store)\.ts/,
      /^commands\//,
    ],
    'src/reload': [
      /^src\/(config|model|log)\.ts/,
      /^src\/(reload|time)\//,
      /^src\/catalogue\/known\.ts/,
      /^src\/incidents\/(journal|watcher|window)\.ts/,
      /^src\/telling\/(telling|voices|compose-unwatched)\.ts/,
      /^src\/store\/store\.ts/,
    ],
    'src/privacy': [
      /^src\/(model|log)\.ts/,
      /^src\/(privacy|history|telling|time)\//,
      /^src\/(asking\/rooms|catalogue\/own|incidents\/watcher|platforms\/platform)\.ts/,
      /^src\/store\/store\.ts/,
    ],
    'src/support': [/^src\/(config|model|settings)\.ts/, /^src\/support\//],
    commands: [
      /^src\/(model|message)\.ts/,
      /^src\/(languages|telling|asking|busy)\//,
      /^src\/(catalogue\/catalogue|platforms\/platform)\.ts/,
      /^commands\//,
    ],
  };

  test.each(Object.entries(may))('%s', (folder, allowed) => {
    const strays = sources
      .filter(({ path }) => inFolder(folder)(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter((one) => /^(src|commands)\//.test(one))
          .filter((one) => !allowed.some((pattern) => pattern.test(one)))
          .map((one) => `${path} → ${one}`),
      );
    expect(strays).toEqual([]);
  });
});

describe('the middle is pure', () => {
  const pure = [
    'src/detection',
    ...['incident', 'steps', 'grouping', 'credible', 'vote', 'window', 'attribution'].map(
      (name) => `src/incidents/${name}.ts`,
    ),
    'src/time/local-time.ts',
    'src/telling/decision.ts',
    'src/telling/told.ts',
    'src/telling/compose.ts',
    'src/message.ts',
    'src/model.ts',
  ];
  test('no clock, no randomness, no waiting, no outside', () => {
    const impure = sources
      .filter(({ path }) => inFolder(...pure)(path))
      .filter(
        ({ text, imports }) =>
          /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bperformance\.|\bprocess\.|\bawait\b/.test(
            text,
          ) || imports.some((one) => one.startsWith('node:')),
      );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });
});

describe('every part is in its list', () => {
  test.each([
    ['src/probes', filesOf('src/probes', 'probe')],
    ['src/languages', ['en', 'zh-CN']],
    ['commands', filesOf('commands', 'command')],
  ])('%s', (folder, parts) => {
    const list = sources.find(({ path }) => path === `${folder}/index.ts`);
    expect(list?.imports.map((one) => relative(folder, one))).toEqual(
      expect.arrayContaining(parts.map((part) => `${part}.ts`)),
    );
  });
});
