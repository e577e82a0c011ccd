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
import { partLines, place, sayCause } from '../../src/telling/evidence.ts';
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
        Chat: connection refused (all 8 checks)
        Media · media.whatsapp.net: took 6.2 sec, should be within 2 sec (1 of 3 checks)
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Official status] https://metastatus.com/
        [Details] /status whatsapp
        [Mute] /mute whatsapp --incident"
    `);
  });
  test('a service with one part names the place instead', () => {
    expect(read(composeOutage(mailDown, mail, english, now))).toMatchInlineSnapshot(`
      "(down) Company mail is down
        mx1.example.com: answers with an error: 421 4.7.0 too many connections
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Details] /status mail
        [Mute] /mute mail --incident"
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
        Partly down from 14:02 UTC to 14:09 UTC
        [Details] /status whatsapp"
    `);
  });
  test('it was down and is back before anybody could be told', () => {
    expect(read(composeMissed(ended, whatsapp, english, now))).toMatchInlineSnapshot(`
      "(recovered) WhatsApp was partly down for 7 min and is back
        Affected: Chat, Media
        We saw: connection refused · took 6.2 sec, should be within 2 sec
        Partly down from 14:02 UTC to 14:09 UTC
        [Details] /status whatsapp"
    `);
    const night = { startedAt: now - 15 * 60 * minute, endedAt: now - 14 * 60 * minute };
    const message = composeMissed(incident(night), whatsapp, english, now);
    expect(message.title).toBe('WhatsApp was down for 1 hr and is back');
    expect(message.lines.map(plain)).toEqual(['Down from 21 Nov 23:10 UTC to 00:10 UTC']);
  });
});

describe('in Chinese', () => {
  test('a part that is down', () => {
    expect(read(composeOutage(partial, whatsapp, chinese, now))).toMatchInlineSnapshot(`
      "(down) WhatsApp 部分功能故障：聊天、Media
        聊天：8 项检查全部连接被拒绝
        Media：media.whatsapp.net 响应用时 6.2 秒，应在 2 秒以内，为 3 项检查之一
        开始时间：14:02 UTC
        — 由本机器人检测 · 确认于 14:03 UTC
        [官方状态页] https://metastatus.com/
        [详情] /status whatsapp
        [静音] /mute whatsapp --incident"
    `);
  });
  test('a service with one part names the place instead', () => {
    expect(read(composeOutage(mailDown, mail, chinese, now))).toMatchInlineSnapshot(`
      "(down) 公司邮箱无法使用
        mx1.example.com 返回错误：421 4.7.0 too many connections
        开始时间：14:02 UTC
        — 由本机器人检测 · 确认于 14:03 UTC
        [详情] /status mail
        [静音] /mute mail --incident"
    `);
  });
  test('it is back', () => {
    expect(read(composeRecovery(ended, whatsapp, chinese, now))).toMatchInlineSnapshot(`
      "(recovered) WhatsApp 已恢复，部分功能故障持续了 7 分钟
        故障时间：14:02 UTC 至 14:09 UTC
        [详情] /status whatsapp"
    `);
  });
  test('it was down and is back before anybody could be told', () => {
    expect(composeMissed(ended, whatsapp, chinese, now).title).toBe(
      'WhatsApp 部分功能曾故障 7 分钟，现已恢复',
    );
  });
});

test('what keeps going up and down is called unstable, and is no red alarm', () => {
  const flapping = { ...slow, isUnstable: true };
  const degraded = incident({ status: 'degraded', worst: 'major', parts: [flapping] });
  const message = composeOutage(degraded, whatsapp, english, now);
  expect(message.title).toBe('WhatsApp is unstable: Media');
  expect(message.tone).toBe('degraded');
  expect(composeCard(incident({ isFlapping: true }), whatsapp, english, now).tone).toBe('degraded');
  expect(message.lines.map(plain)).toContain(
    'It keeps going up and down; you will hear when it has settled.',
  );
  const mixed = composeOutage({ ...partial, parts: [flapping, refused] }, whatsapp, english, now);
  expect(mixed.title).toBe('WhatsApp is partly down: Chat, Media');
});

test('the card shows the present: the outage while it lasts, the recovery after', () => {
  expect(composeCard(partial, whatsapp, english, now).tone).toBe('down');
  expect(read(composeCard(ended, whatsapp, english, now))).toMatchInlineSnapshot(`
    "(recovered) WhatsApp is back — was partly down 7 min
      Affected: Chat, Media
      We saw: connection refused · took 6.2 sec, should be within 2 sec
      Partly down from 14:02 UTC to 14:09 UTC
      [Details] /status whatsapp"
  `);
});

test('a green message says nothing of a failure as if it were still there', () => {
  const { lines } = composeRecovery(ended, whatsapp, english, now);
  expect(lines.map(plain)).toEqual(['Partly down from 14:02 UTC to 14:09 UTC']);
});

test('an outage that came back is as long as its stretches together', () => {
  const again = incident({ reopenedAt: now - 3 * minute, downMs: 2 * minute, changedAt: now });
  expect(read(composeAgain(again, whatsapp, english, now))).toMatchInlineSnapshot(`
    "(down) WhatsApp is down again
      Since 14:07 UTC
      — Seen by our own checks · confirmed 14:10 UTC
      [Official status] https://metastatus.com/
      [Details] /status whatsapp
      [Mute] /mute whatsapp --incident"
  `);
  const over = { ...again, endedAt: now };
  expect(read(composeRecovery(over, whatsapp, english, now))).toMatchInlineSnapshot(`
    "(recovered) WhatsApp is back — was down 5 min
      Down for 5 min in all between 14:02 UTC and 14:10 UTC
      [Details] /status whatsapp"
  `);
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
  expect(title(all.slice(1))).toBe('WhatsApp is partly down: Chat, Registration and 2 more');
  expect(title(all.slice(2))).toBe('WhatsApp is partly down: Registration, Media, Calls');
});

test('parts with one cause share a line, and no part is left without a name', () => {
  const seen = (id: string, status: number) =>
    part(id, 'major', { cause: cause('http-status', { values: { status } }) });
  const lines = (parts: readonly ReturnType<typeof seen>[]) =>
    partLines(english, whatsapp, parts).map(plain);
  expect(lines([seen('web', 503), seen('registration', 503), seen('media', 500)])).toEqual([
    'Web, Registration: HTTP 503',
    'Media · e1.whatsapp.net:443: HTTP 500',
  ]);
  const different = whatsapp.components.map(({ id }, index) => seen(id, 500 + index));
  expect(lines(different)).toEqual([
    'Web · e1.whatsapp.net:443: HTTP 500',
    'Chat · e1.whatsapp.net:443: HTTP 501',
    'Registration · e1.whatsapp.net:443: HTTP 502',
    'Also affected: Media, Calls',
  ]);
  expect(lines(different.slice(1)).at(-1)).toBe('Calls · e1.whatsapp.net:443: HTTP 504');
  expect(lines(whatsapp.components.map(({ id }) => seen(id, 503)))).toEqual([
    'All 5 parts: HTTP 503',
  ]);
});

test('never more than a few lines, however many parts fail', () => {
  const parts = Array.from({ length: 40 }, (_, index) =>
    part(`part ${index}`, 'major', { cause: cause('http-status', { values: { status: index } }) }),
  );
  const { lines } = composeOutage(incident({ parts }), whatsapp, english, now);
  expect(lines.map(plain).slice(3)).toEqual([
    'Also affected: part 3, part 4, part 5, part 6, part 7, part 8, part 9 and 30 more',
    'Since 14:02 UTC',
  ]);
});

test('what is new comes first when it gets worse', () => {
  const old = { ...refused, since: now - 8 * minute };
  const news = { ...slow, since: now - minute };
  const worse = { ...partial, parts: [old, news], changedAt: now };
  const { lines, footer } = composeEscalation(worse, whatsapp, english, now);
  expect(lines.map(plain)[0]).toMatch(/^Media/);
  expect(plain(footer ?? [])).toContain('confirmed 14:10 UTC');
});

test('a busy mail server is called overloaded, a late answer slow', () => {
  const crowd = cause('reply', { kind: 'busy', phase: 'greeting', evidence: '421 try later' });
  const title = (what: typeof crowd) => {
    const parts = [part('main', 'degraded', { cause: what })];
    return composeOutage(incident({ status: 'degraded', parts }), mail, english, now).title;
  };
  expect(title(crowd)).toBe('Company mail is overloaded');
  expect(title(cause('slow', { kind: 'slow' }))).toBe('Company mail is slow');
  expect(title(cause('refused'))).toBe('Company mail is degraded');
  expect(sayCause(english, crowd)).toBe('says it is overloaded');
  expect(sayCause(chinese, crowd)).toBe('服务器繁忙');
});

test('one host out of many is not shown for all of them', () => {
  const bare = { ...mail, components: [] };
  expect(partLines(english, bare, [refused]).map(plain)).toEqual([
    'Reason: connection refused (all 8 checks)',
  ]);
  const one = part('chat', 'major', { cause: cause('refused') });
  expect(partLines(english, bare, [one]).map(plain)).toEqual([
    'e1.whatsapp.net:443: connection refused',
  ]);
});

test('a place is short and has no secrets', () => {
  expect(place('https://user:secret@example.com/health/?token=abc#top')).toBe('example.com/health');
  expect(place('tcp://[::1]:25')).toBe('[::1]:25');
  expect(place('dns:///example.com?type=MX')).toBe('example.com MX');
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
  'domain-ends',
  'domain-expired',
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
