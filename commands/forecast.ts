/** `forecast service [days]`: what is usual now, what is, and what is to be expected in the time ahead. */

import { serviceChoices } from '../src/asking/choices.ts';
import { busyLine, forecastChart, usualLines, zoneOf } from '../src/asking/forecast.ts';
import { sayUnknown } from '../src/asking/naming.ts';
import { askWhich, findAsked, isFollowedHere } from '../src/asking/one.ts';
import type { Busy } from '../src/busy/busy.ts';
import { outlookOf } from '../src/busy/outlook.ts';
import { usualWeeks } from '../src/busy/usual.ts';
import { sayLine } from '../src/languages/line.ts';
import type { Line, Message } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import { warningLines } from '../src/telling/compose-warning.ts';
import type { Command, Desk, Request } from './command.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const pastMs = usualWeeks * 7 * dayMs;
const daysAtMost = 7;
/** The calendar is known further ahead than a chart can show in hours. */
const aheadMs = daysAtMost * dayMs;
const rowsAtMost = 4;

type Asked = { readonly service: Service; readonly days: number };

export const forecast = {
  name: 'forecast',
  aliases: ['预测'],
  options: [
    { name: 'service', isRequired: true, isRest: true, complete: serviceChoices },
    { name: 'days', isNamed: true, form: /^\d{1,2}(?:d|days?|天)?$/i },
  ],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) {
      return askWhich('forecast.which', 'forecast whatsapp 7', { request, desk });
    }
    const { service, suggestions } = findAsked(typed, desk);
    if (!service) return sayUnknown({ typed, suggestions }, 'forecast', request);
    return foretold({ service, days: daysOf(request.options.days) }, request, desk);
  },
} satisfies Command;

/** Anything that is no number of days is one. */
function daysOf(typed: string | undefined): number {
  const days = Number.parseInt(typed ?? '', 10);
  return Number.isInteger(days) && days > 0 ? Math.min(days, daysAtMost) : 1;
}

async function foretold(asked: Asked, request: Request, desk: Desk): Promise<Message> {
  const { voice } = request;
  const { service, days } = asked;
  const now = desk.now();
  const horizonMs = days * dayMs;
  const busy = desk.busy(service, now - pastMs, now + aheadMs);
  const ahead = aheadLines(service, busy, request, desk);
  const seen = desk.uptime(service.id, pastMs);
  if (!seen && !isFollowedHere(service, request, desk)) return unseen(service, ahead, request);
  const stretches = await desk.latency(service.id, pastMs, pastMs / hourMs);
  const { warnings = [] } = await desk.standing(service);
  const outlook = outlookOf(stretches, { now, horizonMs, busy, timeZone: zoneOf(voice) });
  const name = serviceName(voice, service);
  const chart = forecastChart(voice, outlook, { service: name, now });
  return {
    tone: 'info',
    title: voice.say('forecast.title', { service: name, state: outlook.state }),
    lines: [
      ...usualLines(voice, { ...outlook, since: outlook.since ?? seen?.since }, now),
      ...warningLines(voice, service, warnings, now),
      ...ahead,
    ],
    footer: sayLine(voice, 'forecast.limits'),
    buttons: [
      { label: voice.say('button.details'), command: `status ${service.id}` },
      { label: voice.say('button.calendar'), command: 'calendar' },
    ],
    ...(chart ? { chart } : {}),
  };
}

/** The calendar is known of any service. */
function unseen(service: Service, ahead: readonly Line[], { voice }: Request): Message {
  const name = serviceName(voice, service);
  return {
    tone: 'info',
    title: voice.say('forecast.title', { service: name, state: 'unknown' }),
    lines: [sayLine(voice, 'forecast.unwatched', { service: name }), ...ahead],
    buttons: [{ label: voice.say('button.subscribe'), command: `subscribe ${service.id}` }],
  };
}

/** What lasts and what comes; that nothing does is said too. */
function aheadLines(
  service: Service,
  busy: readonly Busy[],
  { voice }: Request,
  desk: Desk,
): readonly Line[] {
  const now = desk.now();
  const periods = busy.filter(({ until }) => until > now).map((one) => busyLine(voice, one, now));
  const works = desk
    .planned()
    .filter(({ services }) => services.length === 0 || services.includes(service.id))
    .filter(({ from, until }) => from < now + aheadMs && until > now)
    .map(({ from, until }) =>
      sayLine(voice, 'forecast.work', {
        from: timeSpan(voice, from, now),
        until: timeSpan(voice, until, now),
      }),
    );
  const lines = [...periods.slice(0, rowsAtMost), ...works.slice(0, rowsAtMost)];
  if (lines.length > 0) return lines;
  return [sayLine(voice, 'forecast.clear', { window: voice.duration(aheadMs) })];
}
