/** What people read who ask what is to be expected: `forecast` and `calendar`. */
import { describe, expect, test } from 'vitest';
import { occasions } from '../../src/busy/occasions/index.ts';
import { createPeriods } from '../../src/busy/periods.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Ask } from '../../src/platforms/platform.ts';
import { dayMs, hourMs, hoursOf, officeMs } from '../busy/past.ts';
import { type Given, now } from '../desk.ts';
import { room } from './room.ts';

const catalogue = createCatalogue([]);
const periods = createPeriods(occasions);
const followed = ['china-post', 'alipay', 'usps', 'whatsapp', 'gmail'];

/** Half a year of what comes for these services. */
function busyFor(...ids: readonly string[]): NonNullable<Given['busy']> {
  return Object.fromEntries(
    ids.map((id) => {
      const service = catalogue.get(id);
      if (!service) throw new Error(`The catalogue has ${id}.`);
      return [id, periods.between(service, now - 28 * dayMs, now + 200 * dayMs)];
    }),
  );
}

/** A bot that has seen `days` days, the last hour `times` as slow as usual. */
function seen(days: number, times = 1, rest: Given = {}): Given {
  const latency = hoursOf({ from: now - 28 * dayMs, to: now }, (at) => {
    if (at < now - days * dayMs) return undefined;
    return officeMs(at, 'UTC') * (at >= now - hourMs ? times : 1);
  });
  const known = () => ({ share: 1, since: now - days * dayMs });
  return {
    latency: Object.fromEntries(followed.map((id) => [id, latency])),
    uptimes: Object.fromEntries(followed.map((id) => [id, known])),
    busy: busyFor(...followed),
    ...rest,
  };
}

async function channel(given: Given, ask: Partial<Ask> = {}) {
  const made = room(given, ask);
  for (const id of followed) await made.ask(`subscribe ${id}`);
  return made;
}

function subscriptionOf(service: string) {
  const words = { language: 'en', timeZone: 'UTC' };
  return { channel: 'slack:C1', service, ...words, by: 'U2', since: now };
}

describe('forecast', () => {
  test('what is, what is usual, and what comes', async () => {
    const { ask } = room(seen(28, 3));
    expect(await ask('forecast usps 7')).toMatchInlineSnapshot(`
      "(info) United States Postal Service is slower than usual for this hour
        Now 290 ms; usual for this hour: 100 ms, mostly 93 ms to 110 ms
        Slowest within 7 days: about 300 ms around 23 Nov 11:10 UTC
        Busy from 25 Nov 17:00 UTC to 27 Nov 05:00 UTC: Thanksgiving; answers may take 1.3 times as long
        Busy from 27 Nov 05:00 UTC to 30 Nov 05:00 UTC: Black Friday; answers may take 2 times as long
        — This knows habits and the calendar; faults it cannot foresee.
        [Details] /status usps
        [Calendar] /calendar"
    `);
  });

  test('as usual, on a Sunday with nothing ahead', async () => {
    expect(await room(seen(28)).ask('forecast gmail')).toMatchInlineSnapshot(`
      "(info) Gmail is as fast as usual for this hour
        Now 97 ms; usual for this hour: 100 ms, mostly 93 ms to 110 ms
        Slowest within 1 day: about 300 ms around 23 Nov 12:40 UTC
        Nothing special is known for the time ahead (7 days).
        — This knows habits and the calendar; faults it cannot foresee.
        [Details] /status gmail
        [Calendar] /calendar"
    `);
  });

  test('in Chinese', async () => {
    const { ask } = room(seen(28), { language: 'zh-CN', timeZone: 'Asia/Shanghai' });
    expect(await ask('预测 邮政')).toMatchInlineSnapshot(`
      "(info) 中国邮政的速度与平时这个时段一样
        现在 97 毫秒；平时这个时段 100 毫秒，多在 93 毫秒到 110 毫秒之间
        未来 1 天最慢的时候：11月23日 12:40 UTC 前后，约 300 毫秒
        未来 7 天没有已知的特殊情况。
        — 预测依据的是平时的规律和日历，故障无法预知。
        [详情] /status china-post
        [日历] /calendar"
    `);
  });

  test('after five days it says that weekdays are still the same to it', async () => {
    expect(await room(seen(5)).ask('forecast usps')).toContain('by the hour of the day alone');
  });

  test('after a day it makes no forecast and says when it can', async () => {
    const { message } = await room(seen(1)).answer('forecast usps');
    expect(message.title).toBe('No forecast for United States Postal Service yet');
    expect(message.lines.flat()).toContain(
      'Seen for 1 day so far. Three days are enough for a first forecast, two weeks for a good one.',
    );
    expect(message.chart).toBeUndefined();
  });

  test('of what nobody watches it knows the calendar alone', async () => {
    const { ask } = room({ busy: busyFor('usps') });
    const text = await ask('forecast usps 7');
    expect(text).toContain('United States Postal Service is not watched');
    expect(text).toContain('Black Friday');
    expect(text).toContain('[Subscribe this channel] /subscribe usps');
  });

  test('a channel that has just subscribed reads that it is too early', async () => {
    const { ask } = await channel({});
    expect(await ask('forecast usps')).toContain('Seen for 0 sec so far.');
  });

  test('planned work in the time ahead is part of it, other work is not', async () => {
    const { ask, desk } = room(seen(28));
    await desk.plan({
      services: ['gmail'],
      start: { minute: 120, timeZone: 'UTC' },
      forMs: hourMs,
    });
    expect(await ask('forecast gmail')).toContain('Maintenance from 16:10 UTC to 17:10 UTC');
    expect(await ask('forecast whatsapp')).not.toContain('Maintenance');
  });

  test('what is unusual already is said with it', async () => {
    const warning = {
      ...({ component: 'website', check: 'a', code: 'change', at: now - hourMs } as const),
      values: { times: 3, since: now - hourMs },
    };
    const { ask, desk } = room(seen(28));
    const usps = catalogue.get('usps');
    const standing = usps && (await desk.standing(usps));
    const standings = standing ? { usps: { ...standing, warnings: [warning] } } : {};
    expect(await ask('forecast usps')).not.toContain('Early warning');
    expect(await room(seen(28, 1, { standings })).ask('forecast usps')).toContain('Early warning:');
  });

  test('its chart looks as far ahead as back, and a text has bars on both sides of now', async () => {
    const { message } = await room(seen(28)).answer('forecast usps');
    expect(message.chart?.nowAt).toBe(0.5);
    expect(message.chart?.columns).toHaveLength(48);
    expect(message.chart?.alt).toMatch(/Service: 1 day back, 1 day ahead\. Now 97 ms; usual/);
    expect(message.chart?.marks.map(({ label }) => label)).toEqual([
      ...['18:00', '22 Nov', '06:00', '12:00', '18:00', '23 Nov', '06:00', '12:00'],
    ]);
  });

  test('the scale of its chart is that of the reader’s clocks', async () => {
    const { answer } = room(seen(28), { timeZone: 'Asia/Kolkata' });
    const { message } = await answer('forecast usps 7');
    const { marks = [], columns = [] } = message.chart ?? {};
    const from = now - 7 * dayMs;
    expect(columns.length).toBeGreaterThan(40);
    expect(
      marks.map(({ at, label }) => [label, new Date(from + at * 14 * dayMs).toISOString()]),
    ).toEqual([
      ['18 Nov', '2026-11-17T18:30:00.000Z'],
      ['21 Nov', '2026-11-20T18:30:00.000Z'],
      ['24 Nov', '2026-11-23T18:30:00.000Z'],
      ['27 Nov', '2026-11-26T18:30:00.000Z'],
    ]);
  });

  test.each([
    ['forecast', 'Which service do you want a forecast for?'],
    ['forecast whatsap', 'WhatsApp'],
    ['forecast usps 99', 'Slowest within 7 days'],
    ['forecast usps days:3', 'Slowest within 3 days'],
    ['预测 中国邮政', 'China Post is as fast as usual'],
  ])('%s', async (line, expected) => {
    expect(await room(seen(28)).ask(line)).toContain(expected);
  });
});

describe('status', () => {
  const sale = {
    ...{ id: '11.11', name: { en: '11.11 sale', 'zh-CN': '双十一' }, factor: 2.5 },
    isLearned: false,
  };
  const lasting = (from: number) => ({
    busy: { usps: [{ ...sale, from, until: from + dayMs }] },
  });

  test('says that a busy period lasts, as that explains slow answers', async () => {
    expect(await room(lasting(now - hourMs)).ask('status usps')).toContain(
      'Busy until 23 Nov 13:10 UTC: 11.11 sale; answers may take 2.5 times as long',
    );
  });

  test('says nothing of one that is still to come, or over', async () => {
    expect(await room(lasting(now + hourMs)).ask('status usps')).not.toContain('Busy');
    expect(await room(lasting(now - dayMs)).ask('status usps')).not.toContain('Busy');
  });
});

describe('calendar', () => {
  test('what comes for the services of the channel, soonest first', async () => {
    const { ask } = await channel(seen(28));
    expect(await ask('calendar')).toMatchInlineSnapshot(`
      "(info) 6 dates in the next 28 days
        Thanksgiving: 25 Nov 17:00 UTC to 27 Nov 05:00 UTC — United States Postal Service
        Black Friday: 27 Nov 05:00 UTC to 30 Nov 05:00 UTC — United States Postal Service
        Month end: 30 Nov 00:00 UTC to 2 Dec 00:00 UTC — Alipay
        Cyber Monday: 30 Nov 05:00 UTC to 2 Dec 05:00 UTC — United States Postal Service
        Christmas parcels: 10 Dec 00:00 UTC to 25 Dec 00:00 UTC — United States Postal Service
        12.12 sale: 11 Dec 12:00 UTC to 13 Dec 16:00 UTC — China Post, Alipay
        — This channel is not told of busy periods ahead.
        [Tell us ahead] /calendar ahead:on"
    `);
  });

  test('times are instants, which networks show by the clocks of the reader', async () => {
    const { answer } = await channel(seen(28));
    const { message } = await answer('calendar 2');
    const times = message.lines.flat().flatMap((span) => {
      return typeof span === 'object' && 'time' in span ? [new Date(span.time).toISOString()] : [];
    });
    expect(times.slice(0, 2)).toEqual(['2026-11-25T17:00:00.000Z', '2026-11-27T05:00:00.000Z']);
  });

  test('planned work stands between the feasts', async () => {
    const { ask, desk } = await channel(seen(28));
    await desk.plan({
      services: ['gmail'],
      start: { minute: 120, timeZone: 'UTC' },
      forMs: hourMs,
      title: 'New disks',
    });
    expect(await ask('calendar 1')).toContain('New disks: 16:10 UTC to 17:10 UTC');
  });

  test('nothing ahead is said in so many words', async () => {
    const { ask } = room();
    await ask('subscribe gmail');
    expect(await ask('calendar 1')).toContain('Nothing special in the next 7 days');
  });

  test('a channel that follows nothing is told how to begin', async () => {
    expect(await room().ask('calendar')).toContain('subscribe whatsapp');
  });

  test('a channel asks to be told ahead, and takes it back', async () => {
    const { ask, desk } = await channel(seen(28));
    expect(await ask('calendar ahead:on')).toMatchInlineSnapshot(`
      "(info) Done: this channel is told of busy periods a day ahead
        [Undo] /calendar ahead:off"
    `);
    expect(desk.room('slack:C1').hasBusyAhead).toBe(true);
    expect(await ask('calendar')).toContain('[Do not tell us ahead] /calendar ahead:off');
    expect(await ask('settings')).toContain('Busy periods ahead: on');
    await ask('calendar ahead:off');
    expect(desk.room('slack:C1').hasBusyAhead).toBe(false);
  });

  test('only who may manage the channel decides what it is told', async () => {
    const { ask, desk } = await channel(seen(28));
    const guest = await channel(seen(28), { mayManage: false });
    await guest.desk.subscribe(subscriptionOf('usps'), { tone: 'info', title: '', lines: [] });
    expect(await guest.ask('calendar ahead:on')).toContain('Only full members of this channel');
    expect(guest.desk.room('slack:C1').hasBusyAhead).toBeUndefined();
    expect(await ask('calendar ahead:perhaps')).toContain('Write on or off.');
    expect(desk.room('slack:C1').hasBusyAhead).toBeUndefined();
  });
});
