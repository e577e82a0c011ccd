/** A services file: what it may say, and what is said about its mistakes. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { readServices } from '../../src/catalogue/read.ts';

const shipped = createCatalogue([]);
const read = (text: string) => readServices(text, 'services.yaml', { shipped });

function service(text: string) {
  const { services, problems } = read(text);
  expect(problems).toEqual([]);
  return services[0];
}

describe('what a file says', () => {
  test('an id and a target are enough', () => {
    expect(service('services: [{ id: shop, checks: [tcp://shop.example.com:443] }]')).toEqual({
      id: 'shop',
      name: { en: 'shop' },
      aliases: [],
      category: 'own',
      preset: 'default',
      components: [
        {
          id: 'main',
          name: { en: 'shop' },
          need: 'all',
          checks: [
            {
              id: 'main/tcp://shop.example.com:443',
              target: 'tcp://shop.example.com:443',
              everyMs: 60_000,
              timeoutMs: 10_000,
              expect: expect.anything(),
            },
          ],
        },
      ],
    });
  });

  test('times of the calendar take the place of an interval, and the nearest counts', () => {
    const [first] = read(`
services:
  - id: shop
    every: 0 9 * * 1-5
    checks: [tcp://a:1, { target: tcp://b:1, every: 2m }, { target: tcp://c:1, every: "*/5 8-18 * * *" }]
`).services;
    const paces = first?.components[0]?.checks.map(({ everyMs, times }) => [everyMs, times]);
    expect(paces).toEqual([
      [60_000, '0 9 * * 1-5'],
      [120_000, undefined],
      [60_000, '*/5 8-18 * * *'],
    ]);
  });

  test('the nearest interval and time limit count', () => {
    const checks = service(`
services:
  - id: shop
    every: 2m
    timeout: 3s
    components:
      - id: web
        every: 1h
        checks:
          - tcp://a:1
          - { target: tcp://b:1, every: 1.5s, timeout: 500ms }
      - id: mail
        checks: [tcp://c:1]
`)?.components.flatMap(({ checks }) =>
      checks.map(({ everyMs, timeoutMs }) => [everyMs, timeoutMs]),
    );
    expect(checks).toEqual([
      [3_600_000, 3_000],
      [1_500, 500],
      [120_000, 3_000],
    ]);
  });

  test('a look that comes every few seconds is never given longer than that', () => {
    const checks = service('services: [{ id: a, every: 4s, checks: [tcp://a:1] }]')?.components[0];
    expect(checks?.checks[0]?.timeoutMs).toBe(4_000);
  });

  test('the probe of a target reads its expectation', () => {
    const checks = service(`
services:
  - id: shop
    checks: [{ target: https://shop.example.com/, expect: { status: 2xx, within: 2s } }]
`)?.components[0]?.checks;
    expect(checks?.[0]?.expect).toMatchObject({ status: [{ from: 200, to: 299 }], within: 2_000 });
  });

  test('names may be one text or one per language, and numbers are names too', () => {
    const { services, problems } = read(`
services:
  - { id: a, name: Shop, checks: [tcp://a:1] }
  - { id: 163, name: { en: Mail, zh-CN: 邮箱 }, aliases: [1630, "0163"], checks: [tcp://a:1] }
`);
    expect(problems).toEqual([]);
    expect(services.map(({ id, name, aliases }) => [id, name, aliases])).toEqual([
      ['a', { en: 'Shop' }, []],
      ['163', { en: 'Mail', 'zh-CN': '邮箱' }, ['1630', '0163']],
    ]);
  });

  test('checks of the same place are told apart, and no secret is in an id', () => {
    const ids = service(`
services:
  - id: a
    checks:
      - https://user:secret@a.example.com/x?key=secret
      - https://a.example.com/x?key=other
`)?.components[0]?.checks.map(({ id }) => id);
    expect(ids).toEqual(['main/https://a.example.com/x', 'main/https://a.example.com/x#2']);
  });

  test('an empty file, a comment and a JSON file are files', () => {
    expect(read('')).toEqual({
      ...{ services: [], watch: [], parents: [], maintenance: [], busy: [], problems: [] },
    });
    expect(read('# nothing yet\n').problems).toEqual([]);
    expect(read('watch:\nservices:\n').problems).toEqual([]);
    const json = readServices('{"services": [{"id": "a", "checks": ["tcp://a:1"]}]}', 'a.json');
    expect(json.services).toHaveLength(1);
  });
});

describe('what is said about mistakes', () => {
  test('all of them at once, each with its line, column and path', () => {
    const { problems } = read(`watch: [1.5, { a: b }]
servises: []
services:
  - id: My Shop
    nam: Shop
    every: 60
    preset: eagre
    homepage: example.com
    checks: []
  - checks: [tcp://a:1]
  - id: mail
    components:
      - id: in
        need: some
        check: [tcp://a:1]
      - id: out
        checks:
          - htps://a.example.com/
          - target: https://a.example.com/
            expect: { stauts: 200, within: soon }
  - just text
`);
    expect(problems).toEqual([
      'services.yaml:1:14 watch[1]: must be the name of a service',
      'services.yaml:2:1: unknown key "servises", did you mean services?',
      'services.yaml:4:9 services[0].id: write an id of lower-case letters, digits and single dashes, such as my-shop',
      'services.yaml:5:5 services[0]: unknown key "nam", did you mean name?',
      'services.yaml:6:12 services[0].every: write a duration such as 30s, 5m or 1h, from 1s to 24h',
      'services.yaml:7:13 services[0].preset: must be calm or default or eager, did you mean eager?',
      'services.yaml:8:15 services[0].homepage: write a web address such as https://example.com/',
      'services.yaml:9:13 services[0].checks: needs at least one check',
      'services.yaml:10:5 services[1].id: is missing; write a text',
      'services.yaml:13:9 services[2].components[0].checks: is missing; write a list',
      'services.yaml:14:15 services[2].components[0].need: write all, any, or how many checks must work',
      'services.yaml:15:9 services[2].components[0]: unknown key "check", did you mean checks?',
      expect.stringMatching(
        /^services\.yaml:18:13 services\[2\]\.components\[1\]\.checks\[0\]\.target: .*did you mean https/,
      ),
      'services.yaml:20:23 services[2].components[1].checks[1].expect: unknown key "stauts", did you mean status?',
      expect.stringMatching(/^services\.yaml:20:44 .*checks\[1\]\.expect\.within: .*duration/),
      'services.yaml:21:5 services[3]: must be a group of settings, not a text',
    ]);
  });

  test.each([
    ['services: [{ id: a }]', 'needs checks, components or a feed'],
    [
      'services: [{ id: a, checks: [{ target: https://a.example.com, steps: [] }] }]',
      'unknown key "steps"; known are target, expect, every, timeout',
    ],
    [
      'services: [{ id: a, checks: [tcp://a:1], components: [{ id: b, checks: [tcp://a:1] }] }]',
      'not both',
    ],
    [
      'services: [{ id: a, need: any, components: [{ id: b, checks: [tcp://a:1] }] }]',
      'belongs to a component',
    ],
    ['services: [{ id: a, need: 3, checks: [tcp://a:1, tcp://b:1] }]', 'asks for 3 of 2 checks'],
    ['services: [{ id: a, need: 0, checks: [tcp://a:1] }]', 'write all, any'],
    [
      'services: [{ id: a, every: 5s, timeout: 6s, checks: [tcp://a:1] }]',
      'is longer than the time between',
    ],
    ['services: [{ id: a, every: 25h, checks: [tcp://a:1] }]', 'must be from 1s to 24h'],
    [
      'services: [{ id: a, every: "0 25 * * 1-5", checks: [tcp://a:1] }]',
      'write times as minute, hour, day, month and day of the week: "0 9 * * 1-5"',
    ],
    [
      'services: [{ id: a, timeout: 61s, every: 5m, checks: [tcp://a:1] }]',
      'must be from 100ms to 60s',
    ],
    ['services: [{ id: a, name: { zh: 店 }, checks: [tcp://a:1] }]', 'has no English text'],
    [
      'services: [{ id: a, name: { en: A, chinese_simplified: B }, checks: [tcp://a:1] }]',
      'is no language tag',
    ],
    ['services: [{ id: a, name: "", checks: [tcp://a:1] }]', 'must not be empty'],
    ['services: [{ id: a, feed: { format: rss }, checks: [tcp://a:1] }]', 'feed.url: is missing'],
    [
      'services: [{ id: a, feed: { format: statuspage, url: "https://a.example" } }]',
      'unknown format, did you mean statuspage-v2?',
    ],
    [
      'services: [{ id: a, extends: whatsap }]',
      'unknown service of the catalogue "whatsap", did you mean whatsapp?',
    ],
    ['services: [{ id: a, checks: tcp://a:1 }]', 'must be a list, not a text'],
    ['services: { id: a }', 'must be a list'],
    ['watch: whatsapp', 'must be a list of services'],
    ['- id: a', 'must begin with watch: or services:'],
    ['services: [{ id: a, checks: [http://] }]', 'target'],
    [
      'services: [{ id: a, checks: ["https://x/", 7] }]',
      'must be a group of settings, not a number',
    ],
    [
      'services: [{ id: a, components: [{ id: b, checks: [tcp://a:1] }, { id: b, checks: [tcp://a:1] }] }]',
      'is the id of another component',
    ],
    [
      'services: [{ id: a, checks: [tcp://a:1] }, { id: a, checks: [tcp://b:1] }]',
      'services[1].id: "a" already means services[0] (a)',
    ],
    [
      'services: [{ id: a, aliases: [Mail Box], checks: [tcp://a:1] }, { id: b, name: mailbox, checks: [tcp://b:1] }]',
      'services[1].name.en: "mailbox" already means services[0] (a)',
    ],
  ])('%s', (text, words) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
    expect(problems[0]).toMatch(/^services\.yaml:1:\d+/);
  });

  test('a name that a service gives itself twice is no clash', () => {
    expect(
      service('services: [{ id: a, name: A, aliases: [a, Ａ], checks: [tcp://a:1] }]')?.id,
    ).toBe('a');
  });

  test('one field with two wrong forms is one line', () => {
    const { problems } = read(
      'services: [{ id: a, checks: [{ target: "https://x/", expect: { status: teapot } }] }]',
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/checks\[0\]\.expect\.status: .*2xx/);
  });
});

describe('what no file may do to us', () => {
  test.each([
    ['a broken line', 'services:\n  - id: "a\n', /^services\.yaml:\d+:\d+: /],
    ['tabs', 'services:\n\t- id: a\n', /^services\.yaml:2:1: /],
    ['a key twice', 'services: []\nservices: []\n', /^services\.yaml:2:1: .*unique/],
    ['a bomb of aliases', bomb(), /cannot be read: .*alias/i],
    ['endless nesting', `services: ${'['.repeat(50_000)}`, /^services\.yaml/],
    ['a million characters', `# ${'x'.repeat(1_000_001)}`, /more than 1000000/],
    ['a tag of another language', 'services: !!js/function "x"', /^services\.yaml:1/],
    ['control characters', 'services: [\u0000\u0007]', /^services\.yaml:1/],
    ['binary', '\u007fELF\u0002\u0001', /^services\.yaml/],
  ])('%s', (_, text, words) => {
    const started = performance.now();
    const { problems, services } = read(text);
    expect(services).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(10);
    expect(problems[0]).toMatch(words);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('JSON that is nested without end', () => {
    const text = `{"services": ${'['.repeat(40_000)}${']'.repeat(40_000)}}`;
    expect(readServices(text, 'services.json').problems.length).toBeGreaterThan(0);
  });

  test('no text at all makes the reader throw, and what it accepts is whole', () => {
    const example = readFileSync(new URL('../../services.example.yaml', import.meta.url), 'utf8');
    const spoilt = fc
      .tuple(fc.nat(example.length), fc.nat(60), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([at, length, text]) => example.slice(0, at) + text + example.slice(at + length));
    const words = fc.constantFrom(
      ...[
        'services:',
        '- id: a',
        '  checks:',
        ' [',
        ']',
        '{',
        '}',
        '&a',
        '*a',
        ': ',
        '\n',
        '"',
        '|',
        '? ',
      ],
    );
    const mixed = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(spoilt, mixed, fc.string({ unit: 'binary' })), (text) => {
        const { services, problems } = read(text);
        for (const problem of problems) expect(problem).toMatch(/^services\.yaml:/);
        for (const { components } of services) expect(components.length).toBeGreaterThanOrEqual(0);
        for (const check of services
          .flatMap(({ components }) => components)
          .flatMap(({ checks }) => checks)) {
          expect(check.everyMs).toBeGreaterThanOrEqual(1_000);
          expect(check.expect).toBeDefined();
        }
      }),
      { numRuns: 400 },
    );
  });

  test('keys of every object in JavaScript are keys like others', () => {
    const { problems } = read(
      'services: [{ id: a, checks: [tcp://a:1], constructor: 1, __proto__: 2 }]',
    );
    expect(problems).toEqual([
      expect.stringContaining('unknown key "constructor"'),
      expect.stringContaining('unknown key "__proto__"'),
    ]);
  });

  test('more checks than one bot should run', () => {
    const list = (from: number) =>
      Array.from({ length: 1_000 }, (_, n) => `tcp://h:${(from * 1_000 + n) % 65_535 || 1}`).join(
        ',',
      );
    const services = Array.from(
      { length: 11 },
      (_, n) => `  - { id: s${n}, checks: [${list(n)}] }`,
    );
    const { problems } = read(`services:\n${services.join('\n')}`);
    expect(problems).toEqual([expect.stringMatching(/has 11000 checks, more than 10000/)]);
  });
});

/** Nine lists of nine, each of the one before: a billion entries if it were unfolded. */
describe('extends', () => {
  const whatsapp = shipped.get('whatsapp');

  test('a service takes over what it does not say itself', () => {
    const one = service('services: [{ id: wa-office, extends: WhatsApp, name: Office }]');
    expect(one).toMatchObject({
      id: 'wa-office',
      name: { en: 'Office' },
      aliases: [],
      category: 'messaging',
    });
    expect(one?.components).toEqual(whatsapp?.components);
  });

  test('parts with the same id give way, new ones come after the others', () => {
    const one = service(
      'services: [{ id: whatsapp, extends: whatsapp, every: 5m, components: [{ id: web, checks: ["tcp://a:1"] }, { id: proxy, checks: ["tcp://b:1"] }] }]',
    );
    const ids = whatsapp?.components.map(({ id }) => id) ?? [];
    expect(one?.components.map(({ id }) => id)).toEqual([...ids, 'proxy']);
    expect(one?.components[0]?.checks.map(({ target }) => target)).toEqual(['tcp://a:1']);
    expect(one?.components[1]?.checks[0]?.everyMs).toBe(300_000);
    expect(one?.aliases).toEqual(whatsapp?.aliases);
  });

  test('a feed alone is enough', () => {
    const text = 'services: [{ id: a, feed: { format: rss, url: "https://status.example/feed" } }]';
    expect(service(text)).toMatchObject({ components: [], feed: { format: 'rss' } });
  });
});

function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, n) => {
    return `  k${n}: &k${n} [${
      n === 0
        ? 'x'
        : Array(9)
            .fill(`*k${n - 1}`)
            .join(', ')
    }]`;
  });
  return `services:\n${lines.join('\n')}\n`;
}
