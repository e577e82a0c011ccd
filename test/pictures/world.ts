/** A small world as plain data: a mail server of our own, and what was seen of it and of WhatsApp. */
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Cause, Component, Incident, Provider, Service } from '../../src/model.ts';
import type { Case } from '../../src/telling/compose-group.ts';
import { cause, minute, part } from '../desk.ts';

const at = (hour: number, minutes: number) => Date.UTC(2026, 10, 22, hour, minutes);
export const today = at(14, 0);

export const mail: Service = {
  id: 'company-mail',
  name: { en: 'Company mail', 'zh-CN': '公司邮箱' },
  aliases: ['email', '邮箱'],
  category: 'own',
  statusPage: 'https://status.example.com/',
  preset: 'default',
  components: [
    component('receive', 'Receiving', '收信', [
      'imaps://mail1.example.com:993',
      'imaps://mail2.example.com:993',
    ]),
    component('send', 'Sending', '发信', ['smtp://mail1.example.com:587?starttls=required']),
    component('webmail', 'Webmail', '网页邮箱', ['https://mail.example.com/health']),
    component('name', 'Mail routing (DNS)', '邮件路由（DNS）', ['dns:///example.com?type=MX']),
  ],
};

/** A name that tries everything: markup of both networks, of HTML, and to call people. */
export const hostile: Service = {
  id: 'hostile',
  name: { en: '<b>@everyone</b> *x* **y** `z` <!channel> [a](https://example.com) <t:0:R>' },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: [
    component('main', '<img src=x onerror=alert(1)>&lt; __u__ <!date^0^{time}|x>', '甲', [
      'tcp://x:1',
    ]),
  ],
};

export const catalogue = createCatalogue([mail, hostile]);
export const whatsapp = catalogue.get('whatsapp') ?? mail;

function component(id: string, en: string, zh: string, targets: readonly string[]): Component {
  const checks = targets.map((target) => ({
    id: `${id}/${target}`,
    target,
    everyMs: minute,
    timeoutMs: 10_000,
    expect: undefined,
  }));
  return { id, name: { en, 'zh-CN': zh }, need: 'all', checks };
}

function targetsOf(service: Service, id: string): readonly string[] {
  const checks = service.components.find((one) => one.id === id)?.checks ?? [];
  return checks.map(({ target }) => target);
}

/** All checks of a part fail alike. */
export function broken(
  service: Service,
  id: string,
  seen: Cause,
  status: 'major' | 'degraded' = 'major',
) {
  return part(id, status, { cause: seen, targets: targetsOf(service, id) });
}

const noConnection = cause('timeout', { kind: 'soft', phase: 'tcp', values: { limitMs: 10_000 } });
const noHandshake = { ...noConnection, phase: 'tls' } as const;
const noGreeting = { ...noConnection, phase: 'greeting' } as const;
const crowd = cause('reply', {
  kind: 'busy',
  phase: 'greeting',
  evidence: '421 4.3.2 Too many connections, try again later',
});
const slowness = cause('slow', {
  kind: 'slow',
  phase: 'first-byte',
  values: { limitMs: 2_000, tookMs: 6_240 },
});

const noName = cause('dns-servfail', { phase: 'dns' });
const http = (status: number) => cause('http-status', { phase: 'first-byte', values: { status } });

function incident(service: Service, facts: Partial<Incident>): Incident {
  const opened = facts.openedAt ?? at(14, 3);
  return {
    id: `${service.id}.1`,
    service: service.id,
    revision: 1,
    status: 'major',
    worst: 'major',
    startedAt: at(14, 2),
    openedAt: opened,
    changedAt: opened,
    parts: [],
    ...facts,
  };
}

/** WhatsApp is down as a whole from 14:02 to 14:49. */
export const outage = incident(whatsapp, {
  parts: [
    broken(whatsapp, 'chat', noConnection),
    broken(whatsapp, 'web', http(503)),
    broken(whatsapp, 'registration', http(503)),
    broken(whatsapp, 'media', noHandshake),
    broken(whatsapp, 'static', noHandshake),
    broken(whatsapp, 'site', http(500)),
  ],
});

/** What the provider's own page says of it. */
const provider: Provider = {
  ...{ status: 'major', at: at(14, 3), since: at(14, 1) },
  incident: {
    ...{ id: 'p1', title: 'Messages are not delivered', stage: 'identified' },
    ...{ text: 'We have found the cause and are working on it.' },
    url: 'https://status.example.com/p1',
  },
};
export const quoted: Incident = { ...outage, provider, accord: 'agreed' };
export const doubted: Incident = {
  ...outage,
  provider: { status: 'operational', at: at(14, 3) },
  accord: 'only-we',
};
export const reported: Incident = {
  ...outage,
  ...{ parts: [], provider, accord: 'only-they', reportedBy: 'feed' },
};
export const recovered: Incident = { ...outage, revision: 2, endedAt: at(14, 49) };
export const again: Incident = {
  ...outage,
  revision: 3,
  reopenedAt: at(14, 57),
  downMs: 47 * minute,
  changedAt: at(14, 58),
};
export const short: Incident = { ...outage, startedAt: at(13, 58), endedAt: at(14, 4) };
export const yesterday: Incident = {
  ...outage,
  startedAt: at(14, 2) - 16 * 60 * minute,
  endedAt: at(14, 2) - 14 * 60 * minute,
};

/** Every part for the same reason: its names cannot be found any more. */
export const nameless = incident(whatsapp, {
  parts: whatsapp.components.map(({ id }) => broken(whatsapp, id, noName)),
});

/** One cause takes several services at once; the first is back sooner. */
const family = ['whatsapp', 'messenger', 'instagram', 'facebook', 'whatsapp-business'];
const lost = family.flatMap((id): readonly Case[] => {
  const service = catalogue.get(id);
  const parts = service?.components.map((one) => broken(service, one.id, noName)) ?? [];
  return service ? [{ service, incident: incident(service, { parts, group: 'family' }) }] : [];
});
const back = (minutes: number) => (one: Case) => ({
  ...one,
  incident: { ...one.incident, endedAt: at(14, minutes) },
});
export const together = {
  all: lost,
  some: [...lost.slice(0, 1).map(back(31)), ...lost.slice(1)],
  over: [...lost.slice(0, 1).map(back(31)), ...lost.slice(1).map(back(49))],
} as const;

/** The company's mail loses two parts, then the others. */
export const partial = incident(mail, {
  status: 'partial',
  worst: 'partial',
  parts: [broken(mail, 'send', noGreeting), broken(mail, 'webmail', http(502))],
});
export const stopped = incident(mail, {
  status: 'partial',
  worst: 'partial',
  parts: [broken(mail, 'receive', cause('refused')), broken(mail, 'webmail', http(502))],
  likely: { class: 'software', confidence: 0.8, code: 'stopped', values: {} },
});
export const worse = incident(mail, {
  revision: 2,
  parts: [
    ...partial.parts,
    { ...broken(mail, 'receive', cause('refused')), since: at(14, 5) },
    { ...broken(mail, 'name', noName), since: at(14, 5) },
  ],
});
export const busy = incident(mail, {
  status: 'degraded',
  worst: 'degraded',
  parts: [broken(mail, 'send', crowd, 'degraded'), broken(mail, 'webmail', slowness, 'degraded')],
});
export const calm: Incident = { ...busy, revision: 2, endedAt: at(14, 31) };

/** The company's mail goes up and down. */
export const unstable: Incident = { ...partial, isFlapping: true };

export const strange = incident(hostile, {
  parts: [broken(hostile, 'main', { ...crowd, evidence: '<b>@everyone</b> **x** `y` <!here>' })],
});
