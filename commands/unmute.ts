/** `unmute service`: this channel hears of a service again. */

import { followedChoices } from '../src/asking/choices.ts';
import { nameServices, sayUnknown } from '../src/asking/naming.ts';
import { askWhich } from '../src/asking/one.ts';
import { channelVoice } from '../src/asking/place.ts';
import { type Message, quote } from '../src/message.ts';
import type { Filters, Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import type { Command, Desk, Request } from './command.ts';
import { notFollowed } from './mute.ts';

export const unmute = {
  name: 'unmute',
  aliases: ['取消静音'],
  options: [{ name: 'service', isRequired: true, isRest: true, complete: followedChoices }],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) return askWhich('unmute.which', 'unmute whatsapp', { request, desk });
    const { services, unknown } = nameServices(typed, desk.catalogue);
    const [service] = services;
    const [stranger] = unknown;
    if (!service || stranger) {
      return sayUnknown(stranger ?? { typed, suggestions: [] }, 'unmute', request);
    }
    return hear(service, request, desk);
  },
} satisfies Command;

async function hear(service: Service, request: Request, desk: Desk): Promise<Message> {
  const { voice, ask } = request;
  const name = serviceName(voice, service);
  const followed = desk
    .followed(ask.channel)
    .find((one) => one.subscription.service === service.id);
  if (!followed) return notFollowed(service, request);
  if (!isMuted(followed.subscription.filters ?? {}, desk.now())) {
    return { tone: 'info', title: voice.say('unmute.already', { service: name }), lines: [] };
  }
  await desk.change(ask.channel, service.id, loud);
  const words = channelVoice(request, desk);
  const values = { person: quote(ask.person.name, 40), service: serviceName(words, service) };
  await desk.post(ask.channel, {
    tone: 'info',
    title: words.say('unmute.note', values),
    lines: [],
  });
  return { tone: 'info', title: voice.say('unmute.done', { service: name }), lines: [] };
}

function loud({ mutedUntil: _, mutedIncident: __, ...filters }: Filters): Filters {
  return filters;
}

function isMuted({ mutedUntil = 0, mutedIncident }: Filters, now: number): boolean {
  return mutedUntil > now || mutedIncident !== undefined;
}
