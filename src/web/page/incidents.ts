/** `/incidents`: the outages of all services that may be seen, newest first, page by page. */
import { html } from 'hono/html';
import type { Leaf } from './document.ts';
import type { Markup } from './markup.ts';
import { headlineOf, standingOf } from './standings.ts';
import { incidentItem } from './timeline.ts';
import { linkTo, type Visit } from './visit.ts';

const perPage = 20;

/** A page that there is not is the last one. */
export function incidentsPage(visit: Visit, asked: string | undefined): Leaf {
  const { view, voice } = visit;
  const services = view.services();
  const all = services
    .flatMap((service) => view.incidents(service).map((incident) => ({ incident, service })))
    .sort((a, b) => b.incident.startedAt - a.incident.startedAt);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(Math.max(1, Math.trunc(Number(asked)) || 1), pages);
  const items = all
    .slice((page - 1) * perPage, page * perPage)
    .map(({ incident, service }) => incidentItem(incident, service, visit, true));
  const { tone } = headlineOf(
    services.map((service) => standingOf(service, view)),
    voice,
  );
  const list = html`<ol class="timeline">${items}</ol>`;
  const none = html`<p class="quiet">${voice.say('page.incidents.none')}</p>`;
  return {
    title: voice.say('page.incidents'),
    tone,
    at: 'incidents',
    body: html`<section id="timeline" class="panel wide"><h1>${voice.say('page.incidents')}</h1>${items.length > 0 ? list : none}</section>${pager(page, pages, visit)}`,
  };
}

function pager(page: number, pages: number, visit: Visit): Markup | string {
  if (pages === 1) return '';
  const { voice } = visit;
  const to = (number: number, rel: 'prev' | 'next', label: string) =>
    number < 1 || number > pages
      ? html`<span></span>`
      : html`<a rel="${rel}" href="${linkTo('/incidents', visit, { page: String(number) })}">${label}</a>`;
  const title = voice.say('services.page', { page, pages });
  return html`<nav id="pager" class="pager" aria-label="${title}">${to(page - 1, 'prev', voice.say('button.previous'))}<span>${title}</span>${to(page + 1, 'next', voice.say('button.next'))}</nav>`;
}
