/** How a service has been: ninety days as bars, and how long answers took as a curve. */
import { html } from 'hono/html';
import { chartOf, dayMs, type PastOf, uptimeLine } from '../../asking/past.ts';
import { coveredMs } from '../../incidents/worked.ts';
import type { Service, Stretch } from '../../model.ts';
import { serviceName } from '../../telling/title.ts';
import { instantOf, localAt } from '../../time/local-time.ts';
import type { WebParts } from '../door.ts';
import { curveSvg } from './curve.ts';
import { barsSvg, type Day, dayWords } from './days.ts';
import { lineHtml, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

export const shownDays = 90;
/** A day by twenty minutes. */
const columns = 72;

export type Past = {
  readonly days: readonly Stretch[];
  readonly times: readonly Stretch[];
} & PastOf;

/** Days begin where the reader's day begins. */
export async function pastOf(
  service: Service,
  {
    history,
    maintenance,
    worked,
    now,
  }: Pick<WebParts, 'history' | 'maintenance' | 'worked' | 'now'>,
  timeZone: string,
): Promise<Past> {
  const to = now();
  const today = localAt(to, timeZone);
  const midnight = instantOf({ ...today, day: today.day + 1, minute: 0 }, timeZone);
  const days = { from: midnight - shownDays * dayMs, to: midnight };
  return {
    days: await history.latency(service.id, days, shownDays),
    times: await history.latency(service.id, { from: to - dayMs, to }, columns),
    uptime: (windowMs) => history.uptime(service.id, windowMs),
    workedMs(windowMs) {
      const span = { from: to - windowMs, until: to };
      const open = maintenance.list(service.id).filter(({ isProvided }) => !isProvided);
      return coveredMs([...worked.between(service.id, span), ...open], span);
    },
  };
}

export function pastSections(past: Past, service: Service, visit: Visit): readonly unknown[] {
  return [daysSection(past, visit), timesSection(past, service, visit)];
}

function daysSection(past: Past, visit: Visit): Markup | string {
  const shown = past.days.map(dayOf);
  if (shown.every(({ failed }) => failed === undefined)) return '';
  const { voice, now } = visit;
  const words = dayWords(shown, voice);
  const lines = uptimeLine(voice, now, past).map((line) => html`<p>${lineHtml(line, visit)}</p>`);
  return html`<section id="days" class="panel wide"><h2>${voice.say('page.days', { days: shownDays })}</h2>
${barsSvg(shown, words, voice)}
<p class="quiet">${words}</p>${lines}</section>`;
}

function dayOf({ at, lengthMs, known, failed }: Stretch): Day {
  // Its middle is in the day in every zone and on days when clocks change.
  const day = { at: at + lengthMs / 2 };
  return known > 0 ? { ...day, failed: failed / known } : day;
}

function timesSection({ times }: Past, service: Service, visit: Visit): Markup | string {
  const { voice } = visit;
  const chart = chartOf(voice, serviceName(voice, service), times);
  if (!chart) return '';
  return html`<section id="times" class="panel wide"><h2>${voice.say('page.times')}</h2>
${curveSvg(chart, times)}
<p class="quiet">${chart.note}</p></section>`;
}
