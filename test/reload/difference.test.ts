/** What two versions of the services file and the settings differ in, and what of it needs a restart. */
import { expect, test } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';
import { difference } from '../../src/reload/difference.ts';

const file = `
watch: [gmail]
services:
  - id: shop
    name: Shop
    dependsOn: [mail]
    components:
      - { id: web, checks: ["https://shop.example.com/", "tcp://shop.example.com:443"] }
  - { id: mail, name: Mail, checks: ["smtps://user:\${SECRET}@mx.example.com"] }
maintenance:
  - { every: sunday, start: "03:00", for: 1h, services: [shop] }
`;

function read(services: string, environment: Record<string, string> = {}): Config {
  const files = { services, servicesPath: 'services.yaml' };
  const read = readConfig({ SECRET: 'one', ...environment }, files);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

const before = read(file);
const ids = (services: readonly { readonly id: string }[]) => services.map(({ id }) => id);

test('the same file read again differs in nothing', () => {
  expect(difference(before, read(file))).toMatchObject({ isEmpty: true, needsRestart: [] });
});

test('services come and go', () => {
  const after = read(file.replace('id: mail', 'id: post').replace('[mail]', '[post]'));
  const found = difference(before, after);
  expect(ids(found.added)).toEqual(['post']);
  expect(ids(found.removed)).toEqual(['mail']);
  expect(found.changed.map(({ after }) => after.id)).toEqual(['shop']);
  expect(found.isEmpty).toBe(false);
});

test.each([
  ['a name', file.replace('name: Shop', 'name: Our shop'), true, []],
  [
    'how often it is looked at',
    file.replace('name: Shop', 'name: Shop\n    every: 30s'),
    false,
    [],
  ],
  [
    'another path, which is another check',
    file.replace('com/", "tcp', 'com/health", "tcp'),
    false,
    [],
  ],
  [
    'what is expected of the same address',
    file.replace(
      '"https://shop.example.com/"',
      '{ target: "https://shop.example.com/", expect: { status: 404 } }',
    ),
    false,
    ['web/https://shop.example.com/'],
  ],
  ['how many checks must work', file.replace('id: web,', 'id: web, need: any,'), false, []],
  [
    'how soon doubt is an outage',
    file.replace('name: Shop', 'name: Shop\n    preset: calm'),
    false,
    [],
  ],
])('%s changes one service', (_, text, isInName, anew) => {
  const found = difference(before, read(text));
  expect(
    found.changed.map(({ before: old, ...rest }) => [rest.after.id, rest.isInName, rest.anew]),
  ).toEqual([['shop', isInName, anew]]);
  expect([...found.added, ...found.removed, ...found.needsRestart]).toEqual([]);
});

test('a password that changed in the environment changes the check that uses it', () => {
  const found = difference(before, read(file, { SECRET: 'two' }));
  expect(found.changed.map(({ after, anew }) => [after.id, anew])).toEqual([
    ['mail', ['main/smtps://mx.example.com']],
  ]);
});

test('what is watched without being asked, and planned work, are told apart', () => {
  const after = read(file.replace('[gmail]', '[whatsapp]').replace('03:00', '04:00'));
  expect(difference(before, after)).toMatchObject({
    watched: { added: ['whatsapp'], removed: ['gmail'] },
    hasOtherMaintenance: true,
    changed: [],
    needsRestart: [],
  });
});

test.each([
  ['HTTP_PORT', '9999', /HTTP_PORT/],
  ['DISCORD_TOKEN', 'a.b.c', /DISCORD_TOKEN/],
  ['STORE_URL', 'sqlite:other.db', /STORE_URL/],
  ['DEFAULT_LANGUAGE', 'de', /DEFAULT_LANGUAGE/],
  ['CANARIES', 'off', /CANARIES/],
  ['LOG_LEVEL', 'debug', /LOG_LEVEL/],
])('%s waits for a restart', (name, value, words) => {
  const found = difference(before, read(file, { [name]: value }));
  expect(found.needsRestart).toEqual([expect.stringMatching(words)]);
  expect(found.isEmpty).toBe(false);
});
