/** The frame of every page: head, landmarks, ways to other pages and to other languages. */
import { html, raw } from 'hono/html';
import { languages } from '../../languages/index.ts';
import type { Tone } from '../../message.ts';
import { script, style } from './assets.ts';
import { bell, iconOf } from './bell.ts';
import { type Markup, signs } from './markup.ts';
import { linkTo, type Visit } from './visit.ts';

export type Leaf = {
  readonly title: string;
  /** What a tab shows of it; nothing when absent. */
  readonly tone?: Tone;
  readonly body: Markup;
  /** Of the answer; 200 when absent. */
  readonly status?: 404;
  /** Which entry of the navigation it is. */
  readonly at?: 'services' | 'incidents';
  /** What stands before the names of its feeds; it has none when absent. */
  readonly feeds?: string;
  /** Names what is shown, so that a change of it is noticed. */
  readonly version?: string;
};

export function documentHtml(leaf: Leaf, visit: Visit): Markup {
  const { voice } = visit;
  const say = voice.say;
  return html`<!doctype html>
<html lang="${voice.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${leaf.title} · Tocsin</title>
${alternates(leaf, visit)}<link rel="icon" id="icon" href="${iconOf(leaf.tone)}">
<style>${raw(style)}</style>
</head>
<body data-version="${leaf.version ?? ''}" data-locale="${localeOf(voice.tag)}" data-live="${linkTo('/live', visit)}">
<a class="skip" href="#main">${say('page.skip')}</a>
${signs}
<header class="top"><nav aria-label="Tocsin">
<a class="brand" href="${linkTo('/', visit)}"${current(leaf, 'services')}>${bell}<span>Tocsin</span></a>
<a href="${linkTo('/incidents', visit)}"${current(leaf, 'incidents')}>${say('page.incidents')}</a>
</nav><span class="live" hidden data-on="${say('page.live')}" data-off="${say('page.live.lost')}"></span></header>
<main id="main" tabindex="-1">${leaf.body}</main>
<p class="hidden" role="status" id="news"></p>
<footer class="foot">${smallPrint(leaf, visit)}
${languageMenu(visit)}</footer>
<script>${raw(script)}</script>
</body>
</html>`;
}

/** Where a feed reader finds the same. */
function alternates({ feeds }: Leaf, visit: Visit): readonly Markup[] {
  if (feeds === undefined) return [];
  const known = { atom: 'atom+xml', rss: 'rss+xml', json: 'feed+json' };
  return Object.entries(known).map(
    ([ending, type]) =>
      html`<link rel="alternate" type="application/${type}" href="${linkTo(`${feeds}/feed.${ending}`, visit)}">`,
  );
}

/** Whose clocks these are, and the ways to the same for other programs. */
function smallPrint({ feeds }: Leaf, visit: Visit): Markup {
  const { voice, mayOpen } = visit;
  const zone = voice.say('page.zone', { zone: voice.timeZone });
  const link = (path: string, name: string) =>
    html` · <a href="${linkTo(path, visit)}">${name}</a>`;
  const others =
    feeds === undefined ? [] : Object.entries({ 'feed.atom': 'Atom', 'calendar.ics': 'iCalendar' });
  return html`<p><span data-zone="${voice.say('page.zone', { zone: '*' })}">${zone}</span>${others.map(([name, label]) => link(`${feeds}/${name}`, label))}${mayOpen ? link('/key', voice.say('page.key.have')) : ''}</p>`;
}

function current({ at }: Leaf, entry: Leaf['at']): Markup | string {
  return at === entry ? html` aria-current="page"` : '';
}

function localeOf(tag: string): string {
  return languages.find((one) => one.tag === tag)?.locale ?? tag;
}

/** Links and no list to choose from: they work without a script and can be read aloud. */
function languageMenu(visit: Visit): Markup {
  const { voice, path, query } = visit;
  const links = languages.map(({ tag, name }) => {
    const mark = tag === voice.tag ? html` aria-current="true"` : '';
    const href = linkTo(path, visit, { ...query, lang: tag });
    return html`<li><a href="${href}" lang="${tag}" hreflang="${tag}"${mark}>${name}</a></li>`;
  });
  return html`<nav aria-label="${voice.say('page.language')}"><ul class="tongues">${links}</ul></nav>`;
}
