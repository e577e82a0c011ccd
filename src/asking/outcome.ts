/** Several services in one line: one answer out of what became of each. */

import type { Request } from '../../commands/command.ts';
import type { PhraseKey } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Message } from '../message.ts';
import type { Service } from '../model.ts';
import { serviceName } from '../telling/compose.ts';
import { commandLine } from './place.ts';

/** It was done, or it was not and this says why. */
export type Outcome = { readonly done: Service } | { readonly message: Message };

/** No network shows more buttons in one row. */
const buttonsAtMost = 5;

/** What was done first, then what was not, each with its reason. */
export function combine(
  done: 'subscribe.done' | 'unsubscribe.done',
  { voice }: Request,
  outcomes: readonly Outcome[],
): Message {
  const services = outcomes.flatMap((one) => ('done' in one ? [one.done] : []));
  const problems = outcomes.flatMap((one) => ('message' in one ? [one.message] : []));
  const [first, ...others] = problems;
  if (services.length === 0 && first && others.length === 0) return first;
  const names = voice.list(services.map((service) => serviceName(voice, service)));
  const head = services.length > 0 || !first ? undefined : first;
  const rest = head ? others : problems;
  return {
    tone: 'info',
    title: head?.title ?? voice.say(done, { services: names }),
    lines: [
      ...(head?.lines ?? []),
      ...rest.flatMap(({ title, lines }) => [[{ bold: title }], ...lines]),
    ],
    buttons: problems.flatMap((one) => one.buttons ?? []).slice(0, buttonsAtMost),
  };
}

/** No service was named: asks for one, with an example. */
export function which(
  question: 'subscribe.which' | 'unsubscribe.which',
  example: string,
  request: Request,
): Message {
  const { voice } = request;
  const command = commandLine(request, example);
  return {
    tone: 'info',
    title: voice.say(question),
    lines: [sayLine(voice, 'subscriptions.none.next', { command })],
    buttons: [{ label: voice.say('button.services'), command: 'services' }],
  };
}

export function tooMany(limit: number, { voice }: Request): Message {
  const next: PhraseKey = 'subscribe.tooMany.next';
  return {
    tone: 'info',
    title: voice.say('subscribe.tooMany', { limit }),
    lines: [sayLine(voice, next)],
  };
}
