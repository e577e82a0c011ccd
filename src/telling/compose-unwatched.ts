/** What a channel reads when a service that is down is taken off the list of what is watched. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Message } from '../message.ts';
import type { Incident, Service } from '../model.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';

/** No recovery is made up: nobody will see how the outage ends. */
export function composeUnwatched(
  service: Service,
  { startedAt }: Pick<Incident, 'startedAt'>,
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message {
  return {
    tone: 'unknown',
    title: voice.say('unwatched.title', { service: serviceName(voice, service) }),
    lines: [sayLine(voice, 'unwatched.next', { when: timeSpan(voice, startedAt, now) })],
  };
}
