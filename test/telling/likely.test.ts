/** How the likely cause reads: always as likely, always with its evidence, and never with foreign markup. */
import { expect, test } from 'vitest';
import { createVoice } from '../../src/languages/index.ts';
import { plain } from '../../src/message.ts';
import type { LikelyCause, LikelyClass, LikelyCode } from '../../src/model.ts';
import { composeCard, composeRecovery } from '../../src/telling/compose.ts';
import { composeStatus } from '../../src/telling/compose-status.ts';
import { likelyLine } from '../../src/telling/likely.ts';
import { incident, minute, now, part, verdict } from '../desk.ts';

const english = createVoice('en', 'UTC');
const chinese = createVoice('zh-CN', 'UTC');

type Values = LikelyCause['values'];

const rows: readonly [LikelyClass, LikelyCode, Values, english: string, chinese: string][] = [
  [
    'software',
    'stopped',
    {},
    'Likely the software: it has stopped or restarts; the machine answers, the program does not',
    '可能是软件原因：机器有应答，但程序已停止或正在重启',
  ],
  [
    'software',
    'application-error',
    { status: 500, all: 'yes' },
    'Likely a fault in the software: every check gets HTTP 500',
    '可能是软件故障：所有检查均返回 HTTP 500',
  ],
  [
    'software',
    'application-error',
    { status: 500, all: 'no' },
    'Likely a fault in the software: it answers HTTP 500',
    '可能是软件故障：返回 HTTP 500',
  ],
  [
    'software',
    'changed',
    { what: 'certificate' },
    'Likely a change that went wrong: its certificate changed shortly before',
    '可能是变更引起：故障前不久证书有过变更',
  ],
  [
    'overload',
    'busy',
    { status: 421 },
    'Likely overloaded: the server says it is busy (421)',
    '可能是负载过高：服务器表示繁忙（421）',
  ],
  [
    'overload',
    'stalled',
    { count: 2 },
    'Likely overloaded: 2 checks could connect but got no answer',
    '可能是负载过高：2 项检查能够连接，却得不到应答',
  ],
  [
    'overload',
    'resource',
    { resource: 'disk' },
    'Likely overloaded: its disk is full',
    '可能是负载过高：磁盘已满',
  ],
  [
    'network',
    'servers-silent',
    { count: 3 },
    'Likely the network on the way: 3 of its servers do not answer at all',
    '可能是网络线路问题：3 台服务器完全没有应答',
  ],
  [
    'certificate',
    'certificate-expired',
    { said: 'x' },
    'Likely a certificate that was not renewed',
    '可能是证书到期未续',
  ],
  [
    'certificate',
    'certificate-wrong',
    { cause: 'certificate-wrong-name' },
    'Likely a mistake with its certificate: it belongs to another name',
    '可能是证书配置有误：证书属于其他域名',
  ],
  [
    'dns',
    'name-removed',
    { cause: 'nxdomain' },
    'Likely DNS: the name was removed or has expired',
    '可能是 DNS 问题：域名已被删除或已到期',
  ],
  [
    'attack',
    'flood',
    { times: 9 },
    'Unusual traffic, likely an attack: 9 times as much as usual',
    '流量异常，可能遭到攻击：达平时的 9 倍',
  ],
  [
    'overload',
    'peak',
    { 'name.en': 'Singles’ Day', 'name.zh-CN': '双十一' },
    'Likely overloaded: this is a busy time (Singles’ Day)',
    '可能是负载过高：目前是使用高峰（双十一）',
  ],
  [
    'overload',
    'peak',
    {},
    'Likely overloaded: this is a busy time',
    '可能是负载过高：目前是使用高峰',
  ],
  [
    'schedule',
    'same-hour',
    { days: 3 },
    'Likely a regular job: the same time of day on 3 days',
    '可能是定时任务：已有 3 天在同一时刻出现',
  ],
  [
    'third-party',
    'provider-says',
    { said: 'Our cloud provider is down' },
    'Likely another provider, as the provider says: Our cloud provider is down',
    '可能是其他供应商的问题，官方说明：Our cloud provider is down',
  ],
];

function likely(name: LikelyClass, code: LikelyCode, values: Values): LikelyCause {
  return { class: name, code, confidence: 0.9, values };
}

test.each(rows)('%s, %s', (name, code, values, en, zh) => {
  const cause = likely(name, code, values);
  expect(likelyLine(english, cause).map(plain)).toEqual([en]);
  expect(likelyLine(chinese, cause).map(plain)).toEqual([zh]);
});

const codes: Record<LikelyCode, LikelyClass> = {
  stopped: 'software',
  'application-error': 'software',
  'wrong-answer': 'software',
  gone: 'software',
  'tls-setup': 'software',
  changed: 'software',
  origin: 'overload',
  busy: 'overload',
  'storage-full': 'overload',
  stalled: 'overload',
  ramp: 'overload',
  resource: 'overload',
  peak: 'overload',
  'port-silent': 'overload',
  backend: 'dependency',
  'host-silent': 'network',
  'servers-silent': 'network',
  'no-route': 'network',
  'only-from-here': 'network',
  congestion: 'network',
  parent: 'third-party',
  shared: 'third-party',
  hardware: 'hardware',
  'certificate-expired': 'certificate',
  'certificate-wrong': 'certificate',
  'name-removed': 'dns',
  'name-servers': 'dns',
  'records-changed': 'dns',
  flood: 'attack',
  maintenance: 'planned',
  'same-hour': 'schedule',
  'provider-says': 'attack',
};

test.each(Object.entries(codes))('%s is said as likely, whatever is missing', (code, name) => {
  const cause = likely(name, code as LikelyCode, {});
  expect(likelyLine(english, cause).map(plain).join('\n')).toMatch(/^[^\n]*\b[Ll]ikely\b[^\n]*$/);
  expect(likelyLine(chinese, cause).map(plain).join('\n')).toMatch(/^[^\n]*可能[^\n]*$/);
});

test('what the far end said is quoted as code, in one short line', () => {
  const said = `421 <@everyone> \u202e*busy*\n${'x'.repeat(500)}`;
  const [line = []] = likelyLine(english, likely('hardware', 'hardware', { said }));
  const foreign = line.filter((span) => typeof span === 'object');
  expect(foreign).toEqual([{ code: expect.stringMatching(/^421 <@everyone> \*busy\* x+…$/) }]);
  expect(line.filter((span) => typeof span === 'string').join('')).not.toContain('everyone');
  expect(plain(line).length).toBeLessThan(150);
});

const service = {
  id: 'mail',
  name: { en: 'Mail' },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: [{ id: 'main', name: { en: 'main' }, need: 'all', checks: [] }],
} as const;
const expired = likely('certificate', 'certificate-expired', {});
const text = 'Likely a certificate that was not renewed';
const outage = incident({ service: 'mail', parts: [part('main', 'major')] });

test('a card shows it while the outage lasts, and only when it is known', () => {
  const lines = (one: typeof outage) =>
    composeCard(one, service, english, now).lines.map((line) => plain(line));
  expect(lines({ ...outage, likely: expired })).toContain(text);
  expect(lines(outage).join()).not.toMatch(/likely/i);
  const ended = { ...outage, likely: expired, endedAt: now - minute };
  expect(composeRecovery(ended, service, english, now).lines.map(plain)).not.toContain(text);
});

test('an answer shows it while the outage lasts', () => {
  const lines = (endedAt?: number) => {
    const one = { ...outage, likely: expired, ...(endedAt === undefined ? {} : { endedAt }) };
    const standing = { service, verdict: verdict('mail', 'major', outage.parts), isWatched: true };
    const asked = { isPublic: false, isFollowed: true };
    return composeStatus({ ...standing, incident: one }, english, now, asked).lines.map(plain);
  };
  expect(lines()).toContain(text);
  expect(lines(now - minute)).not.toContain(text);
});
