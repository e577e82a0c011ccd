/** Feeds and calendars, read by the libraries that readers are made of. */
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import ICAL from 'ical.js';
import Parser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Busy } from '../../src/busy/busy.ts';
import type { Planned } from '../../src/incidents/maintenance.ts';
import type { Incident } from '../../src/model.ts';
import { failing, key, minute, now, outage, past, serviceOf, town, well, work } from './town.ts';
import { visit } from './visit.ts';

const dayMs = 86_400_000;

async function textOf(web: ReturnType<typeof town>, path: string): Promise<string> {
  const response = await visit(web, path);
  expect(response.status).toBe(200);
  return response.text();
}

async function parsed(web: ReturnType<typeof town>, path: string) {
  return new Parser().parseString(await textOf(web, path));
}

describe.each(['atom', 'rss'])('as a reader sees feed.%s', (form) => {
  test('there is one entry for each outage, newest first, and one name for it for ever', async () => {
    const feed = await parsed(town(), `/feed.${form}`);
    expect(feed.title).toBe('Tocsin');
    expect(feed.items.map(({ title }) => title)).toEqual([
      'Company mail is partly down: Receiving',
      'Company mail is back — was partly down 10 min',
      'WhatsApp is back — was partly down 10 min',
    ]);
    const idsIn = async (path: string, web = town()) =>
      (await parsed(web, path)).items.map((item) => item.id ?? item.guid);
    const ids = await idsIn(`/feed.${form}`);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(await idsIn(`/feed.${form}?lang=ko`)).toEqual(ids);
    expect(await idsIn(`/s/mail/feed.${form}`)).toEqual(ids.slice(0, 2));
    const ended = outage('mail', { endedAt: now, changedAt: now, revision: 2 });
    const later = town({ incidents: [ended], publicUrl: 'https://status.example.com' });
    expect(await idsIn(`/feed.${form}`, later)).toEqual(ids.slice(0, 1));
  });

  test('it is in the language asked for', async () => {
    const { items } = await parsed(town(), `/s/mail/feed.${form}?lang=zh-CN`);
    expect(items[0]?.title).toMatch(/公司邮箱.*收信/);
  });

  test('an empty one is still a feed', async () => {
    const empty = town({ verdicts: [well('shop')], incidents: [] });
    expect((await parsed(empty, `/feed.${form}`)).items).toEqual([]);
  });

  test('names of services are never markup', async () => {
    const hostile = '<script>alert(1)</script> & "]]> </title>';
    const service = { ...serviceOf('mail'), name: { en: hostile } };
    const web = town({
      catalogue: {
        services: [service],
        get: (id) => (id === 'mail' ? service : undefined),
        find: () => ({ isExact: false, suggestions: [] }),
      },
    });
    const { items } = await parsed(web, `/feed.${form}`);
    expect(items[0]?.title).toContain('<script>alert(1)</script> & "]]> </title> is partly down');
    const html = items[0]?.content ?? '';
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<\/title/);
  });
});

test('each revision moves the date of its entry in Atom, and the date of the feed', async () => {
  const datesOf = async (incident: Incident) => {
    const web = town({ verdicts: [failing('mail')], incidents: [incident] });
    const { updated, entries } = parseAtomFeed(await textOf(web, '/feed.atom'));
    return [updated, entries?.[0]?.published, entries?.[0]?.updated];
  };
  const at = (minutes: number) => new Date(now - minutes * minute).toISOString();
  expect(await datesOf(outage('mail'))).toEqual([at(7), at(7), at(7)]);
  const worse = outage('mail', { revision: 2, changedAt: now - 2 * minute });
  expect(await datesOf(worse)).toEqual([at(2), at(7), at(2)]);
});

test('feeds say where they are and whom they are about, without the key', async () => {
  const web = town({ publicUrl: 'https://status.example.com/bell' });
  const response = await visit(web, `/s/mail/feed.atom?key=${key}&lang=de`, { from: '192.0.2.1' });
  const text = await response.text();
  expect(text).not.toContain(key);
  expect(parseAtomFeed(text)).toMatchObject({
    title: { value: 'Tocsin: Company mail' },
    links: [
      { href: 'https://status.example.com/bell/s/mail?lang=de', rel: 'alternate' },
      { href: 'https://status.example.com/bell/s/mail/feed.atom?lang=de', rel: 'self' },
    ],
    entries: [
      { links: [{ href: 'https://status.example.com/bell/s/mail#mail.1' }] },
      { links: [{ href: 'https://status.example.com/bell/s/mail#mail.90' }] },
    ],
  });
  const channel = parseRssFeed(await textOf(web, '/feed.rss'));
  expect(channel).toMatchObject({ language: 'en', link: 'https://status.example.com/bell/' });
});

/** https://www.jsonfeed.org/version/1.1/, as far as we use it; nothing else may be in it. */
const jsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  ...{ title: z.string(), language: z.string(), home_page_url: z.url(), feed_url: z.url() },
  authors: z.array(z.strictObject({ name: z.string() })),
  items: z.array(
    z.strictObject({
      ...{ id: z.string().min(1), url: z.url(), title: z.string().min(1) },
      ...{ content_html: z.string().min(1), content_text: z.string().min(1) },
      ...{ date_published: z.iso.datetime(), date_modified: z.iso.datetime() },
      tags: z.array(z.string()),
    }),
  ),
});

test('JSON Feed has the form of version 1.1 and the same entries', async () => {
  const feed = jsonFeed.parse(JSON.parse(await textOf(town(), '/feed.json')));
  const { entries } = parseAtomFeed(await textOf(town(), '/feed.atom'));
  expect(feed.items.map(({ id }) => id)).toEqual(entries?.map(({ id }) => id));
  expect(feed.items[0]?.content_text).toMatch(
    /^Company mail is partly down: Receiving\n.*overloaded/,
  );
  const empty = town({ verdicts: [], incidents: [] });
  expect(jsonFeed.parse(JSON.parse(await textOf(empty, '/feed.json'))).items).toEqual([]);
});

test('what changes nothing changes no tag: the same feed an hour later is the same', async () => {
  const tagOf = async (at: number) =>
    (await visit(town({ now: () => at }), '/feed.atom')).headers.get('etag');
  expect(await tagOf(now)).toBe(await tagOf(now + 60 * minute));
  const mail = [past('mail', 90)];
  const other = await visit(town({ incidents: mail }), '/feed.atom');
  expect(other.headers.get('etag')).not.toBe(await tagOf(now));
});

// ---------------------------------------------------------------- calendars

type Given = { readonly works?: readonly Planned[]; readonly busy?: readonly Busy[] };

async function eventsOf({ works = [], busy = [] }: Given, path = '/calendar.ics') {
  const web = town({
    maintenance: { list: () => works },
    busy: { between: (service) => (service.id === 'shop' ? [] : busy) },
  });
  const response = await visit(web, path);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const component = new ICAL.Component(ICAL.parse(await response.text()));
  return component.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
}

const instantsOf = ({ startDate, endDate }: ICAL.Event) =>
  [startDate, endDate].map((one) => one.toJSDate().getTime());

const weekly: Planned = {
  ...{ from: now + dayMs, until: now + dayMs + 60 * minute, isFixed: true },
  window: {
    ...{ id: 'w2', services: ['mail'], title: 'Updates; <b>all</b>, of it\nnow' },
    when: { days: { weekdays: [0] }, startMinute: 180, timeZone: 'Europe/Berlin', lastsMs: 3.6e6 },
  },
};

const crowd: Busy = {
  ...{ id: 'singles-day', name: { en: 'Singles’ Day', 'zh-CN': '双十一' }, factor: 1.84 },
  ...{ isLearned: true, from: now + 2 * dayMs, until: now + 3 * dayMs },
};

test('planned work stands in the calendar at its time, in universal time, and blocks nobody', async () => {
  const [event, ...others] = await eventsOf({ works: [work] });
  expect(others).toEqual([]);
  expect(event && instantsOf(event)).toEqual([work.from, work.until]);
  expect(event).toMatchObject({
    summary: 'Company mail: New disks',
    uid: `w1-${work.from}@tocsin`,
  });
  expect(event?.component.getFirstPropertyValue('transp')).toBe('TRANSPARENT');
  const starts = event?.component.getFirstProperty('dtstart')?.toICALString();
  expect(starts).toMatch(/^DTSTART:\d{8}T\d{6}Z$/);
});

test('what comes again and again stands at each of its times, by the clock of its place', async () => {
  const events = await eventsOf({ works: [weekly] });
  expect(events.length).toBe(12);
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(12);
  for (const event of events) {
    const [from = 0, until = 0] = instantsOf(event);
    expect(until - from).toBe(60 * minute);
    const at = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: 'Europe/Berlin', weekday: 'short', hour: '2-digit', minute: '2-digit' },
    });
    expect(at.format(from)).toBe('Sun 03:00');
  }
  expect(events[0]?.summary).toBe('Company mail: Updates; <b>all</b>, of it now');
});

test('a busy time stands there once, with those it concerns and what to expect', async () => {
  const [event, ...others] = await eventsOf({ busy: [crowd] });
  expect(others).toEqual([]);
  expect(event && instantsOf(event)).toEqual([crowd.from, crowd.until]);
  expect(event).toMatchObject({
    summary: 'Singles’ Day',
    description: 'last time answers took 1.8 times as long\nCompany mail, WhatsApp',
  });
  const [chinese] = await eventsOf({ busy: [crowd] }, '/s/mail/calendar.ics?lang=zh-CN');
  expect(chinese?.summary).toBe('双十一');
  expect(await eventsOf({ busy: [crowd] }, '/s/shop/calendar.ics')).toEqual([]);
});

test('a calendar is the same an hour later, and an empty one is a calendar', async () => {
  const textAt = async (at: number) =>
    textOf(
      town({
        now: () => at,
        maintenance: { list: () => [work, weekly] },
        busy: { between: () => [crowd] },
      }),
      '/calendar.ics',
    );
  expect(await textAt(now + 1)).toBe(await textAt(now + 60 * minute - 1));
  expect(await eventsOf({})).toEqual([]);
});

test('a feed of what is not there, or may not be seen, is not there', async () => {
  const some = town({ access: { publicServices: ['shop'] } });
  for (const name of ['feed.atom', 'feed.rss', 'feed.json', 'calendar.ics']) {
    expect((await visit(town(), `/s/zzzzzz/${name}`)).status).toBe(404);
    expect((await visit(some, `/s/mail/${name}`, { from: '192.0.2.1' })).status).toBe(404);
    const all = await visit(some, `/${name}`, { from: '192.0.2.1' });
    expect([all.status, await all.text()]).toEqual([200, expect.not.stringMatching(/mail/i)]);
  }
});
