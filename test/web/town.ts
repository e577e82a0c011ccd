/** A small town of services as plain data, and a web that shows it. */
import { createCatalogue } from '../../src/catalogue/index.ts';
import { readServices } from '../../src/catalogue/read.ts';
import type { Planned } from '../../src/incidents/maintenance.ts';
import type { Evidence, Incident, Service, Verdict } from '../../src/model.ts';
import { type AccessParts, createAccess } from '../../src/web/access.ts';
import { createWeb, type GivenParts } from '../../src/web/server.ts';

export const now = Date.UTC(2026, 10, 22, 14, 10);
export const minute = 60_000;
export const key = 'sixteen-or-more-characters';

/** Two services of the operator's own file, with a secret in a target. */
export const own = readServices(
  JSON.stringify({
    services: [
      {
        id: 'mail',
        name: { en: 'Company mail', 'zh-CN': '公司邮箱' },
        components: [
          {
            id: 'receive',
            name: { en: 'Receiving', 'zh-CN': '收信' },
            checks: ['smtp://mx1.inside.example:25'],
          },
          {
            id: 'webmail',
            checks: ['https://user:hidden-password@mail.inside.example/health?token=hidden-token'],
          },
        ],
      },
      { id: 'shop', checks: ['https://shop.example/'] },
    ],
  }),
  'test',
).services;

export const catalogue = createCatalogue(own);

export function serviceOf(id: string): Service {
  const service = catalogue.get(id);
  if (!service) throw new Error(`no service ${id}`);
  return service;
}

/** The first part is down since eight minutes, all else works. */
export function failing(id: string): Verdict {
  const service = serviceOf(id);
  const [first, ...others] = service.components;
  const [check] = first?.checks ?? [];
  const since = now - 8 * minute;
  return {
    ...{ service: id, isSuspect: false, since, lookedAt: now - 20_000 },
    status: others.length > 0 ? 'partial' : 'major',
    components: [
      {
        ...{ component: first?.id ?? '', status: 'major', isSuspect: false, since },
        ...{ working: 0, checks: first?.checks.length ?? 0 },
        evidence: [
          {
            ...{ check: check?.id ?? '', target: check?.target ?? '', since },
            cause: {
              ...{ code: 'reply', kind: 'busy', phase: 'greeting', values: {} },
              evidence: '421 4.3.2 Too many connections from 10.1.2.3',
            },
          },
        ],
      },
      ...others.map(working),
    ],
  };
}

export function well(id: string): Verdict {
  return {
    ...{ service: id, isSuspect: false, since: now - 60 * minute, lookedAt: now - 20_000 },
    status: 'operational',
    components: serviceOf(id).components.map(working),
  };
}

function working({ id, checks }: Service['components'][number]) {
  return {
    ...{ component: id, status: 'operational' as const, isSuspect: false, evidence: [] },
    ...{ working: checks.length, checks: checks.length, since: now - 60 * minute },
  };
}

export function outage(service: string, more: Partial<Incident> = {}): Incident {
  const { status, components } = failing(service);
  return {
    ...{ id: `${service}.1`, service, revision: 1, status, worst: status },
    ...{ startedAt: now - 8 * minute, openedAt: now - 7 * minute, changedAt: now - 7 * minute },
    links: ['host:mx1.inside.example'],
    parts: components.filter((one) => one.status !== 'operational'),
    steps: [{ at: now - 8 * minute, status, parts: ['receive'], ...saidBy(components) }],
    ...more,
  };
}

function saidBy(components: Verdict['components']): Pick<Evidence, 'cause'> {
  const [cause] = components.flatMap(({ evidence }) => evidence.flatMap((one) => one.cause ?? []));
  return cause ? { cause } : {};
}

/** One that ended `ago` minutes before now, after ten. */
export function past(service: string, ago: number): Incident {
  const endedAt = now - ago * minute;
  return outage(service, {
    ...{ id: `${service}.${ago}`, startedAt: endedAt - 10 * minute, endedAt, changedAt: endedAt },
    openedAt: endedAt - 9 * minute,
    revision: 2,
  });
}

export const work: Planned = {
  ...{ from: now + 60 * minute, until: now + 120 * minute, isFixed: true },
  window: {
    ...{ id: 'w1', services: ['mail', 'chat-only'], title: 'New disks' },
    when: { from: now + 60 * minute, until: now + 120 * minute },
  },
};

export type Given = {
  readonly verdicts?: readonly Verdict[];
  readonly incidents?: readonly Incident[];
  readonly access?: AccessParts;
} & Partial<Omit<GivenParts, 'access'>>;

/** Mail fails, shop works, WhatsApp had an outage; one service was added from chat. */
export function town({ verdicts, incidents, access, ...more }: Given = {}) {
  const all = verdicts ?? [failing('mail'), well('shop'), well('whatsapp')];
  const journal = incidents ?? [past('whatsapp', 300), past('mail', 90), outage('mail')];
  const fromChat: Verdict = { ...well('shop'), service: 'chat-only', status: 'major' };
  const known = [...all, fromChat];
  return createWeb({
    catalogue,
    watcher: {
      watched: known.map(({ service }) => service),
      verdict: (id) => known.find(({ service }) => service === id),
    },
    journal: {
      of: (id) =>
        [...journal, outage('shop', { id: 'chat-only.1', service: 'chat-only' })].filter(
          ({ service }) => service === id,
        ),
    },
    history: {
      uptime: (service, windowMs) =>
        service === 'mail' && windowMs <= 7 * 86_400_000
          ? { share: 0.9987, since: now - windowMs }
          : undefined,
      latency: async (_service, { from, to }, points) =>
        Array.from({ length: points }, (_each, index) => {
          const lengthMs = (to - from) / points;
          const times = index % 2 === 0 ? { medianMs: 120, p95Ms: 240 } : {};
          return { at: from + index * lengthMs, lengthMs, known: 30, failed: 1, ...times };
        }),
    },
    maintenance: {
      list: (service) => (service === undefined || service === 'mail' ? [work] : []),
    },
    blind: () => [
      { from: now - 400 * minute, until: now - 390 * minute, why: 'network', services: [] },
      { from: now - 300 * minute, until: now - 290 * minute, why: 'crowd', services: ['mail'] },
      { from: now - 200 * minute, why: 'crowd', services: ['chat-only'] },
    ],
    health: () => ({
      store: { isWorking: true },
      network: { isWorking: false, reason: 'Blind since noon.' },
    }),
    publicTarget: (target) => target.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, ''),
    now: () => now,
    access: createAccess(access ?? { publicServices: 'none', key }),
    ...more,
  });
}
