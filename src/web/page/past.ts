/** How a service has been: ninety days as bars, and how long answers took as a curve. */
import { html } from 'hono/html';
import { createMemo } from '../../asking/memo.ts';
import { chartOf, dayMs, type PastOf, uptimeLine } from '../../asking/past.ts';
import type { Span } from '../../history/history.ts';
import { coveredMs } from '../../incidents/worked.ts';
import type { Column } from '../../message.ts';
import type { Service, Stretch } from '../../model.ts';
import { serviceName } from '../../telling/title.ts';
import { instantOf, localAt } from '../../time/local-time.ts';
import type { Expected } from '../../warning/warning.ts';
import type { WebParts } from '../door.ts';
import { curveSvg } from './curve.ts';
import { barsSvg, type Day, dayWords } from './days.ts';
import { lineHtml, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

export const shownDays = 90;
/** A day by twenty minutes. */
const columns = 72;

/** Three months are read from the store day by day: once a minute is as often as they are worth it. */
const keptForMs = 60_000;
const keptAtMost = 300;

export type Past = {
  readonly days: readonly Stretch[];
  readonly times: readonly Stretch[];
  /** What is expected in the middle of each of these. */
  readonly usual: readonly (Expected | undefined)[];
} & PastOf;

export type Pasts = (service: Service, timeZone: string) => Promise<Past>;

type PastParts = Pick<
  WebParts,
  'history' | 'usual' | 'maintenance' | 'worked' | 'now' | 'clock' | 'onBug'
>;

/** Remembers what it has read. What cannot be read is left out of the page, and tried again. */
export function createPasts(parts: PastParts): Pasts {
  const { history, maintenance, worked, now, clock } = parts;
  const memo = createMemo<Promise<readonly Stretch[]>>({
    ...{ forMs: keptForMs, atMost: keptAtMost, now: clock.elapsed },
  });
  let failures = 0;

  function stretches(id: string, span: Span, points: number): Promise<readonly Stretch[]> {
    return memo(`${id} ${span.to} ${points} ${failures}`, () =>
      history.latency(id, span, points).catch((error) => {
        failures += 1;
        parts.onBug(error, `/s/${id}`);
        return [];
      }),
    );
  }

  return async ({ id }, timeZone) => {
    const at = now();
    const [midnight, minute] = [nextMidnight(at, timeZone), Math.ceil(at / keptForMs) * keptForMs];
    const [days, times] = await Promise.all([
      stretches(id, { from: midnight - shownDays * dayMs, to: midnight }, shownDays),
      stretches(id, { from: minute - dayMs, to: minute }, columns),
    ]);
    const usual = times.map(({ at: from, lengthMs }) => parts.usual(id, from + lengthMs / 2));
    const uptime = (windowMs: number) => history.uptime(id, windowMs);
    function workedMs(windowMs: number): number {
      const span = { from: at - windowMs, until: at };
      const open = maintenance.list(id).filter(({ isProvided }) => !isProvided);
      return coveredMs([...worked.between(id, span), ...open], span);
    }
    return { days, times, usual, uptime, workedMs };
  };
}

/** Days end where the reader's day ends. */
function nextMidnight(at: number, timeZone: string): number {
  const today = localAt(at, timeZone);
  return instantOf({ ...today, day: today.day + 1, minute: 0 }, timeZone);
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

function timesSection({ times, usual }: Past, service: Service, visit: Visit): Markup | string {
  const { voice } = visit;
  const plain = chartOf(voice, serviceName(voice, service), times);
  if (!plain) return '';
  const columns = plain.columns.map((column, index) => ({ ...column, ...bandOf(usual[index]) }));
  const chart = { ...plain, columns };
  const isKnown = usual.some((one) => one !== undefined);
  return html`<section id="times" class="panel wide"><h2>${voice.say('page.times')}</h2>
${curveSvg(chart, times)}
<p class="quiet">${chart.note}${isKnown ? html`<br>${voice.say('page.usual')}` : ''}</p></section>`;
}

function bandOf(usual: Expected | undefined): Pick<Column, 'usual'> {
  if (!usual) return {};
  const { low, median, high } = usual;
  return { usual: { ms: median, fromMs: low, toMs: high } };
}
