/** RSS and Atom as a list of entries, and the state that an entry names. */
import { createRequire } from 'node:module';
import type { FeedStage } from '../../model.ts';
import { instantOf } from './instant.ts';
import { plainText } from './plain.ts';
import { stageOf } from './words.ts';

export type Entry = {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly url?: string;
  readonly publishedAt?: number;
  readonly updatedAt?: number;
};

export type Log = { readonly title: string; readonly entries: readonly Entry[] };

const mostEntries = 200;
/** Loaded with the first of them, as it takes 4 MB and most status pages are read without it. */
const load = createRequire(import.meta.url);

/** Undefined when the text is neither RSS nor Atom. */
export function logOf(text: string): Log | undefined {
  const { parseFeed }: typeof import('feedsmith') = load('feedsmith');
  try {
    const { format, feed } = parseFeed(text, { maxItems: mostEntries });
    if (format === 'atom') return ofAtom(feed as Atom);
    return format === 'rss' ? ofRss(feed as Rss) : undefined;
  } catch {
    return undefined;
  }
}

/** What we need of feedsmith's documents, all of whose fields may be missing. */
type Rss = {
  readonly title?: string | undefined;
  readonly items?: readonly {
    readonly guid?: { readonly value?: string | undefined } | undefined;
    readonly link?: string | undefined;
    readonly title?: string | undefined;
    readonly description?: string | undefined;
    readonly content?: { readonly encoded?: string | undefined } | undefined;
    readonly pubDate?: unknown;
  }[];
};

type Atom = {
  readonly title?: { readonly value?: string | undefined } | undefined;
  readonly entries?: readonly {
    readonly id?: string | undefined;
    readonly title?: { readonly value?: string | undefined } | undefined;
    readonly content?: { readonly value?: string | undefined } | undefined;
    readonly summary?: { readonly value?: string | undefined } | undefined;
    readonly links?: readonly { readonly href?: string; readonly rel?: string }[];
    readonly published?: unknown;
    readonly updated?: unknown;
  }[];
};

function ofRss({ title, items = [] }: Rss): Log {
  const entries = items.map((item) =>
    entry({
      id: item.guid?.value ?? item.link ?? item.title,
      title: item.title,
      html: item.content?.encoded ?? item.description,
      url: item.link,
      publishedAt: instantOf(item.pubDate),
      updatedAt: instantOf(item.pubDate),
    }),
  );
  return { title: plainText(title ?? '', 200), entries };
}

function ofAtom({ title, entries = [] }: Atom): Log {
  const read = entries.map((item) =>
    entry({
      id: item.id ?? item.title?.value,
      title: item.title?.value,
      html: item.content?.value ?? item.summary?.value,
      url: item.links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href,
      publishedAt: instantOf(item.published ?? item.updated),
      updatedAt: instantOf(item.updated ?? item.published),
    }),
  );
  return { title: plainText(title?.value ?? '', 200), entries: read };
}

type Loose = { readonly [field in keyof Entry]?: Entry[field] | undefined };

function entry({ id, title, html, url, publishedAt, updatedAt }: Loose): Entry {
  return {
    id: id ?? '',
    title: plainText(title ?? '', 300),
    html: html ?? '',
    ...(url !== undefined && { url }),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(updatedAt !== undefined && { updatedAt }),
  };
}

/** Every state that an entry names, the newest first; none for prose without one. */
export function stagesIn({ title, html }: Entry): readonly FeedStage[] {
  const prefix = stageOf(/^\[?([\p{L}_ ]{2,25})\]?\s*[:\-–]/u.exec(title)?.[1]);
  const ended = /\((已恢复|已解决)\)/.exec(title);
  const bold = [...html.matchAll(/<(?:strong|b)>([^<>]{2,40})<\/(?:strong|b)>/gi)];
  const inBody = bold.flatMap(([, word = '']) => stageOf(word.replace(':', '')) ?? []);
  const told = stageOf(/\bstatus:\s*([\p{L}_]{2,25}( progress)?)/iu.exec(plainText(html))?.[1]);
  const first = stageOf(/^([\p{L}_]{2,25})\s*[-–:]/u.exec(plainText(html))?.[1]);
  const newest = ended ? stageOf(ended[1]) : (prefix ?? told);
  if (newest !== undefined) return [newest, ...inBody.slice(1)];
  if (inBody.length > 0) return inBody;
  return first === undefined ? [] : [first];
}
