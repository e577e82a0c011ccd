/** `history service [days]`: past outages with their causes, uptime, and response times as a chart. */

import { serviceChoices } from '../src/asking/choices.ts';
import { sayUnknown } from '../src/asking/naming.ts';
import { askWhich, findAsked, isFollowedHere } from '../src/asking/one.ts';
import { chartOf, dayMs, seenOf, uptimeLine } from '../src/asking/past.ts';
import { spentLine } from '../src/asking/spent.ts';
import type { Voice } from '../src/languages/language.ts';
import { sayLine } from '../src/languages/line.ts';
import type { Line, Message } from '../src/message.ts';
import type { Incident, Service } from '../src/model.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import { sayPast } from '../src/telling/compose-digest.ts';
import { partName } from '../src/telling/evidence.ts';
import { sayStep } from '../src/telling/steps.ts';
import type { Command, Desk, Request } from './command.ts';

const daysAtMost = 400;
const usualDays = 30;
const rowsAtMost = 10;
const partsAtMost = 8;
const columns = 60;
/** Of one outage; what is older is left out. */
const stepsAtMost = 6;

type Telling = { readonly service: Service; readonly voice: Voice; readonly now: number };
type Asked = { readonly service: Service; readonly days: number };

export const history = {
  name: 'history',
  aliases: ['past', '历史', '历史记录'],
  options: [
    { name: 'service', isRequired: true, isRest: true, complete: serviceChoices },
    { name: 'days', isNamed: true, form: /^\d{1,6}(?:d|days?|天)?$/i },
  ],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) {
      return askWhich('history.which', 'history whatsapp 7', { request, desk });
    }
    const { service, suggestions } = findAsked(typed, desk);
    if (!service) return sayUnknown({ typed, suggestions }, 'history', request);
    return past({ service, days: daysOf(request.options.days) }, request, desk);
  },
} satisfies Command;

/** Anything that is no number of days is the usual one. */
function daysOf(typed: string | undefined): number {
  const days = Number.parseInt(typed ?? '', 10);
  return Number.isInteger(days) && days > 0 ? Math.min(days, daysAtMost) : usualDays;
}

async function past({ service, days }: Asked, request: Request, desk: Desk): Promise<Message> {
  const { voice } = request;
  const windowMs = days * dayMs;
  const from = desk.now() - windowMs;
  const incidents = desk
    .incidents(service.id)
    .filter(({ endedAt }) => endedAt === undefined || endedAt > from)
    .toReversed();
  const stretches = await desk.latency(service.id, windowMs, columns);
  const name = serviceName(voice, service);
  const known = desk.uptime(service.id, windowMs);
  if (incidents.length === 0 && !known) return nothingSeen(service, request, desk);
  const chart = chartOf(voice, name, stretches);
  const calmMs = known ? seenOf(windowMs, known, desk.now()) : windowMs;
  const window = voice.duration(incidents.length === 0 ? calmMs : windowMs);
  const values = { service: name, count: incidents.length, window };
  return {
    tone: 'info',
    title: voice.say('history.title', values),
    lines: [
      ...total(incidents, from, request, desk),
      ...incidents
        .slice(0, rowsAtMost)
        .flatMap((one) => row(one, { service, voice, now: desk.now() })),
      ...more(incidents.length - rowsAtMost, request),
      ...uptimeLine(voice, desk.now(), {
        uptime: (window) => desk.uptime(service.id, window),
        workedMs: (window) => desk.workedMs(service.id, window),
      }),
      ...parts({ service, days }, request, desk),
      ...spentLine(voice, await desk.spent(service.id)),
    ],
    buttons: [{ label: voice.say('button.details'), command: `status ${service.id}` }],
    ...(chart ? { chart } : {}),
  };
}

/** It has only just been subscribed to, or it is not watched at all. */
function nothingSeen(service: Service, request: Request, desk: Desk): Message {
  const { voice } = request;
  const isFresh = isFollowedHere(service, request, desk);
  const values = { service: serviceName(voice, service) };
  return {
    tone: 'info',
    title: voice.say(isFresh ? 'history.fresh' : 'history.unwatched', values),
    lines: [],
    buttons: [
      isFresh
        ? { label: voice.say('button.details'), command: `status ${service.id}` }
        : { label: voice.say('button.subscribe'), command: `subscribe ${service.id}` },
    ],
  };
}

function total(
  incidents: readonly Incident[],
  from: number,
  { voice }: Request,
  desk: Desk,
): readonly Line[] {
  if (incidents.length < 2) return [];
  const lengths = incidents.map(({ startedAt, endedAt = desk.now() }) => {
    return endedAt - Math.max(startedAt, from);
  });
  const duration = voice.duration(lengths.reduce((sum, length) => sum + length, 0));
  return [sayLine(voice, 'history.down', { duration })];
}

/** One line, and a second one when it did not stay the same all the time. */
function row(incident: Incident, telling: Telling): readonly Line[] {
  return [sayPast(incident, telling.voice, telling.now), ...timeline(incident, telling)];
}

/** When it became worse, better or another, in one line; nothing where it stayed the same. */
function timeline(incident: Incident, { service, voice, now }: Telling): readonly Line[] {
  const { steps: all = [], endedAt } = incident;
  if (all.length < 2) return [];
  const shown = all.slice(-stepsAtMost);
  const steps = shown.map((step): Line => {
    return [timeSpan(voice, step.at, now), ` ${sayStep(step, service, voice)}`];
  });
  const end: Line[] =
    endedAt === undefined ? [] : [[timeSpan(voice, endedAt, now), ` ${voice.say('history.back')}`]];
  const joined = [...steps, ...end].flatMap((step, index) => (index > 0 ? [' → ', ...step] : step));
  return [[shown.length < all.length ? '↳ … → ' : '↳ ', ...joined]];
}

function more(count: number, { voice }: Request): readonly Line[] {
  return count > 0 ? [sayLine(voice, 'history.more', { count })] : [];
}

/** How each part did in the window that was asked for; worst first. */
function parts({ service, days }: Asked, { voice }: Request, desk: Desk): readonly Line[] {
  if (service.components.length < 2) return [];
  return service.components
    .flatMap(({ id }) => {
      const known = desk.uptime(service.id, days * dayMs, id);
      return known ? [{ id, share: known.share }] : [];
    })
    .sort((a, b) => a.share - b.share)
    .slice(0, partsAtMost)
    .map(({ id, share }) => {
      const part = partName(voice, service, id);
      return sayLine(voice, 'history.part', { part, share: voice.percent(share) });
    });
}
