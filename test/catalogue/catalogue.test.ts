/** The catalogue's own data: right, polite, and quick to read. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fold } from '../../src/catalogue/fold.ts';
import { categories, createCatalogue } from '../../src/catalogue/index.ts';
import { readServices } from '../../src/catalogue/read.ts';

const folder = new URL('../../src/catalogue/', import.meta.url);
const { services, get } = createCatalogue([]);
const checks = services.flatMap((service) =>
  service.components.flatMap((component) =>
    component.checks.map((check) => ({ ...check, service: service.id, component: component.id })),
  ),
);

test('every file is in the list, and without a mistake', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(files.sort()).toEqual(categories.map((category) => `${category}.json`).sort());
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(readServices(text, name).problems).toEqual([]);
  }
});

test('no two services answer to one name, also across files', () => {
  const owners = new Map<string, string>();
  const clashes = services.flatMap(({ id, name, aliases }) =>
    [...new Set([id, ...Object.values(name), ...aliases].map(fold))].filter((text) => {
      const isTaken = owners.has(text) && owners.get(text) !== id;
      owners.set(text, id);
      return isTaken || text === '';
    }),
  );
  expect(clashes).toEqual([]);
});

test('the services that people ask for first are there, whole', () => {
  const parts = (id: string) => get(id)?.components.map((component) => component.id);
  expect(parts('whatsapp')).toEqual(['web', 'chat', 'registration', 'media', 'static', 'site']);
  for (const id of ['gmail', 'outlook', 'qq-mail', 'netease-163']) {
    expect(parts(id)).toEqual(expect.arrayContaining(['imap', 'send', 'webmail']));
  }
  for (const id of ['china-post', 'ems-china', 'usps', 'royal-mail', 'la-poste', 'github']) {
    expect(parts(id)?.length).toBeGreaterThan(0);
  }
  expect(services.length).toBeGreaterThan(225);
});

test('one open port of WhatsApp’s chat servers is enough, and each is tried on both', () => {
  const chat = get('whatsapp')?.components.find(({ id }) => id === 'chat');
  expect(chat?.need).toBe('any');
  const hosts = Map.groupBy(chat?.checks ?? [], ({ target }) => new URL(target).hostname);
  expect([...hosts.keys()]).toEqual(
    ['g', 'e1', 'e5', 'e9', 'e13'].map((name) => `${name}.whatsapp.net`),
  );
  for (const both of hosts.values()) {
    expect(both.map(({ target }) => new URL(target).port || '443').sort()).toEqual(['443', '5222']);
  }
});

test('nobody is looked at more often than is polite', () => {
  const least = (target: string) => (/^(imap|pop3|smtp)/.test(target) ? 600_000 : 120_000);
  expect(checks.filter(({ target, everyMs }) => everyMs < least(target))).toEqual([]);
  const registration = checks.find(({ component }) => component === 'registration');
  expect(registration?.everyMs).toBe(900_000);
});

test('no port 25, no login and no plain text where there is a cipher', () => {
  for (const { target } of checks) {
    const { protocol, port, username, searchParams } = new URL(target);
    expect(port).not.toBe('25');
    expect(username).toBe('');
    expect(['http:', 'imap:', 'pop3:']).not.toContain(protocol);
    if (protocol === 'smtp:') expect(searchParams.get('starttls')).toBe('required');
  }
});

test('every service has a name in English and every part of one with a Chinese name has one too', () => {
  for (const { name, components } of services) {
    expect(name.en).not.toBe('');
    if (name['zh-CN'] === undefined) continue;
    const silent = components.filter(
      (part) => /[a-z]{3}/.test(part.name.en) && !part.name['zh-CN'],
    );
    expect(silent.map((part) => part.name.en).filter((text) => !isProper(text))).toEqual([]);
  }
});

/** Names of products are the same in all languages. */
function isProper(text: string): boolean {
  return ['iCloud', 'DynamoDB', 'Firestore', 'App Store Connect'].includes(text);
}
