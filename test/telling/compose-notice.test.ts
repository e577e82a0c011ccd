/** What is no outage and worth hearing once, as a channel reads it. */
import { expect, test } from 'vitest';
import { createVoice } from '../../src/languages/index.ts';
import type { Notice, Service } from '../../src/model.ts';
import { composeNotice } from '../../src/telling/compose-notice.ts';
import { minute, now, read } from '../desk.ts';

const voices = [createVoice('en', 'UTC'), createVoice('zh-CN', 'UTC')] as const;
const mail: Service = {
  id: 'mail',
  name: { en: 'Company mail', 'zh-CN': '公司邮箱' },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: [],
};

function said(kind: Notice['kind'], facts: Notice['facts'], services: readonly Service[] = [mail]) {
  const notice = { id: kind, kind, at: now, expiresAt: now, facts };
  return voices.map((voice) => read(composeNotice(notice, services, { voice, now })));
}

const hour = { from: now - 60 * minute, until: now };

test('a certificate that ends', () => {
  const title = (days: number) =>
    said('certificate', { place: 'mx1.example.com', days })[0]?.split('\n')[0];
  expect(title(7)).toBe('(degraded) The certificate of mx1.example.com expires in 7 days');
  expect(title(1)).toBe('(degraded) The certificate of mx1.example.com expires in 1 day');
  expect(title(0)).toBe('(degraded) The certificate of mx1.example.com expires today');
  expect(title(-1)).toBe('(degraded) The certificate of mx1.example.com has expired');
});

test('a time when nothing was seen, of some services or of all', () => {
  expect(said('blind', { ...hour, why: 'network' })).toMatchInlineSnapshot(`
    [
      "(unknown) I could not see anything for 1 hr
      From 13:10 UTC to 14:10 UTC. An outage of Company mail in that time may have been missed.",
      "(unknown) 我有 1 小时无法观测
      13:10 UTC 至 14:10 UTC。这段时间内公司邮箱的故障可能没有被发现。",
    ]
  `);
  expect(said('blind', { ...hour, why: 'network' }, [])).toMatchInlineSnapshot(`
    [
      "(unknown) I could not see anything for 1 hr
      From 13:10 UTC to 14:10 UTC. An outage in that time may have been missed.",
      "(unknown) 我有 1 小时无法观测
      13:10 UTC 至 14:10 UTC。这段时间内的故障可能没有被发现。",
    ]
  `);
});

test('planned work, with what was written about it', () => {
  const facts = { from: now + 60 * minute, until: now + 180 * minute };
  expect(said('maintenance', facts)).toMatchInlineSnapshot(`
    [
      "(info) Company mail: maintenance planned, for 2 hr
      From 15:10 UTC to 17:10 UTC",
      "(info) 公司邮箱计划维护，为时 2 小时
      15:10 UTC 至 17:10 UTC",
    ]
  `);
  expect(said('maintenance', { ...facts, text: 'New disks' }, [])[0]).toMatch(/New disks$/);
});

test('no time stands in a title, where no reader would see their own clock', () => {
  for (const message of [...said('blind', hour), ...said('maintenance', hour)]) {
    expect(message.split('\n')[0]).not.toContain('UTC');
  }
});
