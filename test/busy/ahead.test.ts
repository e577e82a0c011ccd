/** What channels read a day ahead, year after year. */
import { describe, expect, test } from 'vitest';
import { aheadMs, noticesDue } from '../../src/busy/ahead.ts';
import type { Occasion } from '../../src/busy/busy.ts';
import { occasions } from '../../src/busy/occasions/index.ts';
import { createPeriods } from '../../src/busy/periods.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createVoice } from '../../src/languages/index.ts';
import type { Notice, Service } from '../../src/model.ts';
import { composeBusy } from '../../src/telling/compose-busy.ts';
import { dayMs, hourMs } from './past.ts';

const catalogue = createCatalogue([]);

function services(...ids: readonly string[]): readonly Service[] {
  return ids.flatMap((id) => catalogue.get(id) ?? []);
}

/** Everything that falls due in a time, looked for four times a day, each notice once. */
function told(
  [from, to]: readonly [string, string],
  followed: readonly Service[],
  known: readonly Occasion[] = occasions,
): readonly Notice[] {
  const periods = createPeriods(known);
  const notices = new Map<string, Notice>();
  for (let now = Date.parse(from); now < Date.parse(to); now += 6 * hourMs) {
    for (const notice of noticesDue(periods.all(now - 9 * dayMs, now + aheadMs), followed, now)) {
      if (!notices.has(notice.id)) notices.set(notice.id, notice);
    }
  }
  return [...notices.values()];
}

/** As a channel reads them that speaks a language in a place. */
function titles(notices: readonly Notice[], tag: string, timeZone: string): readonly string[] {
  return notices.map((notice) => {
    const mine = services(...(notice.services ?? []));
    const voice = createVoice(tag, timeZone);
    return composeBusy(notice, mine, { voice, now: notice.at }).title;
  });
}

const decade = ['2026-01-01T00:00:00Z', '2036-01-01T00:00:00Z'] as const;
const only = (notices: readonly Notice[], id: string) =>
  notices.filter((notice) => notice.id.startsWith(`busy:${id}:`));

describe('ten years', () => {
  const all = told(decade, services('alipay', 'china-post'));

  test('of red envelopes, in Chinese by the clocks of Shanghai', () => {
    const eves = titles(only(all, 'lunar-new-year-eve'), 'zh-CN', 'Asia/Shanghai');
    const days = ['2月16日', '2月5日', '1月25日', '2月12日', '2月2日', '1月22日', '2月10日'];
    days.push('1月30日', '2月18日', '2月7日');
    expect(eves).toEqual(days.map((day) => `${day} 18:00 起，支付可能变慢：除夕`));
  });

  test('of red envelopes, in English by the clocks of New York', () => {
    const eves = titles(only(all, 'lunar-new-year-eve'), 'en', 'America/New_York');
    const days = ['16 Feb', '5 Feb', '25 Jan', '12 Feb', '2 Feb', '22 Jan', '10 Feb', '30 Jan'];
    days.push('18 Feb', '7 Feb');
    expect(eves).toEqual(
      days.map((day) => `From ${day} 05:00 expect payments to be slower: Lunar New Year’s Eve`),
    );
  });

  test('of sales: New York reads of June an hour later than of November', () => {
    const sales = titles(only(all, '618'), 'en', 'America/New_York');
    expect(new Set(sales)).toEqual(
      new Set([
        'From 17 Jun 08:00 expect mail and parcel services, payments to be slower: 618 sale',
      ]),
    );
    expect(titles(only(all, '11-11'), 'en', 'America/New_York')).toEqual(
      Array(10).fill(
        'From 10 Nov 07:00 expect mail and parcel services, payments to be slower: 11.11 (Singles’ Day)',
      ),
    );
    expect(titles(only(all, '11-11'), 'zh-CN', 'Asia/Shanghai')).toEqual(
      Array(10).fill('11月10日 20:00 起，邮政和快递、支付可能变慢：双十一'),
    );
  });

  test('each of them between half a day and two days ahead', () => {
    const leads = all.map(({ at, facts }) => (Number(facts.from) - at) / hourMs);
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...leads)).toBeLessThanOrEqual(48);
  });

  test('a year has a handful of them, and none of a small feast', () => {
    const names = new Set(all.map(({ id }) => id.split(':')[1]));
    expect(all.length / 10).toBeLessThanOrEqual(8);
    expect([...names].sort()).toEqual([
      ...['11-11', '12-12', '618', 'labour-day-week', 'lunar-new-year', 'lunar-new-year-eve'],
      ...['national-day-week'],
    ]);
  });
});

test('a channel that follows nothing concerned is told nothing in ten years', () => {
  expect(told(decade, services('gmail', 'github', 'outlook'))).toEqual([]);
  expect(told(decade, [])).toEqual([]);
});

test('Christmas in Berlin, Thanksgiving’s sale in Los Angeles', () => {
  const all = told(
    ['2026-11-20T00:00:00Z', '2026-12-31T00:00:00Z'],
    services('usps', 'stripe', 'xbox'),
  );
  expect(titles(all, 'de', 'Europe/Berlin')).toEqual([
    'Ab 27. Nov. 06:00 kann manches länger dauern (Post und Pakete, Zahlungen): Black Friday',
    'Ab 30. Nov. 06:00 kann manches länger dauern (Post und Pakete, Zahlungen): Cyber Monday',
    'Ab 10. Dez. 01:00 kann manches länger dauern (Post und Pakete): Weihnachtspakete',
    'Ab 24. Dez. 13:00 kann manches länger dauern (Spiele): Weihnachten',
  ]);
  expect(titles(all, 'en', 'America/Los_Angeles')[0]).toMatch(/^From 26 Nov 21:00 expect/);
});

describe('dates of one’s own', () => {
  const [shop] = services('taobao');
  const own = (when: Occasion['when']): Occasion => ({
    ...{ id: 'own:Sale', name: { en: 'Sale', 'zh-CN': '大促' }, concerns: {}, factor: 2, when },
  });

  test('one that comes once is told once, in its own words', () => {
    const from = Date.parse('2026-03-10T12:00:00Z');
    const all = told(['2026-03-01T00:00:00Z', '2026-03-20T00:00:00Z'], shop ? [shop] : [], [
      own({ from, until: from + hourMs }),
    ]);
    expect(titles(all, 'zh-CN', 'UTC')).toEqual(['3月10日 12:00 UTC 起，购物平台可能变慢：大促']);
    expect(titles(all, 'ko', 'UTC')).toEqual([
      '3월 10일 12:00 UTC부터 느려질 수 있습니다(쇼핑): Sale',
    ]);
  });

  test('what comes every day is no news, what comes every week is', () => {
    const again = { startMinute: 540, timeZone: 'UTC', lastsMs: hourMs };
    const month = ['2026-03-02T00:00:00Z', '2026-03-30T00:00:00Z'] as const;
    expect(told(month, shop ? [shop] : [], [own({ days: {}, ...again })])).toEqual([]);
    const weekly = own({ days: { weekdays: [3] }, ...again });
    expect(told(month, shop ? [shop] : [], [weekly])).toHaveLength(4);
  });
});

test('foreign words in a name stay words', () => {
  const notice: Notice = {
    ...{ id: 'busy:x:1', kind: 'busy', services: ['taobao'], at: 0, expiresAt: 1 },
    facts: { from: 2e12, until: 2.1e12, 'name.en': '<!channel> @everyone\n{kinds}' },
  };
  const voice = createVoice('en', 'UTC');
  const { title } = composeBusy(notice, services('taobao'), { voice, now: 2e12 });
  expect(title).toBe(
    'From 18 May 03:33 UTC expect shops to be slower: <!channel> @everyone {kinds}',
  );
});
