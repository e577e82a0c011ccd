/** Planned work in feeds: announced, moved, called off and over, told once and the same after a restart. */
import { parseAtomFeed } from 'feedsmith';
import Parser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import type { Planned } from '../../src/incidents/maintenance.ts';
import { createStore } from '../../src/store/index.ts';
import { createWorkLog } from '../../src/web/feeds/work-log.ts';
import { followWork, type WorkNews } from '../../src/web/feeds/work-news.ts';
import { key, minute, now as noon, town, work } from './town.ts';
import { visit } from './visit.ts';

const hour = 60 * minute;
const newDisks: Planned = { ...work, window: { ...work.window, services: ['mail'] } };

function shifted(by: number, one = newDisks): Planned {
  const when = { from: one.from + by, until: one.until + by };
  return { ...one, ...when, window: { ...one.window, when } };
}

/** A world whose work and clock can be changed. */
async function world() {
  const store = await createStore('sqlite::memory:');
  const state = { now: noon, planned: [newDisks] as readonly Planned[] };
  const clock = { now: () => state.now, after: () => () => {} };
  const logOf = () =>
    createWorkLog({
      ...{ table: store.table<WorkNews>('works'), clock, planned: () => state.planned },
      onFault: (error) => expect.unreachable(String(error)),
    });
  const webOf = (more: Parameters<typeof town>[0] = {}) =>
    town({ incidents: [], workLog: logOf(), now: () => state.now, ...more });
  return { state, webOf };
}

type World = Awaited<ReturnType<typeof world>>;

async function entries({ webOf }: World, path = '/feed.atom') {
  const response = await visit(webOf(), path);
  const { entries = [] } = parseAtomFeed(await response.text());
  return entries.map(({ id, title, published, updated }) => ({
    ...{ id, title: title?.value },
    published: (Date.parse(published ?? '') - noon) / minute,
    updated: (Date.parse(updated ?? '') - noon) / minute,
  }));
}

test('one entry that follows the work: announced, moved, under way, over', async () => {
  const here = await world();
  const read = async (at: number, planned: readonly Planned[]) => {
    Object.assign(here.state, { now: noon + at * minute, planned });
    const [one, ...others] = await entries(here);
    expect(others).toEqual([]);
    return one;
  };
  const first = await read(0, [newDisks]);
  expect(first).toMatchObject({ title: 'Company mail: New disks', published: 0, updated: 0 });
  const later = shifted(hour);
  expect(await read(5, [later])).toMatchObject({
    ...{ id: first?.id, title: 'Company mail: New disks — moved', published: 0, updated: 5 },
  });
  // Reading again, in a new process each time, changes nothing.
  expect(await read(30, [later])).toMatchObject({ id: first?.id, updated: 5 });
  expect(await read(121, [later])).toMatchObject({
    ...{ id: first?.id, title: 'Company mail: New disks — under way', updated: 120 },
  });
  expect(await read(200, [])).toMatchObject({
    ...{ id: first?.id, title: 'Company mail: New disks — over', updated: 180 },
  });
});

test('called off before it begins is cancelled; ended early is over early', async () => {
  const here = await world();
  await entries(here);
  Object.assign(here.state, { now: noon + 10 * minute, planned: [] });
  expect(await entries(here)).toMatchObject([{ title: expect.stringMatching(/cancelled$/) }]);
  const other = await world();
  await entries(other);
  Object.assign(other.state, { now: noon + 70 * minute, planned: [] });
  expect(await entries(other)).toMatchObject([
    { title: 'Company mail: New disks — over', updated: 70 },
  ]);
});

test('it says when, in every form of a feed and in the language asked for', async () => {
  const { webOf } = await world();
  for (const form of ['atom', 'rss']) {
    const text = await (await visit(webOf(), `/s/mail/feed.${form}?lang=de`)).text();
    const { items } = await new Parser().parseString(text);
    expect(items[0]).toMatchObject({ title: expect.stringContaining('New disks') });
    expect(items[0]?.contentSnippet).toMatch(/15:10.*16:10/);
  }
  const feed = (await (await visit(webOf(), '/feed.json')).json()) as {
    items: { tags: string[]; url: string }[];
  };
  expect(feed.items[0]).toMatchObject({
    tags: ['Company mail', 'maintenance'],
    url: expect.stringMatching(/^http:\/\/localhost:8080\/s\/mail#work-/),
  });
});

test('strangers read of work on what they may see, and of nothing else', async () => {
  const { state, webOf } = await world();
  const both = { ...newDisks.window, services: ['mail', 'shop'], title: 'Cables' };
  state.planned = [newDisks, { ...newDisks, window: both }];
  const web = webOf({ access: { publicServices: ['shop'], key } });
  const text = await (await visit(web, '/feed.atom', { from: '192.0.2.1' })).text();
  expect(text).toContain('shop: Cables');
  expect(text).not.toMatch(/mail|New disks/i);
});

describe('what is known of work', () => {
  const weekly = (weekdays: readonly number[]): Planned => ({
    ...newDisks,
    window: {
      ...{ id: 'w9', services: ['mail'] },
      when: { days: { weekdays }, startMinute: 0, timeZone: 'UTC', lastsMs: hour },
    },
  });
  const titles = (known: readonly WorkNews[]) => known.map(({ title }) => title);

  test('what is quiet, and what comes again within a week, is no news', () => {
    const quiet = { ...newDisks, window: { ...newDisks.window, isQuiet: true } };
    expect(followWork([], [quiet, weekly([1]), weekly([1, 4])], noon)).toEqual([]);
    const monthly = weekly([0]);
    const { when } = monthly.window;
    const first = { ...when, days: { weekdays: [0], nth: 1 } } as Planned['window']['when'];
    const once = { ...monthly, window: { ...monthly.window, when: first } };
    expect(followWork([], [once], noon)).toHaveLength(1);
  });

  test('a name that is used again is other work', () => {
    const known = followWork([], [newDisks], noon);
    const other = shifted(hour, { ...newDisks, window: { ...newDisks.window, title: 'Paint' } });
    const after = followWork(known, [other], noon + minute);
    expect(titles(after)).toEqual(['New disks', 'Paint']);
    expect(after[0]?.cancelledAt).toBe(noon + minute);
    expect(after[1]?.movedAt).toBe(undefined);
  });

  test('of two alike, each stays itself', () => {
    const two = [newDisks, shifted(24 * hour)];
    const known = followWork([], two, noon);
    const after = followWork(known, [shifted(24 * hour), shifted(2 * hour)], noon + minute);
    expect(after.map(({ from, movedAt }) => [(from - newDisks.from) / hour, movedAt])).toEqual([
      [2, noon + minute],
      [24, undefined],
    ]);
  });

  test('a provider’s work that is not named for a moment is not called off', () => {
    const provided = { ...newDisks, isProvided: true };
    const known = followWork([], [provided], noon);
    const missed = followWork(known, [], noon + minute);
    expect(missed[0]?.cancelledAt).toBe(undefined);
    const back = followWork(missed, [provided], noon + 2 * minute);
    expect(back).toEqual(known);
    expect(followWork(missed, [], noon + 12 * minute)).toEqual([]);
  });

  test('it is forgotten after a month', () => {
    const known = followWork([], [newDisks], noon);
    expect(followWork(known, [], noon + 29 * 24 * hour)).toHaveLength(1);
    expect(followWork(known, [], noon + 31 * 24 * hour)).toEqual([]);
  });
});
