/** `/incidents`: the outages of all services that may be seen, newest first, page by page. */
import { html } from 'hono/html';
import type { Incident } from '../../model.ts';
import type { WebParts } from '../door.ts';
import type { Leaf } from './document.ts';
import type { Markup } from './markup.ts';
import { incidentItem } from './timeline.ts';
import { linkTo, type Visit } from './visit.ts';

const perPage = 20;

/** A page that there is not is the last one. */
export function incidentsPage(visit: Visit, journal: WebParts['journal']): Leaf {
  const { view, voice, query } = visit;
  const ids = view.services().map(({ id }) => id);
  const count = ids.reduce((sum, id) => sum + journal.of(id).length, 0);
  const pages = Math.max(1, Math.ceil(count / perPage));
  const page = Math.min(Math.max(1, Math.trunc(Number(query.page)) || 1), pages);
  const items = newest(ids, journal, page).flatMap((id) => {
    const known = view.incident(id);
    return known ? [incidentItem(known.incident, known.service, visit, true)] : [];
  });
  const list = html`<ol class="timeline">${items}</ol>`;
  const none = html`<p class="quiet">${voice.say('page.incidents.none')}</p>`;
  return {
    title: voice.say('page.incidents'),
    at: 'incidents',
    feeds: '',
    body: html`<section id="timeline" class="panel wide"><h1>${voice.say('page.incidents')}</h1>${items.length > 0 ? list : none}</section>${pager(page, pages, visit)}`,
  };
}

/**
 * The ids of the incidents of a page. Of thousands of services there are too many to be looked at one by one, so
 * only their beginnings are put in order, and what begins between the first and the last of the page is picked out.
 */
function newest(ids: readonly string[], journal: WebParts['journal'], page: number): string[] {
  const starts = Float64Array.from(ids.flatMap((id) => journal.of(id).map(startOf)))
    .sort()
    .reverse();
  const first = (page - 1) * perPage;
  const [from, until] = [
    starts[first + perPage - 1] ?? Number.NEGATIVE_INFINITY,
    starts[first] ?? 0,
  ];
  return ids
    .flatMap((id) => journal.of(id).filter((one) => startOf(one) >= from && startOf(one) <= until))
    .sort((a, b) => startOf(b) - startOf(a))
    .slice(first - starts.indexOf(until))
    .slice(0, perPage)
    .map(({ id }) => id);
}

function startOf({ startedAt }: Incident): number {
  return startedAt;
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
