import { expect, test } from 'vitest';
import { grouped, linksOf } from '../../src/incidents/grouping.ts';
import type { Incident, Service } from '../../src/model.ts';
import { minute, outage } from '../telling/world.ts';

function incident(service: string, target: string, facts: Partial<Incident> = {}): Incident {
  const evidence = [{ check: 'a', target, since: 0 }];
  const part = {
    component: 'main',
    status: 'major',
    isSuspect: false,
    evidence,
    working: 0,
    checks: 1,
  } as const;
  const born = outage({ id: `${service}.1`, service, parts: [part], ...facts });
  return { ...born, links: linksOf(born, serviceOf(service)) };
}

function serviceOf(id: string, dependsOn: readonly string[] = []): Service {
  return {
    id,
    name: { en: id },
    aliases: [],
    category: 'own',
    preset: 'default',
    dependsOn,
    components: [],
  };
}

const mail = incident('mail', 'smtp://mx1.example.com.cn:25');
const both = 4 * minute;

test('outages on one host at one time have one cause', () => {
  const web = incident('web', 'https://mx1.example.com.cn/');
  expect(grouped(web, [mail], both).group).toBe(mail.id);
});

test('names of one domain belong together, names under one registry do not', () => {
  expect(grouped(incident('web', 'https://www.example.com.cn/'), [mail], both).group).toBe(mail.id);
  expect(grouped(incident('web', 'https://www.other.com.cn/'), [mail], both)).not.toHaveProperty(
    'group',
  );
});

test('a third one joins the group of the second', () => {
  const web = grouped(incident('web', 'https://www.example.com.cn/'), [mail], both);
  const chat = grouped(incident('chat', 'tcp://www.example.com.cn:5222'), [web, mail], both);
  expect(chat.group).toBe(mail.id);
});

test('an outage an hour later is another story', () => {
  const later = incident('web', 'https://mx1.example.com.cn/', {
    startedAt: mail.startedAt + both + 1,
  });
  expect(grouped(later, [mail], both)).toBe(later);
});

test('what depends on a service that fails is in its group', () => {
  const born = incident('shop', 'https://shop.test/');
  const shop = { ...born, links: linksOf(born, serviceOf('shop', ['mail'])) };
  expect(grouped(shop, [mail], both).group).toBe(mail.id);
});

test('this machine is nothing to have in common: we run on it', () => {
  const one = incident('one', 'http://127.0.0.1:8001/');
  expect(grouped(incident('two', 'http://127.0.0.1:8002/'), [one], both)).not.toHaveProperty(
    'group',
  );
});

test('addresses are not taken for names', () => {
  const one = incident('one', 'tcp://192.0.2.7:25');
  expect(grouped(incident('two', 'tcp://192.0.2.8:25'), [one], both)).not.toHaveProperty('group');
  expect(grouped(incident('two', 'tcp://192.0.2.7:80'), [one], both).group).toBe(one.id);
});
