/** The cards of an incident, as a channel reads them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVoice } from '../../src/languages/index.ts';
import { plain } from '../../src/message.ts';
import type { CauseCode, Incident, Service } from '../../src/model.ts';
import {
  compose,
  composeAgain,
  composeCard,
  composeEscalation,
  composeMissed,
  composeOutage,
  composeRecovery,
} from '../../src/telling/compose.ts';
import { place, sayCause, sayPart } from '../../src/telling/evidence.ts';
import { cause, incident, minute, now, part, read } from '../desk.ts';

const english = createVoice('en', 'UTC');
const chinese = createVoice('zh-CN', 'UTC');
const whatsapp: Service = {
  id: 'whatsapp',
  name: { en: 'WhatsApp' },
  aliases: [],
  category: 'messaging',
  statusPage: 'https://metastatus.com/',
  preset: 'default',
  components: ['web', 'chat', 'registration', 'media', 'calls'].map((id) => ({
    id,
    name: { en: id[0]?.toUpperCase() + id.slice(1), ...(id === 'chat' ? { 'zh-CN': '聊天' } : {}) },
    need: 'all',
    checks: [],
  })),
};
const mail: Service = {
  id: 'mail',
  name: { en: 'Company mail', 'zh-CN': '公司邮箱' },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: [{ id: 'main', name: { en: 'main' }, need: 'all', checks: [] }],
};

const edges = [1, 2, 3, 4, 5, 6, 7, 8].map((edge) => `tcp://e${edge}.whatsapp.net:443`);
const refused = part('chat', 'major', { cause: cause('refused'), targets: edges });
const slow = part('media', 'degraded', {
  cause: cause('slow', { phase: 'first-byte', values: { limitMs: 2000, tookMs: 6200 } }),
  targets: ['https://media.whatsapp.net/'],
  checks: 3,
});
const partial = incident({ status: 'partial', worst: 'partial', parts: [slow, refused] });
const ended: Incident = { ...partial, revision: 4, endedAt: now - minute };
const busy = cause('reply', { phase: 'greeting', evidence: '421 4.7.0 too many connections' });
const mailDown = incident({
  service: 'mail',
  parts: [part('main', 'major', { cause: busy, targets: ['smtp://mx1.example.com'] })],
});

describe('in English', () => {
  test('a part that is down', () => {
    expect(read(composeOutage(partial, whatsapp, english, now))).toMatchInlineSnapshot(`
      "(down) WhatsApp is partly down: Chat, Media
        Chat: connection refused (8 of 8) — e1.whatsapp.net:443
        Media: took 6.2 sec, should be within 2 sec (1 of 3) — media.whatsapp.net
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Official status] https://metastatus.com/
        [Details] /status whatsapp"
    `);
  });
  test('a service with one part names the place instead', () => {
    expect(read(composeOutage(mailDown, mail, english, now))).toMatchInlineSnapshot(`
      "(down) Company mail is down
        mx1.example.com: turned away at the greeting: 421 4.7.0 too many connections
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Details] /status mail"
    `);
  });
  test('it gets worse', () => {
    expect(composeEscalation({ ...partial, status: 'major' }, whatsapp, english, now).title).toBe(
      'WhatsApp got worse: now down',
    );
    expect(composeEscalation(partial, whatsapp, english, now).title).toBe(
      'WhatsApp got worse: now partly down (Chat, Media)',
    );
  });
  test('it is down again', () => {
    expect(composeAgain(incident(), whatsapp, english, now).title).toBe('WhatsApp is down again');
  });
  test('it is back', () => {
    expect(read(composeRecovery(ended, whatsapp, english, now))).toMatchInlineSnapshot(`
      "(recovered) WhatsApp is back — was partly down 7 min
        Chat: connection refused (8 of 8) — e1.whatsapp.net:443
        Media: took 6.2 sec, should be within 2 sec (1 of 3) — media.whatsapp.net
        14:02 UTC to 14:09 UTC
        [Details] /status whatsapp"
    `);
  });
  test('it was down and is back before anybody could be told', () => {
    expect(composeMissed(ended, whatsapp, english, now).title).toBe(
      'WhatsApp was partly down 14:02–14:09 UTC and is back',
    );
    const night = { startedAt: now - 15 * 60 * minute, endedAt: now - 14 * 60 * minute };
    expect(composeMissed(incident(night), whatsapp, english, now).title).toBe(
      'WhatsApp was down 21 Nov 23:10 – 00:10 UTC and is back',
    );
  });
});

describe('in Chinese', () => {
  test('a part that is down', () => {
    expect(read(composeOutage(partial, whatsapp, chinese, now))).toMatchInlineSnapshot(`
      "(down) WhatsApp 部分功能故障：聊天、Media
        聊天：e1.whatsapp.net:443 连接被拒绝（8/8）
        Media：media.whatsapp.net 响应用时6.2秒，应在2秒以内（1/3）
        开始时间：14:02 UTC
        — 来源：自有检查 · 确认于 14:03 UTC
        [官方状态页] https://metastatus.com/
        [详情] /status whatsapp"
    `);
  });
  test('a service with one part names the place instead', () => {
    expect(read(composeOutage(mailDown, mail, chinese, now))).toMatchInlineSnapshot(`
      "(down) 公司邮箱无法使用
        mx1.example.com 连接后即被拒绝服务：421 4.7.0 too many connections
        开始时间：14:02 UTC
        — 来源：自有检查 · 确认于 14:03 UTC
        [详情] /status mail"
    `);
  });
  test('it is back', () => {
    expect(read(composeRecovery(ended, whatsapp, chinese, now))).toMatchInlineSnapshot(`
      "(recovered) WhatsApp 已恢复，部分功能故障持续了7分钟
        聊天：e1.whatsapp.net:443 连接被拒绝（8/8）
        Media：media.whatsapp.net 响应用时6.2秒，应在2秒以内（1/3）
        14:02 UTC 至 14:09 UTC
        [详情] /status whatsapp"
    `);
  });
  test('it was down and is back before anybody could be told', () => {
    expect(composeMissed(ended, whatsapp, chinese, now).title).toBe(
      'WhatsApp 曾在 14:02–14:09 UTC 部分功能故障，现已恢复',
    );
  });
});

test('what goes up and down by turns is called unstable', () => {
  const flapping = { ...slow, isUnstable: true };
  const degraded = incident({ status: 'degraded', worst: 'major', parts: [flapping] });
  const message = composeOutage(degraded, whatsapp, english, now);
  expect(message.title).toBe('WhatsApp is unstable: Media');
  expect(message.lines.map(plain)).toContain(
    'It goes up and down by turns; you will hear when it has settled.',
  );
  const mixed = composeOutage({ ...partial, parts: [flapping, refused] }, whatsapp, english, now);
  expect(mixed.title).toBe('WhatsApp is partly down: Chat, Media');
});

test('the card shows the present: the outage while it lasts, the recovery after', () => {
  expect(composeCard(partial, whatsapp, english, now).tone).toBe('down');
  expect(composeCard(ended, whatsapp, english, now)).toEqual(
    composeRecovery(ended, whatsapp, english, now),
  );
});

test('the same incident later on the same day is the same card, so nothing ticks', () => {
  const later = now + 3 * 60 * minute;
  expect(composeCard(partial, whatsapp, english, later)).toEqual(
    composeCard(partial, whatsapp, english, now),
  );
});

test('when everything fails no part is named, when many fail only some are', () => {
  const all = whatsapp.components.map(({ id }) => part(id, 'partial'));
  const title = (parts: typeof all) =>
    composeOutage({ ...partial, parts }, whatsapp, english, now).title;
  expect(title(all)).toBe('WhatsApp is partly down');
  expect(title(all.slice(1))).toBe('WhatsApp is partly down: Chat, Registration, 2 more');
  expect(title(all.slice(2))).toBe('WhatsApp is partly down: Registration, Media, Calls');
});

test('never more than five lines, however many parts fail', () => {
  const parts = Array.from({ length: 40 }, (_, index) => part(`part ${index}`, 'major'));
  const { lines } = composeOutage(incident({ parts }), whatsapp, english, now);
  expect(lines.map(plain)).toEqual([
    'part 0: down',
    'part 1: down',
    'part 2: down',
    'and 37 more parts',
    'Since 14:02 UTC',
  ]);
});

test('a service is named by its id when it has lost its parts', () => {
  const bare = { ...mail, components: [] };
  const line = sayPart(english, bare, refused);
  expect(plain(line)).toBe('e1.whatsapp.net:443: connection refused (8 of 8)');
});

test('a place is short and has no secrets', () => {
  expect(place('https://user:secret@example.com/health/?token=abc#top')).toBe('example.com/health');
  expect(place('tcp://[::1]:25')).toBe('[::1]:25');
  expect(place('dns:///example.com?type=MX')).toBe('example.com?type=MX');
  expect(place('nonsense')).toBe('nonsense');
});

const codes: readonly CauseCode[] = [
  'timeout',
  'reset',
  'refused',
  'unreachable',
  'nxdomain',
  'dns-no-data',
  'dns-servfail',
  'dns-refused',
  'dns-mismatch',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-untrusted',
  'tls-failed',
  'starttls-missing',
  'http-status',
  'too-many-redirects',
  'reply',
  'garbage',
  'too-large',
  'mismatch',
  'slow',
  'not-allowed',
  'unsupported',
  'own-network',
  'internal',
];

test.each([english, chinese])(
  '$tag has a reason for every cause, with or without values',
  (voice) => {
    for (const code of codes) {
      expect(sayCause(voice, cause(code))).not.toMatch(/none|undefined|[{}]|^$/);
    }
    const said = [
      cause('timeout', { values: { limitMs: 10_000 } }),
      cause('timeout', { phase: 'greeting', values: { limitMs: 10_000 } }),
      cause('timeout', { phase: 'first-byte' }),
      cause('http-status', { values: { status: 503 } }),
      cause('certificate-expired', { values: { days: -3 } }),
      cause('certificate-expired', { values: { days: -1 } }),
      cause('slow', { values: { limitMs: 2000, tookMs: 6200 } }),
    ].map((one) => sayCause(voice, one));
    expect(said).toMatchSnapshot();
  },
);

test('foreign text stays text, in one line of bounded length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const said = cause('reply', { evidence: text });
      const service = { ...whatsapp, name: { en: text } };
      const parts = [part(text, 'partial', { cause: said, targets: [text] })];
      for (const what of ['outage', 'escalation', 'again', 'recovery', 'missed', 'card'] as const) {
        const message = compose(
          what,
          incident({ status: 'partial', parts }),
          service,
          english,
          now,
        );
        const texts = [message.title, ...message.lines.map(plain)];
        for (const line of texts) {
          expect(line.length).toBeLessThan(800);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }
    }),
    { numRuns: 40 },
  );
});
