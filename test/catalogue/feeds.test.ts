/** The catalogue's feeds: of formats that can be read, and trusted only with what they speak of. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { formats } from '../../src/feeds/index.ts';

const { services, get } = createCatalogue([]);
const feeds = services.flatMap(({ id, feed }) => (feed ? [{ id, ...feed }] : []));

test('every feed has a format that can be read', () => {
  const known = new Set(formats.map(({ name }) => name));
  expect(feeds.filter(({ format }) => !known.has(format))).toEqual([]);
  expect(feeds.length).toBeGreaterThan(160);
});

test('feeds come over https, and services that share an address agree on its format', () => {
  expect(feeds.filter(({ url }) => !url.startsWith('https://'))).toEqual([]);
  for (const sharing of Map.groupBy(feeds, ({ url }) => url).values()) {
    expect(new Set(sharing.map(({ format }) => format)).size).toBe(1);
  }
});

test('services of one address are told apart by their product', () => {
  for (const [url, sharing] of Map.groupBy(feeds, (feed) => feed.url)) {
    const rows = sharing.map(({ product = '' }) => product);
    expect([url, new Set(rows).size]).toEqual([url, rows.length]);
  }
});

test('a feed that speaks of something else than what people ask about opens no outage', () => {
  for (const id of ['facebook', 'instagram', 'messenger', 'line', 'linkedin']) {
    expect([id, get(id)?.feed?.trust]).toEqual([id, 'probes']);
  }
  expect(get('whatsapp')?.feed).toBeUndefined();
  expect(get('whatsapp-business')?.feed).toMatchObject({ format: 'meta-rss' });
});
