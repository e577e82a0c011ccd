/** `/`: all services by kind, the worst first, under one sentence that says how they are. */
import { html } from 'hono/html';
import type { Standing } from '../../../commands/command.ts';
import { sayCategory } from '../../asking/categories.ts';
import { fold } from '../../catalogue/fold.ts';
import { sayLine } from '../../languages/line.ts';
import { quote } from '../../message.ts';
import type { Service } from '../../model.ts';
import { weight } from '../../telling/compose-overview.ts';
import { composeStatus, sayStatus, troubledSince } from '../../telling/compose-status.ts';
import { timeSpan } from '../../telling/period.ts';
import { serviceName } from '../../telling/title.ts';
import type { View } from '../view.ts';
import { blindBanner, blindNow } from './blind.ts';
import type { Leaf } from './document.ts';
import { lineHtml, type Markup, sign } from './markup.ts';
import { headlineOf, isNotable, standingOf, standingTone, worstFirst } from './standings.ts';
import { timeHtml } from './times.ts';
import { linkTo, type Visit } from './visit.ts';
import { soonSection } from './work.ts';

/** What a phone can show without being scrolled for ever; the rest is found by its name. */
const rowsAtMost = 400;
const cardsAtMost = 8;
const longestQuery = 100;

type Group = { readonly category: string; readonly standings: readonly Standing[] };

export function overview(visit: Visit, asked: string | undefined): Leaf {
  const { voice, view } = visit;
  const typed = asked?.trim().slice(0, longestQuery) ?? '';
  const all = view.services().map((service) => standingOf(service, view));
  const headline = headlineOf(all, blindNow(visit) !== undefined, voice);
  const found = typed === '' ? all : matching(all, typed, view);
  const sorted = worstFirst(found, voice);
  return {
    title: headline.title,
    tone: headline.tone,
    at: 'services',
    feeds: '',
    body: html`<section id="state" class="hero ${headline.tone}"><h1>${sign(headline.tone)}<span>${headline.title}</span></h1>
<p class="quiet">${voice.say('page.watched', { count: all.length })}</p></section>
${blindBanner(visit)}
${searchForm(visit, typed)}
${typed === '' ? troubles(sorted, visit) : results(found.length, typed, visit)}
${kinds(sorted.slice(0, rowsAtMost), visit)}
${rest(sorted.length - rowsAtMost, visit)}
${typed === '' ? soonSection(visit) : ''}`,
  };
}

/** Those whose names, ids or aliases have it in them; else the one that is nearly called so. */
function matching(all: readonly Standing[], typed: string, view: View): readonly Standing[] {
  const text = fold(typed);
  if (text === '') return [];
  const hits = all.filter(({ service }) => callsOf(service).some((call) => call.includes(text)));
  if (hits.length > 0) return hits;
  const meant = view.find(typed);
  return all.filter(({ service }) => service.id === meant?.id);
}

function callsOf({ id, name, aliases }: Service): readonly string[] {
  return [id, ...Object.values(name), ...aliases].map(fold);
}

function searchForm(visit: Visit, typed: string): Markup {
  const { voice, keep } = visit;
  const label = voice.say('page.search');
  const kept = Object.entries(keep).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form id="search" class="search" role="search" action="/"><label class="hidden" for="q">${label}</label>
<input id="q" name="q" type="search" value="${typed}" placeholder="${label}" maxlength="${longestQuery}" autocomplete="off" spellcheck="false">${kept}
<button>${voice.say('page.search.go')}</button></form>`;
}

function results(count: number, typed: string, visit: Visit): Markup {
  const { voice } = visit;
  const shown = quote(typed, 60);
  const said =
    count > 0
      ? voice.say('services.found', { count, typed: shown })
      : voice.say('page.search.none', { typed: shown });
  return html`<p id="found" class="found"><span>${said}</span> · <a href="${linkTo('/', visit)}">${voice.say('page.search.all')}</a></p>`;
}

/** What is wrong now, with its first reason, before anything else. */
function troubles(sorted: readonly Standing[], visit: Visit): Markup | string {
  const notable = sorted.filter(isNotable);
  if (notable.length === 0) return '';
  const cards = notable.slice(0, cardsAtMost).map((standing) => card(standing, visit));
  return html`<section id="now" class="band" aria-labelledby="now-title"><h2 id="now-title">${visit.voice.say('page.now')}</h2><ul class="cards">${cards}</ul></section>`;
}

function card(standing: Standing, visit: Visit): Markup {
  const { voice, now } = visit;
  const tone = standingTone(standing);
  const { title, lines } = composeStatus(standing, voice, now, {
    isPublic: true,
    isFollowed: true,
  });
  const [reason] = lines;
  const since = troubledSince(standing);
  const id = standing.service.id;
  return html`<li id="t-${id}" class="card ${tone}"><h3><a href="${linkTo(`/s/${id}`, visit)}">${sign(tone)}<span>${title}</span></a></h3>
${reason ? html`<p>${lineHtml(reason, visit)}</p>` : ''}
${since === undefined ? '' : html`<p class="quiet">${sinceHtml(since, visit)}</p>`}</li>`;
}

function sinceHtml(since: number, visit: Visit): readonly unknown[] {
  const { voice, now } = visit;
  return lineHtml(sayLine(voice, 'line.since', { when: timeSpan(voice, since, now) }), visit);
}

/** Kinds of services: with the worst service first, then the operator's own, then by name. */
function kinds(sorted: readonly Standing[], visit: Visit): Markup {
  const { voice } = visit;
  const order = new Intl.Collator(voice.tag);
  const groups = [...Map.groupBy(sorted, ({ service }) => service.category)]
    .map(([category, standings]) => ({ category, standings, name: sayCategory(voice, category) }))
    .sort((a, b) => rank(b) - rank(a) || order.compare(a.name, b.name));
  const sections = groups.map(({ category, name, standings }) => {
    const rows = standings.map((standing) => row(standing, visit));
    return html`<section id="kind-${category}" aria-labelledby="k-${category}"><h2 id="k-${category}">${name}</h2><ul class="rows">${rows}</ul></section>`;
  });
  return html`<div class="kinds">${sections}</div>`;
}

function rank({ category, standings: [worst] }: Group): number {
  return (worst ? weight(worst) : 0) + (category === 'own' ? 0.5 : 0);
}

function row(standing: Standing, visit: Visit): Markup {
  const { voice } = visit;
  const { service } = standing;
  const tone = standingTone(standing);
  const since = troubledSince(standing);
  const when = since === undefined ? '' : html` · ${timeHtml(since, visit)}`;
  return html`<li id="s-${service.id}"><a href="${linkTo(`/s/${service.id}`, visit)}"><b>${serviceName(voice, service)}</b> <span class="${tone}">${sayStatus(voice, standing)}${when}</span>${sign(tone)}</a></li>`;
}

function rest(count: number, { voice }: Visit): Markup | string {
  if (count <= 0) return '';
  return html`<p id="rest" class="quiet">${voice.say('status.moreServices', { count })}</p>`;
}
