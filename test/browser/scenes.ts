/** A bad afternoon to look at: mail is down, a shop is slow, one service is being worked on, the rest is well. */
import type { Busy } from '../../src/busy/busy.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Incident, Provider, Service, Warning } from '../../src/model.ts';
import { cause, part } from '../desk.ts';
import {
  createScene,
  day,
  minute,
  type Scene,
  type SceneParts,
  service,
  stretches,
} from '../web/page/scene.ts';

/** Half past two in the afternoon of a Sunday. */
export const sceneNow = Date.UTC(2026, 10, 22, 13, 30);

const known = [
  ...['whatsapp', 'telegram', 'signal', 'slack', 'discord', 'gmail', 'outlook', 'china-post'],
  ...['dhl', 'github', 'cloudflare', 'stripe', 'paypal', 'zoom', 'notion'],
];

const mail = service(
  'mail',
  { name: { en: 'Company mail', 'zh-CN': '公司邮箱', de: 'Firmenpost', ja: '社内メール' } },
  ['Receiving', 'Sending', 'Webmail'],
);
const shop = service('shop', { name: { en: 'Shop' } }, ['Checkout']);
const intranet = service('intranet', { name: { en: 'Intranet' } });

export function sceneServices(): readonly Service[] {
  const catalogue = createCatalogue([]);
  return [mail, shop, intranet, ...known.flatMap((id) => catalogue.get(id) ?? [])];
}

const refused = cause('refused');
const ungreeted = cause('timeout', { phase: 'greeting', values: { limitMs: 10_000 } });
const busy = cause('reply', {
  ...{ kind: 'busy', phase: 'greeting', values: { status: '421' } },
  evidence: '421 4.3.2 Too many connections',
});

function mailParts() {
  return [
    part('Receiving', 'major', { cause: ungreeted, targets: ['smtp://mx1.example.com:25'] }),
    part('Sending', 'degraded', { cause: busy, targets: ['smtp://mx2.example.com:25'] }),
    part('Webmail', 'operational'),
  ];
}

export function outage(now: number, rest: Partial<Incident> = {}): Incident {
  return {
    ...{ id: 'mail.3', service: 'mail', revision: 2, status: 'partial', worst: 'partial' },
    ...{ startedAt: now - 23 * minute, openedAt: now - 22 * minute, changedAt: now - 9 * minute },
    parts: mailParts().slice(0, 2),
    steps: [
      { at: now - 23 * minute, status: 'degraded', parts: ['Receiving'], cause: busy },
      { at: now - 9 * minute, status: 'partial', parts: ['Receiving', 'Sending'] },
    ],
    likely: { class: 'overload', confidence: 0.8, code: 'busy', values: { status: '421' } },
    ...rest,
  };
}

function ended(id: string, ago: number, lastedMs: number, worst: Incident['worst']): Incident {
  const startedAt = sceneNow - ago;
  return outage(sceneNow, {
    ...{ id, worst, status: worst, startedAt, openedAt: startedAt + minute },
    ...{ changedAt: startedAt + lastedMs, endedAt: startedAt + lastedMs, steps: [] },
    parts: [part('Receiving', 'major', { cause: refused, targets: ['smtp://mx1.example.com:25'] })],
  });
}

const provider: Provider = {
  ...{ status: 'degraded', since: sceneNow - 15 * minute, at: sceneNow - minute },
  incident: {
    ...{ id: 'p1', title: 'Delayed mail delivery', stage: 'identified' },
    text: 'We have found a full queue on one of our relays and are adding capacity.',
    url: 'https://status.example.com/incidents/p1',
  },
};

const slower: Warning = {
  ...{ component: 'Webmail', check: 'Webmail-1', code: 'drift', at: sceneNow - 9 * minute },
  values: { since: sceneNow - 2 * day, times: 3 },
};

/** More is to be done in the middle of the day. */
function usualAt(hour: number) {
  const median = 180 + (hour >= 8 && hour < 18 ? 60 : 0);
  return { low: median - 50, median, high: median + 70 };
}

const sale: Busy = {
  ...{ id: 'black-friday', name: { en: 'Black Friday', 'zh-CN': '黑色星期五' } },
  ...{ factor: 2.5, isLearned: false },
  ...{ from: sceneNow + 5 * day, until: sceneNow + 6 * day },
};

/** What a shop window shows: everything that a page can show, at once. */
export function badAfternoon(given: SceneParts = {}) {
  const made = createScene(sceneServices(), {
    now: () => sceneNow,
    timeZone: 'Europe/Berlin',
    warningsOf: (id) => (id === 'mail' ? [slower] : []),
    usual: (_id, at) => usualAt(new Date(at).getUTCHours()),
    busy: { between: ({ id }) => (id === 'mail' ? [sale] : []) },
    history: {
      uptime: (_id, windowMs) => ({ share: windowMs > 2 * day ? 0.99871 : 0.984, since: 0 }),
      latency: async (id, span, points) =>
        stretches(span, points, (index) => trouble(id, index, points)),
    },
    ...given,
  });
  standBadly(made.scene, sceneNow);
  return made;
}

function trouble(id: string, index: number, points: number): number | undefined {
  if (id !== 'mail') return 0;
  if (points !== 90) return index >= points - 2 ? 1 : index === 30 ? 0.3 : 0;
  if (index < 9) return undefined;
  return { 40: 0.005, 61: 0.08, 76: 0.011, 89: 0.016 }[index] ?? 0;
}

export function standBadly(scene: Scene, now: number): void {
  const { verdicts, incidents } = scene;
  const lookedAt = now - 12_000;
  verdicts.set('mail', {
    ...{ service: 'mail', status: 'partial', isSuspect: false, lookedAt, since: now - 23 * minute },
    ...{ components: mailParts(), provider, accord: 'agreed' },
  });
  incidents.set('mail', [
    ended('mail.1', 29 * day, 2 * 60 * minute, 'partial'),
    ended('mail.2', 13 * day, 16 * minute, 'degraded'),
    outage(now),
  ]);
  const slow = cause('slow', {
    kind: 'slow',
    phase: 'first-byte',
    values: { tookMs: 4_200, limitMs: 2_000 },
  });
  verdicts.set('shop', {
    ...{ service: 'shop', status: 'degraded', isSuspect: false, lookedAt, since: now - 6 * minute },
    components: [
      part('Checkout', 'degraded', { cause: slow, targets: ['https://shop.example.com/'] }),
    ],
  });
  verdicts.set('intranet', {
    ...{
      service: 'intranet',
      status: 'maintenance',
      isSuspect: false,
      lookedAt,
      since: now - 30 * minute,
    },
    components: [part('main', 'operational')],
  });
  scene.works = [
    {
      ...{ from: now - 30 * minute, until: now + 90 * minute, isFixed: false },
      window: { id: 'm1', services: ['intranet'], title: 'New disks', when: { from: 0, until: 0 } },
    },
  ];
}
