/** Outages that belong together, as a channel reads them: each cause once, each name in the lines. */
import { describe, expect, test } from 'vitest';
import { createVoice } from '../../src/languages/index.ts';
import type { LikelyCause, Service } from '../../src/model.ts';
import { type Case, composeGroup } from '../../src/telling/compose-group.ts';
import { cause, incident, minute, now, part, read } from '../desk.ts';

const english = createVoice('en', 'UTC');
const chinese = createVoice('zh-CN', 'UTC');
const noName = cause('dns-servfail', { phase: 'dns' });

function fallen(id: string, seen = noName): Case {
  const service: Service = {
    id,
    name: { en: id },
    aliases: [],
    category: 'own',
    preset: 'default',
    components: [{ id: 'main', name: { en: 'main' }, need: 'all', checks: [] }],
  };
  const parts = [part('main', 'major', { cause: seen })];
  return { service, incident: incident({ id: `${id}.1`, service: id, parts }) };
}

function back(one: Case, minutesAgo: number): Case {
  return { ...one, incident: { ...one.incident, endedAt: now - minutesAgo * minute } };
}

const five = ['Mail', 'Shop', 'Wiki', 'Chat', 'Login'].map((id) => fallen(id));
const [mail, ...others] = five as [Case, ...Case[]];

describe('several services at once', () => {
  test('share one line when they share the cause', () => {
    expect(read(composeGroup('outage', five, english, now))).toMatchInlineSnapshot(`
      "(down) 5 services are down: Mail, Shop and 3 more
        Mail, Shop, Wiki, Chat, Login: its name servers fail with SERVFAIL
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Details] /status"
    `);
    expect(read(composeGroup('outage', five, chinese, now))).toMatchInlineSnapshot(`
      "(down) 5 项服务无法使用：Mail、Shop 等
        Mail、Shop、Wiki、Chat、Login：域名服务器出错（SERVFAIL）
        开始时间：14:02 UTC
        — 由本机器人检测 · 确认于 14:03 UTC
        [详情] /status"
    `);
  });

  test('have a line each when they do not', () => {
    const apart = [...five.slice(0, 2), fallen('Bank', cause('refused'))];
    expect(read(composeGroup('outage', apart, english, now))).toMatchInlineSnapshot(`
      "(down) 3 services are down: Mail, Shop, Bank
        Mail, Shop: its name servers fail with SERVFAIL
        Bank: connection refused
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Details] /status"
    `);
  });

  test('the one that is back is told apart from those that are not', () => {
    expect(
      read(composeGroup('edit', [back(mail, 1), ...others], english, now)),
    ).toMatchInlineSnapshot(`
      "(down) 4 services are down: Shop, Wiki and 2 more
        Shop, Wiki, Chat, Login: its name servers fail with SERVFAIL
        Mail: back after 7 min
        Since 14:02 UTC
        — Seen by our own checks · confirmed 14:03 UTC
        [Details] /status"
    `);
  });

  test('no service is said to have been down longer than it was', () => {
    const over = [back(mail, 5), ...others.map((one) => back(one, 1))];
    const message = composeGroup('recovery', over, english, now);
    expect(message.title).not.toContain('min');
    expect(read(message)).toMatchInlineSnapshot(`
      "(recovered) 5 services are back: Mail, Shop and 3 more
        Mail: back after 3 min
        Shop, Wiki, Chat, Login: back after 7 min
        Down from 14:02 UTC to 14:09 UTC
        [Details] /status"
    `);
  });
});

describe('the likely cause', () => {
  const silent = { class: 'network', confidence: 0.8, code: 'no-route', values: {} } as const;
  const stopped = { class: 'software', confidence: 0.8, code: 'stopped', values: {} } as const;
  const likely = (one: Case, cause: LikelyCause, links: readonly string[] = []): Case => ({
    ...one,
    incident: { ...one.incident, likely: cause, links },
  });
  const said = (cases: readonly Case[]) =>
    read(composeGroup('outage', cases, english, now)).match(/Likely.*/g) ?? [];

  test('is said once where all agree', () => {
    expect(said(five.map((one) => likely(one, silent)))).toEqual([
      expect.stringContaining('Likely'),
    ]);
  });

  test('is not said where they differ, or where one of them has none', () => {
    const [one, two] = five as [Case, Case];
    expect(said([likely(one, silent), likely(two, stopped)])).toEqual([]);
    expect(said([likely(one, silent), two])).toEqual([]);
  });

  test('is that of the service on which the others depend', () => {
    const [parent, child] = five as [Case, Case];
    const { service } = parent.incident;
    const values = { parent: service };
    const because = { class: 'dependency', confidence: 0.9, code: 'parent', values } as const;
    const cases = [likely(parent, stopped), likely(child, because, [`service:${service}`])];
    expect(said(cases)).toEqual(said([likely(parent, stopped), likely(child, stopped)]));
    expect(said(cases)).toHaveLength(1);
  });

  test('that something is shared is plain from the card', () => {
    const shared = {
      class: 'dependency',
      confidence: 0.7,
      code: 'shared',
      values: { count: 4 },
    } as const;
    expect(said(five.map((one) => likely(one, shared)))).toEqual([]);
  });
});
