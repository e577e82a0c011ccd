/** Planned work on a service: what lasts now and what is to come. */
import { html } from 'hono/html';
import type { Planned } from '../../incidents/maintenance.ts';
import { sayLine } from '../../languages/line.ts';
import { quote } from '../../message.ts';
import type { Service } from '../../model.ts';
import { timeSpan } from '../../telling/period.ts';
import { lineHtml, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

const shownWorks = 5;
const titleLength = 120;

export function workSection(visit: Visit, service: Service): Markup | string {
  const works = visit.view.maintenance(service).slice(0, shownWorks);
  if (works.length === 0) return '';
  const items = works.map((work) => workItem(work, visit));
  return html`<section id="work" class="panel"><h2>${visit.voice.say('page.work')}</h2><ul class="plain">${items}</ul></section>`;
}

function workItem({ from, until, window }: Planned, visit: Visit): Markup {
  const { voice, now } = visit;
  const when = sayLine(voice, 'maintenance.period', {
    from: timeSpan(voice, from, now),
    to: timeSpan(voice, until, now),
    duration: voice.duration(until - from),
  });
  const state = from <= now ? html` · <b>${voice.say('status.maintenance')}</b>` : '';
  const title = window.title ? html`<br>${quote(window.title, titleLength)}` : '';
  return html`<li>${lineHtml(when, visit)}${state}${title}</li>`;
}
