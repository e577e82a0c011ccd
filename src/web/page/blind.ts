/** When we could not see: told plainly, so that nobody takes silence for calm. */
import { html } from 'hono/html';
import type { Period } from '../../incidents/period.ts';
import { sayLine } from '../../languages/line.ts';
import type { Line } from '../../message.ts';
import type { Service } from '../../model.ts';
import { timeSpan } from '../../telling/period.ts';
import { lineHtml, type Markup, sign } from './markup.ts';
import type { Visit } from './visit.ts';

const shownPeriods = 5;
/** Shorter times hide no outage that lasts. */
const worthShowingMs = 2 * 60_000;

/** The time of blindness that lasts now. */
export function blindNow({ view }: Visit, service?: Service): Period | undefined {
  const last = view.blind(service).at(-1);
  return last?.until === undefined ? last : undefined;
}

/** Above everything else while it lasts. */
export function blindBanner(visit: Visit, service?: Service): Markup | string {
  const last = blindNow(visit, service);
  if (!last) return '';
  return html`<section id="blind" class="banner" role="note">${sign('unknown')}<p><b>${lineHtml(periodLine(last, visit), visit)}</b> ${visit.voice.say('page.blind.next')}</p></section>`;
}

export function blindSection(visit: Visit, service: Service): Markup | string {
  const periods = visit.view
    .blind(service)
    .filter(({ from, until = visit.now }) => until - from >= worthShowingMs)
    .slice(-shownPeriods)
    .toReversed();
  if (periods.length === 0) return '';
  const items = periods.map(
    (period) => html`<li>${lineHtml(periodLine(period, visit), visit)}</li>`,
  );
  return html`<section id="unseen" class="panel"><h2>${visit.voice.say('page.blind')}</h2><ul class="plain">${items}</ul></section>`;
}

function periodLine({ from, until }: Period, { voice, now }: Visit): Line {
  const when = { from: timeSpan(voice, from, now) };
  if (until === undefined) return sayLine(voice, 'about.blindNow', when);
  return sayLine(voice, 'about.blind', { ...when, to: timeSpan(voice, until, now) });
}
