/** Planned work and busy times as a calendar to subscribe to (RFC 5545). Pure. */
import ical, { type ICalEventData, ICalEventTransparency } from 'ical-generator';
import type { Planned } from '../../incidents/maintenance.ts';
import { type Occurrence, occurrenceAt } from '../../incidents/window.ts';
import { quote } from '../../message.ts';
import type { Service } from '../../model.ts';
import { serviceName } from '../../telling/compose.ts';
import { listed } from '../../telling/evidence.ts';
import type { Asked } from '../answer.ts';
import { workTitle } from '../report.ts';
import type { Crowded } from '../view.ts';

const dayMs = 86_400_000;
const backMs = 14 * dayMs;
const aheadMs = 90 * dayMs;
const mostPerWindow = 100;
const mostEvents = 1_000;
const mostNames = 8;
const ttlSeconds = 3_600;

/** Of one service, or of all. */
export function calendarOf(only: Service | undefined, asked: Asked): string {
  const { view, voice, now } = asked;
  const services = only ? [only] : view.services();
  const works = view.maintenance(only).flatMap((planned) => workEvents(planned, asked));
  const busy = view.busy(services, now - backMs, now + aheadMs);
  const calendar = ical({
    name: only ? `Tocsin: ${serviceName(voice, only)}` : 'Tocsin',
    prodId: { company: 'Tocsin', product: 'Tocsin', language: voice.tag.toUpperCase() },
    ttl: ttlSeconds,
    events: [...works, ...busy.map((one) => busyEvent(one, asked))].slice(0, mostEvents),
  });
  return calendar.toString();
}

function workEvents({ window }: Planned, { view, voice, now, base }: Asked): ICalEventData[] {
  const [service] = window.services ?? [];
  return timesOf(window, now).map((time) => ({
    ...event(`${window.id}-${time.from}`, time),
    summary: workTitle({ window, ...time }, view, voice),
    categories: [{ name: voice.say('status.maintenance') }],
    url: service === undefined ? `${base}/` : `${base}/s/${service}`,
  }));
}

/** The one that lasts, and those that come. */
function timesOf(window: Planned['window'], now: number): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let from = now;
  while (found.length < mostPerWindow) {
    const next = occurrenceAt(window, from);
    if (!next || next.from > now + aheadMs || next.until <= from) break;
    found.push(next);
    from = next.until;
  }
  return found;
}

function busyEvent(busy: Crowded, { voice, base }: Asked): ICalEventData {
  const names = busy.services.map((one) => serviceName(voice, one));
  const times = Math.round(busy.factor * 10) / 10;
  const effect = voice.say(busy.isLearned ? 'busy.learned' : 'busy.guessed', { times });
  const [service] = busy.services;
  return {
    ...event(`busy-${busy.id}-${busy.from}`, busy),
    summary: quote(voice.name(busy.name)),
    description: [...(times > 1 ? [effect] : []), listed(voice, names, mostNames)].join('\n'),
    url: busy.services.length === 1 ? `${base}/s/${service?.id}` : `${base}/`,
  };
}

/** Nobody is unavailable because of it. It was always so as far as calendars care: the same asked twice is the same. */
function event(id: string, { from, until }: Occurrence): ICalEventData {
  return {
    id: `${quote(id)}@tocsin`,
    ...{ start: new Date(from), end: new Date(until), stamp: new Date(from) },
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}
