/** What a channel reads a day before a busy period: from when, which of its services, and why. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Notice, Service } from '../model.ts';
import { listed } from './evidence.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';

const namedAtMost = 6;

/** `services` are those of the notice that the channel follows. */
export function composeBusy(
  { facts }: Notice,
  services: readonly Service[],
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message {
  const from = Number(facts.from);
  const name = quote(String(facts[`name.${voice.tag}`] ?? facts['name.en'] ?? ''), 80);
  return {
    tone: 'info',
    title: voice.say('notice.busy', {
      name,
      when: localTime(voice, from),
      kinds: listed(voice, kindsOf(services, voice), namedAtMost),
    }),
    lines: [
      sayLine(voice, 'notice.busy.next', {
        from: timeSpan(voice, from, now),
        to: timeSpan(voice, Number(facts.until), now),
        services: listed(
          voice,
          services.map((service) => serviceName(voice, service)),
          namedAtMost,
        ),
      }),
    ],
    buttons: [{ label: voice.say('button.calendar'), command: 'calendar' }],
  };
}

/** By the channel's own clocks, as a title cannot show a time in each reader's. */
function localTime(voice: Voice, at: number): string {
  const zone = voice.timeZone === 'UTC' ? ' UTC' : '';
  return `${voice.local(at, 'day')} ${voice.local(at, 'clock')}${zone}`;
}

const kinds = [
  ...['postal', 'commerce', 'payments', 'messaging', 'social', 'gaming', 'streaming'],
  'email-delivery',
];

/** Kinds of service where there is a word for them, and the names of all others. */
function kindsOf(services: readonly Service[], voice: Voice): readonly string[] {
  const named = kinds
    .filter((kind) => services.some(({ category }) => category === kind))
    .map((kind) => voice.say('busy.kind', { kind: kind.replaceAll('-', '_') }));
  const others = services.filter(({ category }) => !kinds.includes(category));
  return [...named, ...others.map((service) => serviceName(voice, service))];
}
