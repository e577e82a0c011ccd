/** A feed in each of the forms that readers know. The library is loaded when somebody asks: it takes 4 MB. */
import { version } from '../../version.ts';
import type { Feed } from './entries.ts';

export type Form = { readonly type: string; readonly write: (feed: Feed) => Promise<string> };

/** By the ending of their paths. */
export const forms: Readonly<Record<'atom' | 'rss' | 'json', Form>> = {
  atom: { type: 'application/atom+xml; charset=utf-8', write: atom },
  rss: { type: 'application/rss+xml; charset=utf-8', write: rss },
  json: { type: 'application/feed+json; charset=utf-8', write: json },
};

async function atom({
  id,
  title,
  language,
  home,
  self,
  updatedAt,
  entries,
}: Feed): Promise<string> {
  const { generateAtomFeed } = await import('feedsmith');
  return generateAtomFeed({
    ...{ id, title: { value: title }, updated: new Date(updatedAt), xml: { lang: language } },
    authors: [{ name: 'Tocsin' }],
    generator: { text: 'Tocsin', version },
    links: [
      { href: home, rel: 'alternate', type: 'text/html' },
      { href: self, rel: 'self', type: 'application/atom+xml' },
    ],
    entries: entries.map((entry) => ({
      id: entry.id,
      title: { value: entry.title, type: 'text' },
      links: [{ href: entry.url, rel: 'alternate', type: 'text/html' }],
      published: new Date(entry.publishedAt),
      updated: new Date(entry.updatedAt),
      content: { value: entry.html, type: 'html' },
      categories: [{ term: entry.service }, { term: entry.status }],
    })),
  });
}

async function rss({ title, language, home, self, updatedAt, entries }: Feed): Promise<string> {
  const { generateRssFeed } = await import('feedsmith');
  return generateRssFeed({
    ...{ title, link: home, description: title, language, generator: `Tocsin ${version}` },
    lastBuildDate: new Date(updatedAt),
    ttl: 1,
    atom: { links: [{ href: self, rel: 'self', type: 'application/rss+xml' }] },
    items: entries.map((entry) => ({
      title: entry.title,
      link: entry.url,
      guid: { value: entry.id, isPermaLink: false },
      pubDate: new Date(entry.publishedAt),
      description: entry.html,
      categories: [{ name: entry.service }, { name: entry.status }],
      atom: { updated: new Date(entry.updatedAt) },
    })),
  });
}

async function json({ title, language, home, self, entries }: Feed): Promise<string> {
  const { generateJsonFeed } = await import('feedsmith');
  const feed = generateJsonFeed({
    ...{ title, home_page_url: home, feed_url: self, language, authors: [{ name: 'Tocsin' }] },
    items: entries.map((entry) => ({
      ...{ id: entry.id, url: entry.url, title: entry.title },
      ...{ content_html: entry.html, content_text: entry.text },
      date_published: new Date(entry.publishedAt),
      date_modified: new Date(entry.updatedAt),
      tags: [entry.service, entry.status],
    })),
  });
  // The library leaves out what is empty, and the format demands the list.
  return JSON.stringify({ items: [], ...(feed as object) });
}
