/** Planned work: what lasts now and what is to come, of one service or of all. */
import { html } from 'hono/html';
import type { Planned } from '../../incidents/maintenance.ts';
import { sayLine } from '../../languages/line.ts';
import { quote } from '../../message.ts';
import type { Service } from '../../model.ts';
import { listed } from '../../telling/evidence.ts';
import { timeSpan } from '../../telling/period.ts';
import { serviceName } from '../../telling/title.ts';
import { lineHtml, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

const shownWorks = 5;
const titleLength = 120;
const namedServices = 4;
/** What comes later concerns only those who ask about the service. */
const soonMs = 7 * 86_400_000;

export function workSection(visit: Visit, service: Service): Markup | string {
  const works = visit.view.maintenance(service).slice(0, shownWorks);
  const items = works.map((work) => workItem(work, visit));
  return section(items, visit);
}

/** Of all services: what lasts now, and what comes in the next days. */
export function soonSection(visit: Visit): Markup | string {
  const { view, now } = visit;
  const works = view.maintenance().filter(({ from }) => from < now + soonMs);
  const items = works
    .slice(0, shownWorks)
    .map((work) => workItem(work, visit, namesOf(work, visit)));
  return section(items, visit);
}

function section(items: readonly Markup[], { voice }: Visit): Markup | string {
  if (items.length === 0) return '';
  return html`<section id="work" class="panel"><h2>${voice.say('page.work')}</h2><ul class="plain">${items}</ul></section>`;
}

/** Work without services is on everything. */
function namesOf({ window }: Planned, { voice, view }: Visit): string {
  if (window.services === undefined) return voice.say('maintenance.all');
  const names = window.services.flatMap((id) => {
    const service = view.get(id);
    return service ? [serviceName(voice, service)] : [];
  });
  return listed(voice, names, namedServices);
}

function workItem({ from, until, window }: Planned, visit: Visit, names?: string): Markup {
  const { voice, now } = visit;
  const when = sayLine(voice, 'maintenance.period', {
    from: timeSpan(voice, from, now),
    to: timeSpan(voice, until, now),
    duration: voice.duration(until - from),
  });
  const whose = names ? html`<b>${names}</b><br>` : '';
  const state = from <= now ? html` · <b>${voice.say('status.maintenance')}</b>` : '';
  const title = window.title ? html`<br>${quote(window.title, titleLength)}` : '';
  return html`<li>${whose}${lineHtml(when, visit)}${state}${title}</li>`;
}
