/** Busy times of a service: what lasts now and what comes in the next weeks. */
import { html } from 'hono/html';
import { busyLine } from '../../asking/forecast.ts';
import type { Service } from '../../model.ts';
import { lineHtml, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

const aheadMs = 14 * 86_400_000;
const shownTimes = 3;

export function busySection(visit: Visit, service: Service): Markup | string {
  const { voice, view, now } = visit;
  const times = view.busy([service], now, now + aheadMs).slice(0, shownTimes);
  if (times.length === 0) return '';
  const items = times.map((busy) => html`<li>${lineHtml(busyLine(voice, busy, now), visit)}</li>`);
  return html`<section id="busy" class="panel"><h2>${voice.say('page.busy')}</h2><ul class="plain">${items}</ul></section>`;
}
