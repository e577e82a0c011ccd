/** What a channel reads of a notice, and a person of a channel that is gone. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Notice, Service } from '../model.ts';
import { serviceName } from './compose.ts';
import { listed } from './evidence.ts';
import { timeSpan } from './period.ts';

/** What a phrase may ask for and a notice need not know. */
const unknown = { place: '', service: '', text: '', person: '', why: 'other', days: 0 } as const;
const namedAtMost = 4;

export function composeNotice(
  { kind, facts }: Notice,
  services: readonly Service[],
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message {
  const values = Object.entries(facts).map(([name, value]) => [name, said(value, voice, now)]);
  const names = services.map((service) => serviceName(voice, service));
  const given = {
    ...{ ...unknown, from: '', until: '', count: services.length },
    services: listed(voice, names, namedAtMost),
    ...Object.fromEntries(values),
  };
  return {
    tone: kind === 'certificate' ? 'degraded' : kind === 'blind' ? 'unknown' : 'info',
    title: voice.say(`notice.${kind}`, given),
    lines: [sayLine(voice, `notice.${kind}.next`, given)].filter(({ length }) => length > 0),
  };
}

/** Numbers that cannot be anything else are instants. */
function said(value: string | number, voice: Voice, now: number): string | number {
  if (typeof value === 'string') return quote(value, 300);
  return value > 1e11 ? voice.time(value, now) : value;
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
