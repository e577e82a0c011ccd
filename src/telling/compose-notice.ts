/** What a channel reads of a notice, and a person of a channel that is gone. Pure. */
import type { Voice } from '../languages/language.ts';
import { type SpanValue, sayLine } from '../languages/line.ts';
import { type Message, quote, type Tone } from '../message.ts';
import type { Notice, Service } from '../model.ts';
import { composeWarning } from './compose-warning.ts';
import { listed } from './evidence.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';

/** What a phrase may ask for and a notice need not know. */
const unknown = {
  place: '',
  service: '',
  text: '',
  person: 'none',
  why: 'other',
  days: 0,
} as const;
const namedAtMost = 4;
const tones: Readonly<Partial<Record<Notice['kind'], Tone>>> = {
  certificate: 'degraded',
  domain: 'degraded',
  blind: 'unknown',
};

export function composeNotice(
  notice: Notice,
  services: readonly Service[],
  reader: { readonly voice: Voice; readonly now: number },
): Message {
  return composeWarning(notice, services, reader) ?? composeOther(notice, services, reader);
}

function composeOther(
  { kind, facts }: Notice,
  services: readonly Service[],
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message {
  const given = {
    ...{ ...unknown, from: '', until: '', count: services.length },
    services: listed(
      voice,
      services.map((service) => serviceName(voice, service)),
      namedAtMost,
    ),
    duration: lasting(facts, voice),
    ...valuesOf(facts, voice, now),
  };
  const { text } = facts;
  const more = kind === 'maintenance' && text !== undefined ? [[quote(String(text), 300)]] : [];
  return {
    tone: tones[kind] ?? 'info',
    // A title cannot show a time in the reader's zone, so it says how long; the lines say when.
    title: voice.say(
      facts.change === 'cancelled' ? 'notice.maintenance.cancelled' : `notice.${kind}`,
      given,
    ),
    lines: [
      sayLine(voice, `notice.${kind}.next`, { ...given, ...instantsOf(facts, voice, now) }),
      ...more,
    ].filter(({ length }) => length > 0),
  };
}

type Facts = Notice['facts'];

function valuesOf(facts: Facts, voice: Voice, now: number): Record<string, string | number> {
  const said = (value: string | number) => {
    if (typeof value === 'string') return quote(value, 300);
    return isInstant(value) ? voice.time(value, now) : value;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, said(value)]));
}

function instantsOf(facts: Facts, voice: Voice, now: number): Record<string, SpanValue> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      isInstant(value) ? [[name, timeSpan(voice, value, now)]] : [],
    ),
  );
}

function lasting({ from, until }: Facts, voice: Voice): string {
  return isInstant(from) && isInstant(until) ? voice.duration(until - from) : '';
}

/** Numbers that cannot be anything else are instants. */
function isInstant(value: string | number | undefined): value is number {
  return typeof value === 'number' && value > 1e11;
}

/** To whoever asked for a subscription: its channel cannot be written to any more. */
export function composePaused(
  service: Service,
  { since, reason }: { readonly since: number; readonly reason: string },
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message {
  return {
    tone: 'degraded',
    title: voice.say('paused.title', { service: serviceName(voice, service) }),
    lines: [
      sayLine(voice, 'paused.reason', { reason: quote(reason, 300) }),
      sayLine(voice, 'paused.next', { when: timeSpan(voice, since, now) }),
    ],
  };
}
