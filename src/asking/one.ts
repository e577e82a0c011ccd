/** A question about one service: which one is meant, as far as a read may guess. */

import type { Desk, Request } from '../../commands/command.ts';
import type { Found } from '../catalogue/catalogue.ts';
import type { PhraseKey } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Message } from '../message.ts';
import type { Service } from '../model.ts';
import { commandLine } from './place.ts';
import { withoutQuestion } from './question.ts';

/** A name that is also a question's word wins over the question. */
export function findAsked(typed: string, { catalogue }: Desk): Found {
  const found = catalogue.find(typed);
  if (found.isExact) return found;
  const asked = catalogue.find(withoutQuestion(typed));
  return asked.isExact ? asked : found;
}

/** Does the channel of the question follow it? Then it is watched, even where nothing is known of it yet. */
export function isFollowedHere({ id }: Service, { ask }: Request, desk: Desk): boolean {
  return desk.followed(ask.channel).some(({ subscription }) => subscription.service === id);
}

/** Nothing was named: asks for it, with an example and the services of the channel as buttons. */
export function askWhich(
  question: PhraseKey,
  example: string,
  { request, desk }: { readonly request: Request; readonly desk: Desk },
): Message {
  const { voice, ask } = request;
  const [command = ''] = example.split(' ');
  const followed = desk.followed(ask.channel).slice(0, 5);
  return {
    tone: 'info',
    title: voice.say(question),
    lines: [sayLine(voice, 'subscriptions.none.next', { command: commandLine(request, example) })],
    buttons: followed.flatMap(({ subscription }) => {
      const service = desk.catalogue.get(subscription.service);
      if (!service) return [];
      return [{ label: voice.name(service.name), command: `${command} ${service.id}` }];
    }),
  };
}
