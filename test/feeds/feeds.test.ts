/** Following feeds: a server that plays status pages over time, and what is made of them. */
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createFeeds, type Feeds, type Trouble } from '../../src/feeds/reading/feeds.ts';
import { createFetch, type Fetch } from '../../src/feeds/reading/fetch.ts';
import type { Feed, FeedReport, Service } from '../../src/model.ts';
import { createEyes } from '../../src/probes/index.ts';
import { createHandClock } from '../clock.ts';
import { kinds, now, statuspageIncident, textOf } from './documents.ts';
import { createPageServer } from './page-server.ts';

const server = await createPageServer();
const eyes = createEyes({ userAgent: 'Tocsin/0.1' });
const { fetch } = createFetch(eyes);
const second = 1_000;
const minute = 60_000;
const open: Feeds[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((feeds) => feeds.stop()));
});
afterAll(async () => {
  eyes.close();
  await server.close();
});

function service(id: string, path: string, feed: Partial<Feed> = {}): Service {
  return {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default', components: [] },
    feed: { format: 'statuspage-v2', url: `${server.url}${path}`, ...feed },
  };
}

/** A reader whose time goes on by hand, while the answers come from a real server. */
function reader(table = new Map<string, FeedReport>()) {
  const clock = createHandClock(now);
  const pending = new Set<Promise<unknown>>();
  const news: string[] = [];
  const troubles: Trouble[] = [];
  let atOnce = 0;
  let most = 0;
  const counted: Fetch = (wanted) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    const fetched = fetch(wanted).finally(() => {
      atOnce -= 1;
      pending.delete(fetched);
    });
    pending.add(fetched);
    return fetched;
  };
  const feeds = createFeeds({
    ...{ fetch: counted, clock, random: () => 0.5 },
    table: {
      get: async (id) => table.get(id),
      set: async (id, report) => void table.set(id, report),
    },
    onChange(id, changes, { status }) {
      const told = changes.map((change) => change.what).join(' ');
      news.push(`${id}: ${status}${told && ` (${told})`}`);
    },
    onTrouble: (trouble) => troubles.push(trouble),
    onBug(error) {
      throw error;
    },
  });
  open.push(feeds);

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= second) {
      await clock.pass(Math.min(left, second));
      while (pending.size > 0) {
        await Promise.all(pending);
        await clock.pass(0);
      }
    }
  }
  return { feeds, pass, news, troubles, clock, most: () => most };
}

const page = { name: 'Shop', url: 'https://status.example.com' };
const well = { page, status: { indicator: 'none' }, incidents: [] };
const ill = { page, status: { indicator: 'major' }, incidents: [statuspageIncident('identified')] };
const asked = (path: string) => server.asked.filter((one) => one.path === path).length;

test('nothing is known before the first reading, which comes within seconds', async () => {
  server.show('/first', well);
  const { feeds, pass } = reader();
  await feeds.follow(service('shop', '/first'));
  expect(feeds.report('shop')).toMatchObject({
    status: 'unknown',
    reason: 'has not been read yet',
  });
  expect(feeds.report('other')).toBeUndefined();
  await pass(6 * second);
  expect(feeds.report('shop')).toMatchObject({ status: 'operational', since: expect.any(Number) });
});

test('a page is followed through an incident, which is asked about more often', async () => {
  server.show('/course', well);
  const { feeds, pass, news } = reader();
  await feeds.follow(service('shop', '/course'));
  await pass(10 * minute);
  const calmly = asked('/course');
  expect(calmly).toBeLessThanOrEqual(6);
  server.show('/course', ill);
  await pass(10 * minute);
  expect(asked('/course') - calmly).toBeGreaterThan(6);
  server.show('/course', { ...ill, incidents: [statuspageIncident('monitoring')] });
  await pass(2 * minute);
  server.show('/course', well);
  await pass(2 * minute);
  expect(news).toEqual([
    'shop: operational',
    'shop: partial (opened)',
    'shop: partial (updated)',
    'shop: operational (ended)',
  ]);
});

test('a page that has not changed is not sent again', async () => {
  server.show('/tag', well);
  const { feeds, pass } = reader();
  await feeds.follow(service('shop', '/tag'));
  await pass(10 * minute);
  const tags = server.asked
    .filter(({ path }) => path === '/tag')
    .map(({ headers }) => headers['if-none-match']);
  expect(tags[0]).toBeUndefined();
  expect(tags.slice(1).every((tag) => tag !== undefined)).toBe(true);
});

test('services that share a page share its requests, and one that joins later has it at once', async () => {
  const row = (name: string, status: string) => ({ id: name, name, status });
  const rows = [row('Mail', 'major_outage'), row('Calendar', 'operational')];
  server.show('/shared', { ...well, components: rows });
  const { feeds, pass } = reader();
  await feeds.follow(service('mail', '/shared', { product: 'Mail' }));
  await feeds.follow(service('calendar', '/shared', { product: 'Calendar' }));
  await pass(6 * second);
  expect(asked('/shared')).toBe(1);
  await feeds.follow(service('all', '/shared'));
  expect(asked('/shared')).toBe(1);
  expect(['mail', 'calendar', 'all'].map((id) => feeds.report(id)?.status)).toEqual([
    'major',
    'operational',
    'degraded',
  ]);
});

test('a host is asked one thing at a time, with a pause between', async () => {
  const { feeds, pass, clock, most } = reader();
  for (const path of ['/one', '/two', '/three']) {
    server.show(path, well);
    await feeds.follow(service(path.slice(1), path));
  }
  const from = clock.now();
  const before = server.asked.length;
  while (server.asked.length < before + 3) await pass(second);
  expect(most()).toBe(1);
  expect(clock.now() - from).toBeGreaterThanOrEqual(4 * second);
});

test('what began and ended between two looks is told as one that was, from the list of what is over', async () => {
  const [summary, past] = ['/api/v2/summary.json', '/api/v2/incidents.json'];
  const updated = (minutes: number) => ({
    ...well,
    page: { ...page, updated_at: String(minutes) },
  });
  server.show(summary, updated(1));
  server.show(past, { page, incidents: [] });
  const { feeds, pass, news } = reader();
  await feeds.follow(service('shop', summary));
  await pass(minute);
  const at = new Date(now + minute).toISOString();
  const update = { status: 'resolved', body: 'It is over', created_at: at };
  const short = statuspageIncident('resolved', 'major', {
    ...{ started_at: at, resolved_at: at, incident_updates: [update] },
  });
  server.show(past, { page, incidents: [short] });
  server.show(summary, updated(2));
  await pass(10 * minute);
  server.show(summary, updated(3));
  await pass(10 * minute);
  expect(news).toEqual(['shop: operational', 'shop: operational (was)']);
});

describe('a page that is of no use', () => {
  test.each([
    ['a web page', { type: 'text/html', body: '<html>All good</html>' }, /is a web page/],
    ['a document of another form', { body: '{"hello":1}' }, /has no form that we know/],
    [
      'a word that is new',
      { body: JSON.stringify({ page, status: { indicator: 'teal' } }) },
      /says nothing clear/,
    ],
  ])('%s is unknown at once, and told to the operator once', async (name, shown, reason) => {
    const path = `/${name.replaceAll(' ', '-')}`;
    server.show(path, well);
    const { feeds, pass, troubles } = reader();
    await feeds.follow(service('shop', path));
    await pass(minute);
    server.show(path, shown);
    await pass(10 * minute);
    server.show(path, { ...shown, headers: { 'x-new': '1' } });
    await pass(10 * minute);
    expect(feeds.report('shop')).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(reason),
    });
    expect(troubles).toMatchObject([{ services: ['shop'], reason: expect.stringMatching(reason) }]);
    server.show(path, well);
    await pass(5 * minute);
    expect(feeds.report('shop')?.status).toBe('operational');
    expect(feeds.troubles).toEqual([]);
  });

  test('that has moved to another platform is read all the same, and the operator hears of it', async () => {
    const instatus = { page: { name: 'Shop', status: 'HASISSUES' }, activeIncidents: [] };
    server.show('/moved', instatus);
    const { feeds, pass, troubles } = reader();
    await feeds.follow(service('shop', '/moved'));
    await pass(10 * minute);
    expect(feeds.report('shop')).toMatchObject({ status: 'degraded', format: 'instatus' });
    expect(troubles.map(({ reason }) => reason)).toEqual([
      'has become instatus; it was expected as statuspage-v2',
    ]);
  });

  test('that does not answer holds its last word for half an hour, is asked ever less, and comes back', async () => {
    server.show('/gone', ill);
    const { feeds, pass, troubles, news } = reader();
    await feeds.follow(service('shop', '/gone'));
    await pass(minute);
    server.show('/gone', { status: 503 });
    const before = asked('/gone');
    await pass(25 * minute);
    expect(feeds.report('shop')?.status).toBe('partial');
    expect(troubles).toEqual([]);
    await pass(95 * minute);
    expect(feeds.report('shop')).toMatchObject({
      status: 'unknown',
      reason: 'cannot be read: answers 503',
    });
    expect(troubles).toHaveLength(1);
    expect(asked('/gone') - before).toBeLessThan(12);
    server.show('/gone', ill);
    await pass(35 * minute);
    // The same incident is no news when it can be seen again.
    expect(news).toEqual(['shop: partial (opened)', 'shop: unknown', 'shop: partial']);
  });

  test('that wants to be left alone is left alone', async () => {
    server.show('/busy', { status: 429, headers: { 'retry-after': '3600' } });
    const { feeds, pass } = reader();
    await feeds.follow(service('shop', '/busy'));
    await pass(59 * minute);
    expect(asked('/busy')).toBe(1);
    await pass(10 * minute);
    expect(asked('/busy')).toBe(2);
  });
});

test('who asks about a service that nobody follows gets what its page says now', async () => {
  server.show('/once', textOf(kinds[0]?.cases[0]?.body));
  const { feeds, clock } = reader();
  const asked = await feeds.once(service('asked', '/once'));
  // One thing at a time for each host, with a pause after it.
  await clock.pass(2 * second);
  expect(asked).toMatchObject({ status: 'operational', format: 'statuspage-v2' });
  expect(feeds.report('asked')).toBeUndefined();
  expect(await feeds.once(service('gone', '/nowhere'))).toMatchObject({
    status: 'unknown',
    reason: expect.stringContaining('404'),
  });
});

test('a restart tells only what is new since', async () => {
  const table = new Map<string, FeedReport>();
  server.show('/restart', ill);
  const before = reader(table);
  await before.feeds.follow(service('shop', '/restart'));
  await before.pass(minute);
  await before.feeds.stop();
  const after = reader(table);
  await after.feeds.follow(service('shop', '/restart'));
  await after.pass(minute);
  expect(after.news).toEqual(['shop: partial']);
  server.show('/restart', well);
  await after.pass(5 * minute);
  expect(after.news.at(-1)).toBe('shop: operational (ended)');
});

test('a service that is left is not asked about any more', async () => {
  server.show('/left', well);
  const { feeds, pass } = reader();
  await feeds.follow(service('shop', '/left'));
  await pass(minute);
  feeds.leave('shop');
  await pass(10 * minute);
  expect(asked('/left')).toBe(1);
  expect(feeds.report('shop')).toBeUndefined();
});

test.each(kinds.map((kind) => [kind.format, kind] as const))(
  '%s, over time',
  async (format, kind) => {
    const path = `/over-time/${format}`;
    const { feeds, pass } = reader();
    const cases = kind.cases.filter(({ product }) => product === undefined).slice(0, 5);
    const [first] = cases;
    server.show(path, { type: kind.type, body: textOf(first?.body) });
    await feeds.follow(service('shop', path, { format }));
    await pass(minute);
    for (const { body, gives } of cases) {
      server.show(path, { type: kind.type, body: textOf(body) });
      await pass(11.5 * minute);
      expect(feeds.report('shop')?.status).toBe(gives);
    }
  },
);
