/** What a channel reads when somebody changes what it hears. Pure. */
import type { Standing } from '../../commands/command.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, type Message, quote } from '../message.ts';
import type { Service } from '../model.ts';
import { sayStatusAndParts, troubledSince } from './compose-status.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';

/** Who did it; shown by name, so that nobody's device notifies. */
export type Doer = { readonly name: string };

type Setting = { readonly voice: Voice; readonly now: number; readonly person: Doer };

/** Posted to the channel, which also proves that it can be written to. Without a standing the first look is on. */
export function composeConfirmation(
  service: Service,
  standing: Standing | undefined,
  { voice, now, person }: Setting,
): Message {
  const { id } = service;
  return {
    tone: 'info',
    title: voice.say('confirmation.title', {
      person: quote(person.name, 40),
      service: serviceName(voice, service),
    }),
    lines: [sayLine(voice, 'confirmation.next'), nowLine(standing, voice, now)],
    buttons: [
      { label: voice.say('button.undo'), command: `unsubscribe ${id}` },
      { label: voice.say('button.details'), command: `status ${id}` },
    ],
  };
}

export function composeFarewell(service: Service, { voice, person }: Setting): Message {
  return {
    tone: 'info',
    title: voice.say('farewell.title', {
      person: quote(person.name, 40),
      service: serviceName(voice, service),
    }),
    lines: [sayLine(voice, 'farewell.next')],
    buttons: [{ label: voice.say('button.undo'), command: `subscribe ${service.id}` }],
  };
}

function nowLine(standing: Standing | undefined, voice: Voice, now: number): Line {
  if (!standing || standing.verdict.lookedAt === undefined) {
    return sayLine(voice, 'confirmation.nowSoon');
  }
  const status = sayStatusAndParts(voice, standing);
  const since = troubledSince(standing);
  if (since === undefined) return sayLine(voice, 'confirmation.now', { status });
  return sayLine(voice, 'confirmation.nowSince', { status, when: timeSpan(voice, since, now) });
}
