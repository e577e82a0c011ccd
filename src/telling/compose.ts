/**
 * What a channel reads about an incident. Pure: the same incident in the same voice is the same message,
 * so an edit that changes nothing can be seen. No ticking durations: they are told when they are final.
 */

import type { PhraseKey, Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Button, type Line, type Message, quote, type Span } from '../message.ts';
import {
  type ComponentVerdict,
  type Incident,
  type Service,
  type Status,
  severity,
} from '../model.ts';
import { partName, sayPart } from './evidence.ts';
import type { Announcement } from './told.ts';
import { toneOf } from './tone.ts';

/** A message about an incident of a service, in a voice, at an instant. */
export type Compose = (incident: Incident, service: Service, voice: Voice, now: number) => Message;

/** The message for any announcement; `edit` asks for the card as it should look now. */
export function compose(
  what: Announcement | 'edit',
  ...about: Parameters<Compose>
): ReturnType<Compose> {
  return composers[what](...about);
}

/** The card in its current state, open or ended. */
export const composeCard: Compose = (incident, service, voice, now) =>
  incident.endedAt === undefined
    ? open(cardTitle(incident, service, voice), incident, { service, voice, now })
    : composeRecovery(incident, service, voice, now);

export const composeOutage: Compose = composeCard;

function cardTitle(incident: Incident, service: Service, voice: Voice): string {
  return incident.isFlapping
    ? voice.say('title.unstable', { service: serviceName(voice, service) })
    : titleOf(incident.status, incident.parts, service, voice);
}

/** A reply to the card: it got worse. */
export const composeEscalation: Compose = (incident, service, voice, now) => {
  const key = `title.escalated.${badOf(incident.status)}` as const;
  const parts = affected(incident.parts, service, voice);
  const isNamed = key === 'title.escalated.partial' && parts !== '';
  const values = { service: serviceName(voice, service), parts };
  const title = voice.say(isNamed ? `${key}.parts` : key, values);
  return open(title, incident, { service, voice, now });
};

/** A reply to the card: it seemed to be back, and is not. */
export const composeAgain: Compose = (incident, service, voice, now) => {
  if (incident.isFlapping) return composeCard(incident, service, voice, now);
  const values = { service: serviceName(voice, service), status: incident.status };
  return open(voice.say('title.again', values), incident, { service, voice, now });
};

export const composeRecovery: Compose = (incident, service, voice, now) => {
  const { startedAt, endedAt = now, worst } = incident;
  const duration = voice.duration(endedAt - startedAt);
  const key = incident.isFlapping ? 'title.settled' : 'title.back';
  const title = voice.say(key, { service: serviceName(voice, service), worst, duration });
  return over(title, 'line.period', incident, { service, voice, now });
};

/** An outage that was over before anybody could be told. */
export const composeMissed: Compose = (incident, service, voice, now) => {
  const { startedAt, endedAt = now, worst } = incident;
  const period = sayPeriod(voice, [startedAt, endedAt], now);
  const title = voice.say('title.missed', { service: serviceName(voice, service), worst, period });
  return over(title, 'line.periodLasted', incident, { service, voice, now });
};

const composers: Readonly<Record<Announcement | 'edit', Compose>> = {
  outage: composeOutage,
  escalation: composeEscalation,
  again: composeAgain,
  recovery: composeRecovery,
  missed: composeMissed,
  card: composeCard,
  edit: composeCard,
};

type Setting = { readonly service: Service; readonly voice: Voice; readonly now: number };

function open(title: string, incident: Incident, { service, voice, now }: Setting): Message {
  const since = { when: timeSpan(voice, incident.startedAt, now) };
  const confirmed = { when: timeSpan(voice, incident.openedAt, now) };
  return {
    tone: toneOf(incident.status),
    title,
    lines: [
      ...partLines(voice, service, incident.parts),
      ...(incident.isFlapping
        ? flappingLines(incident, voice, now)
        : unstableLine(voice, incident.parts)),
      sayLine(voice, 'line.since', since),
    ],
    footer: sayLine(voice, 'footer.checks', confirmed),
    buttons: [...statusPageButton(voice, service), detailsButton(voice, service)],
  };
}

function over(
  title: string,
  key: 'line.period' | 'line.periodLasted',
  { startedAt, endedAt, parts }: Incident,
  { service, voice, now }: Setting,
): Message {
  const end = endedAt ?? now;
  const period = sayLine(voice, key, {
    from: timeSpan(voice, startedAt, now),
    to: timeSpan(voice, end, now),
    duration: voice.duration(end - startedAt),
  });
  return {
    tone: 'recovered',
    title,
    lines: [...partLines(voice, service, parts), period],
    buttons: [detailsButton(voice, service)],
  };
}

/** One complete sentence about how a service stands, with the failing parts where only some fail. */
export function titleOf(
  status: Status,
  parts: readonly ComponentVerdict[],
  service: Service,
  voice: Voice,
): string {
  const values = {
    service: serviceName(voice, service),
    parts: affected(parts, service, voice),
  };
  if (isUnstable(parts)) {
    return voice.say(values.parts === '' ? 'title.unstable' : 'title.unstable.parts', values);
  }
  const hasParts = (status === 'degraded' || status === 'partial') && values.parts !== '';
  const key: PhraseKey = hasParts ? `title.${status}.parts` : `title.${status}`;
  return voice.say(key, values);
}

/** Everything that fails works now and then: no outage to speak of, and no health either. */
function isUnstable(parts: readonly ComponentVerdict[]): boolean {
  const failing = parts.filter((part) => severity(part.status) > 0);
  return failing.length > 0 && failing.every((part) => part.isUnstable);
}

export function unstableLine(voice: Voice, parts: readonly ComponentVerdict[]): readonly Line[] {
  return isUnstable(parts) ? [sayLine(voice, 'line.unstable')] : [];
}

function flappingLines({ calmSince }: Incident, voice: Voice, now: number): readonly Line[] {
  return calmSince === undefined
    ? [sayLine(voice, 'line.unstable')]
    : [sayLine(voice, 'line.calm', { when: timeSpan(voice, calmSince, now) })];
}

/** The names of the failing parts; empty when all of them fail or there is but one. */
function affected(parts: readonly ComponentVerdict[], service: Service, voice: Voice): string {
  const failing = worstFirst(parts.filter((part) => severity(part.status) > 0));
  if (failing.length >= service.components.length) return '';
  const named = failing.slice(0, failing.length > 3 ? 2 : 3);
  const names = named.map((part) => partName(voice, service, part.component));
  const count = failing.length - named.length;
  return voice.list(count > 0 ? [...names, voice.say('part.more', { count })] : names);
}

/** At most three parts, worst first, and how many more. */
export function partLines(
  voice: Voice,
  service: Service,
  parts: readonly ComponentVerdict[],
): readonly Line[] {
  const shown = worstFirst(parts).slice(0, 3);
  const count = parts.length - shown.length;
  const lines = shown.map((part) => sayPart(voice, service, part));
  return count > 0 ? [...lines, sayLine(voice, 'line.more', { count })] : lines;
}

function worstFirst(parts: readonly ComponentVerdict[]): readonly ComponentVerdict[] {
  return parts.toSorted((a, b) => severity(b.status) - severity(a.status));
}

/** An incident without a bad status was not written by us; it is shown as the worst. */
function badOf(status: Status): 'degraded' | 'partial' | 'major' {
  return status === 'degraded' || status === 'partial' ? status : 'major';
}

export function serviceName(voice: Voice, service: Service): string {
  return quote(voice.name(service.name), 60);
}

export function timeSpan(voice: Voice, at: number, now: number): Exclude<Span, string> {
  return { time: at, text: voice.time(at, now) };
}

/** `12:01–12:07 UTC`; a dash between dates has spaces around it. */
function sayPeriod(voice: Voice, [from, to]: readonly [number, number], now: number): string {
  const start = voice.time(from, now).replace(/ UTC$/, '');
  const end = voice.time(to, now);
  const isClockOnly = /^[\d:]+$/.test(start) && /^[\d:]+ UTC$/.test(end);
  return isClockOnly ? `${start}–${end}` : `${start} – ${end}`;
}

export function statusPageButton(voice: Voice, { statusPage }: Service): readonly Button[] {
  return statusPage ? [{ label: voice.say('button.statusPage'), url: statusPage }] : [];
}

function detailsButton(voice: Voice, { id }: Service): Button {
  return { label: voice.say('button.details'), command: `status ${id}` };
}
