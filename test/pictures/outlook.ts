/** What a channel hears that is neither an outage nor its end: what was, what may come, and what the calendar knows. */
import { createVoice } from '../../src/languages/index.ts';
import type { Incident, Notice, Service, Subscription } from '../../src/model.ts';
import { sayWarnings } from '../../src/telling/compose-warning.ts';
import { createComposing } from '../../src/telling/composing.ts';
import { dayMs, hourMs, hoursOf, officeMs } from '../busy/past.ts';
import { type Given, now } from '../desk.ts';
import type { Scene } from './post.ts';
import type { Reader } from './reader.ts';
import { calm, catalogue, mail, outage, recovered, short, whatsapp } from './world.ts';

const post = catalogue.get('china-post') ?? mail;
const alipay = catalogue.get('alipay') ?? mail;
const services = [mail, whatsapp, post, alipay];

const slow = {
  ...({ component: 'webmail', check: 'webmail/a', code: 'hour', at: now - hourMs / 2 } as const),
  values: { times: 3.2 },
};
const full = {
  ...({ component: 'receive', check: 'receive/a', code: 'fills', at: now - hourMs / 2 } as const),
  values: {
    name: 'disk used',
    value: 86,
    limit: 95,
    leftMs: 40 * hourMs,
    leastMs: 30 * hourMs,
    mostMs: 55 * hourMs,
  },
};

const sale = { en: '12.12 sale', 'zh-CN': '双十二' };
const from = now + 22 * hourMs;

/** A desk that has watched for four weeks, and knows of a sale that lasts. */
export const watched: Given = {
  latency: {
    [post.id]: hoursOf({ from: now - 28 * dayMs, to: now }, (at) => {
      return officeMs(at, 'UTC') * (at >= now - hourMs ? 3 : 1);
    }),
  },
  incidents: { [whatsapp.id]: [ago(5, recovered), ago(2, short)] },
  uptimes: {
    [post.id]: () => ({ share: 0.9993, since: now - 28 * dayMs }),
    [whatsapp.id]: () => ({ share: 0.9953, since: now - 28 * dayMs }),
  },
  busy: {
    [post.id]: [
      {
        ...{ id: 'sale', name: sale, factor: 2.5, isLearned: true },
        ...{ from: now - 5 * hourMs, until: now + 20 * hourMs },
      },
    ],
  },
};

export function lookedAhead({ language }: Reader): readonly Scene[] {
  const { composeNotice } = createComposing({
    serviceOf: (id) => services.find((one) => one.id === id) ?? mail,
    pastOf: () => pasts(language),
    now: () => now,
  });
  const subscription: Subscription = {
    ...{ channel: 'slack:T1/C1', service: mail.id, by: 'U1', since: 0 },
    ...{ language, timeZone: language === 'en' ? 'Europe/London' : 'Asia/Shanghai' },
  };
  const scene = (id: string, name: string, notice: Pick<Notice, 'kind' | 'facts' | 'services'>) => {
    const whole = { id, at: now, expiresAt: now + dayMs, ...notice };
    return { id, name, posts: [{ at: now, message: composeNotice(whole, subscription) }] };
  };
  const { values, at, ...rest } = slow;
  const { values: numbers, at: noticedAt, ...other } = full;
  return [
    scene('digest', 'a week in one message', {
      kind: 'digest',
      facts: { from: now - 7 * dayMs, until: now },
    }),
    scene('warning', 'an early warning', {
      kind: 'warning',
      services: [mail.id],
      facts: { ...values, ...rest, noticedAt: at },
    }),
    scene('warning-fills', 'what will soon be full', {
      kind: 'warning',
      services: [mail.id],
      facts: { ...numbers, ...other, noticedAt },
    }),
    scene('busy', 'a busy period is near', {
      kind: 'busy',
      services: [post.id, alipay.id],
      facts: { from, until: from + 2 * dayMs, 'name.en': sale.en, 'name.zh-CN': sale['zh-CN'] },
    }),
  ];
}

function ago(days: number, incident: Incident): Incident {
  const { startedAt, endedAt = now } = incident;
  return { ...incident, startedAt: startedAt - days * dayMs, endedAt: endedAt - days * dayMs };
}

function pasts(language: string) {
  const voice = createVoice(language, 'UTC');
  const past = (service: Service, share: number) => {
    return { service, share, incidents: [], workedMs: 0, hints: [] };
  };
  return [
    { ...past(whatsapp, 0.9953), incidents: [ago(5, recovered), ago(2, short)] },
    {
      ...past(mail, 0.9971),
      incidents: [ago(3, calm)],
      workedMs: 2 * hourMs,
      ahead: { from: now + 30 * hourMs, until: now + 32 * hourMs },
      hints: sayWarnings(voice, mail, [slow], now),
    },
    past(post, 1),
    { ...past(alipay, 1), incidents: [{ ...outage, service: alipay.id }] },
  ];
}
