/** Services are found by whatever people call them. */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Service } from '../../src/model.ts';

const catalogue = createCatalogue([]);

function own(id: string, en: string, aliases: readonly string[] = []): Service {
  return { id, name: { en }, aliases, category: 'own', preset: 'default', components: [] };
}

describe('a name that is known', () => {
  test.each([
    ['whatsapp', 'whatsapp'],
    ['WhatsApp', 'whatsapp'],
    ['  Whats   App ', 'whatsapp'],
    ['whats-app', 'whatsapp'],
    ['ＷｈａｔｓＡｐｐ', 'whatsapp'],
    ['wa', 'whatsapp'],
    ['w\u200bh\u0000a\u202etsapp', 'whatsapp'],
    ['微信', 'wechat'],
    ['中国邮政', 'china-post'],
    ['QQ邮箱', 'qq-mail'],
    ['谷歌邮箱', 'gmail'],
    ['腾讯云', 'tencent-cloud'],
    ['LA POSTÉ', 'la-poste'],
    ['usps', 'usps'],
    ['github', 'github'],
    ['ems', 'ems-china'],
  ])('%j is %s', (text, id) => {
    expect(catalogue.find(text)).toMatchObject({ service: { id }, isExact: true, suggestions: [] });
  });
});

describe('a name that is misspelt', () => {
  test.each([
    ['whatsap', 'whatsapp'],
    ['watsapp', 'whatsapp'],
    ['whastapp', 'whatsapp'],
    ['gmial', 'gmail'],
    ['githb', 'github'],
    ['slakc', 'slack'],
    ['腾迅云', 'tencent-cloud'],
    ['outlok', 'outlook'],
    ['telegarm', 'telegram'],
  ])('%s is understood as %s, but not as certain', (text, id) => {
    expect(catalogue.find(text)).toMatchObject({ service: { id }, isExact: false });
  });
});

test('the beginning of several names suggests them and decides for none', () => {
  const { service, suggestions } = catalogue.find('what');
  expect(service).toBeUndefined();
  expect(suggestions.slice(0, 2).map(({ id }) => id)).toEqual(['whatsapp', 'whatsapp-business']);
});

test('a part of many names suggests at most five', () => {
  expect(catalogue.find('邮箱').service).toBeUndefined();
  expect(catalogue.find('邮箱').suggestions).toHaveLength(5);
});

test.each([
  [''],
  ['   '],
  ['\u0000\u0001\u202e'],
  ['!?.,;'],
  ['🔔🔔🔔'],
  ['zzqqxxyy'],
  ['@everyone'],
  ['\ud800'],
  ['a'.repeat(10_000)],
  ['💥'.repeat(10_000)],
  ['(((((a+)+)+)+)+)$'.repeat(500)],
])('%.20j means nothing and breaks nothing', (text) => {
  const found = catalogue.find(text);
  expect(found.service).toBeUndefined();
  expect(found.isExact).toBe(false);
  expect(found.suggestions.length).toBeLessThanOrEqual(5);
});

test('two services of one name are both offered and neither is chosen', () => {
  const twins = createCatalogue([own('one', 'Twin'), own('two', 'twin')]);
  const { service, isExact, suggestions } = twins.find('TWIN');
  expect(service).toBeUndefined();
  expect(isExact).toBe(false);
  expect(suggestions.map(({ id }) => id)).toEqual(['one', 'two']);
});

test('an id counts more than a name and a name more than an alias', () => {
  const named = createCatalogue([own('a', 'B', ['c']), own('b', 'C'), own('c', 'D')]);
  expect(named.find('b').service?.id).toBe('b');
  expect(named.find('c').service?.id).toBe('c');
  expect(named.find('d').service?.id).toBe('c');
});

test('a name that the operator gives counts more than an id of the catalogue', () => {
  const mine = createCatalogue([own('mail', 'Mail', ['gmail'])]);
  expect(mine.find('Gmail')).toMatchObject({ service: { id: 'mail' }, isExact: true });
  expect(mine.find('google mail').service?.id).toBe('gmail');
});

test('a service of the operator takes the place of one of the catalogue', () => {
  const mine = createCatalogue([own('whatsapp', 'Our WhatsApp'), own('mail', 'Mail', ['邮箱'])]);
  expect(mine.get('whatsapp')?.name.en).toBe('Our WhatsApp');
  expect(mine.services.filter(({ id }) => id === 'whatsapp')).toHaveLength(1);
  expect(mine.services.length).toBe(catalogue.services.length + 1);
  expect(mine.services[0]?.id).toBe('whatsapp');
  expect(mine.find('邮箱').service?.id).toBe('mail');
  expect(mine.get('nobody')).toBeUndefined();
});

describe('the order of what is found', () => {
  const names = (typed: string) => catalogue.search(typed, 50).map(({ id }) => id);

  test('names with the whole word come before names that begin with it, in which it only occurs last', () => {
    const found = names('post');
    const at = (id: string) => found.indexOf(id);
    expect(at('china-post')).toBeLessThan(5);
    expect(at('china-post')).toBeLessThan(at('postman'));
    expect(at('postman')).toBeLessThan(at('sparkpost'));
    expect(found).not.toContain('apple');
    expect(found).not.toContain('upstash');
  });

  test('words are found in any order, the last one while it is still being typed', () => {
    expect(names('post china')[0]).toBe('china-post');
    expect(names('post chi')[0]).toBe('china-post');
  });

  test('what only looks alike is not found by a few letters', () => {
    expect(names('git')).not.toContain('digitalocean');
  });
});

describe('search while typing', () => {
  test('nothing typed shows the first of all', () => {
    expect(catalogue.search('', 25)).toEqual(catalogue.services.slice(0, 25));
  });

  test.each([
    ['wh', 'whatsapp'],
    ['微', 'wechat'],
    ['gma', 'gmail'],
    ['中国邮', 'china-post'],
    ['git', 'github'],
  ])('%s shows %s among the first', (text, id) => {
    expect(catalogue.search(text, 5).map((service) => service.id)).toContain(id);
  });

  test('never shows one twice or more than asked for', () => {
    for (const text of ['a', 'mail', '邮', 'google', 'e']) {
      const ids = catalogue.search(text, 25).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeLessThanOrEqual(25);
    }
  });
});
