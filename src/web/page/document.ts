/** The frame of every page: head, landmarks, ways to other pages and to other languages. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import { languages } from '../../languages/index.ts';
import type { Tone } from '../../message.ts';
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

/** Written in full files, so that they can be read and linted; sent inside the page, so that it is whole at once. */
const style = packed(read('page.css'));
const script = unindented(read('page.js'));

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').trim();
}

/** Without comments and indentation. */
function packed(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/: /g, ':');
}

/** Without comments that have a line of their own, and indentation. */
function unindented(javascript: string): string {
  const lines = javascript.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^(\/\/|\/\*\*|\*)/.test(line)).join('\n');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing but what is in the page itself, and nothing may frame it. */
export const policy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

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

const bellPath =
  'M20 8a2 2 0 0 1 2 2v.6c4 1 6.5 4.4 6.5 8.4v5l2.5 4H9l2.5-4v-5c0-4 2.5-7.4 6.5-8.4V10a2 2 0 0 1 2-2zM16.5 29.5a3.5 3.5 0 0 0 7 0z';

const bell = html`<svg class="bell" viewBox="8 6 24 28" aria-hidden="true"><path d="${bellPath}"/></svg>`;

const dots: Readonly<Record<Tone, string>> = {
  down: '%23d1242f',
  degraded: '%23bc6a00',
  recovered: '',
  operational: '',
  unknown: '%238c959f',
  info: '%230969da',
};

/** The bell, with a dot where something is wrong. */
function iconOf(tone: Tone = 'operational'): string {
  const dot = dots[tone] && `<circle cx='31' cy='9' r='8' fill='${dots[tone]}'/>`;
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'><rect width='40' height='40' rx='9' fill='%231f3a5f'/><path fill='%23ffd166' d='${bellPath}'/>${dot}</svg>`;
}
