/** `unsubscribe service…`: ends a subscription, also of a service that is no longer known. */

import { followedChoices, serviceOrId } from '../src/asking/choices.ts';
import { nameServices, sayUnknown } from '../src/asking/naming.ts';
import { combine, type Outcome, which } from '../src/asking/outcome.ts';
import { channelVoice } from '../src/asking/place.ts';
import type { Voice } from '../src/languages/language.ts';
import { type Message, quote } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import { composeFarewell } from '../src/telling/compose-subscription.ts';
import type { Command, Desk, Request } from './command.ts';

export const unsubscribe = {
  name: 'unsubscribe',
  aliases: ['unfollow', '退订', '取消订阅'],
  options: [
    { name: 'service', isRequired: true, isRest: true, complete: followedChoices },
    { name: 'sure', isFlag: true },
  ],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) return whichOfThese(request, desk);
    if (isAll(typed, desk)) return all(request, desk);
    const { services, unknown } = named(typed, request, desk);
    // Read before the last subscription of the channel is gone.
    const voice = channelVoice(request, desk);
    const outcomes = await Promise.all(
      services.map((service) => leave(service, voice, request, desk)),
    );
    return combine('unsubscribe.done', request, [
      ...outcomes,
      ...unknown.map((one) => ({ message: sayUnknown(one, 'unsubscribe', request) })),
    ]);
  },
} satisfies Command;

function isAll(typed: string, desk: Desk): boolean {
  return /^(?:all|\*|全部|所有)$/i.test(typed) && !desk.catalogue.find(typed).isExact;
}

/** Asked first: what took months to collect is gone in a second. */
async function all(request: Request, desk: Desk): Promise<Message> {
  const { voice, ask, options } = request;
  const services = desk.followed(ask.channel).map(({ subscription }) => subscription.service);
  const count = services.length;
  if (count === 0) return { tone: 'info', title: voice.say('unsubscribe.nothing'), lines: [] };
  if (options.sure === undefined) {
    const buttons = [{ label: voice.say('button.yes'), command: 'unsubscribe all --sure' }];
    return {
      tone: 'info',
      title: voice.say('unsubscribe.all.sure', { count }),
      lines: [],
      buttons,
    };
  }
  const words = channelVoice(request, desk);
  const person = quote(ask.person.name, 40);
  await desk.unsubscribeAll(ask.channel, {
    tone: 'info',
    title: words.say('unsubscribe.all.note', { person }),
    lines: [],
    buttons: undoAll(services, words),
  });
  return { tone: 'info', title: voice.say('unsubscribe.all.done', { count }), lines: [] };
}

/** A line that is too long for a button could not bring them all back. */
function undoAll(services: readonly string[], voice: Voice) {
  const command = `subscribe ${services.join(' ')}`;
  const isShort = command.length <= 90 && services.length <= 10;
  return isShort ? [{ label: voice.say('button.undo'), command }] : [];
}

/** An id that the channel follows is enough: a subscription can always be ended. */
function named(typed: string, request: Request, desk: Desk): ReturnType<typeof nameServices> {
  const id = typed.trim().toLowerCase();
  const isFollowed = desk
    .followed(request.ask.channel)
    .some(({ subscription }) => subscription.service === id);
  if (isFollowed) return { services: [serviceOrId(id, desk)], unknown: [] };
  return nameServices(typed, desk.catalogue);
}

async function leave(
  service: Service,
  voice: Voice,
  request: Request,
  desk: Desk,
): Promise<Outcome> {
  const { channel, person } = request.ask;
  const farewell = composeFarewell(service, { voice, now: desk.now(), person });
  const isEnded = await desk.unsubscribe(channel, service.id, farewell);
  return isEnded ? { done: service } : { message: sayNotFollowed(service, request) };
}

function sayNotFollowed(service: Service, { voice }: Request): Message {
  return {
    tone: 'info',
    title: voice.say('unsubscribe.notFollowed', { service: serviceName(voice, service) }),
    lines: [],
    buttons: [{ label: voice.say('button.subscriptions'), command: 'subscriptions' }],
  };
}

/** Nothing was named: offers what the channel follows, as far as buttons reach. */
function whichOfThese(request: Request, desk: Desk): Message {
  const { voice, ask } = request;
  const followed = desk.followed(ask.channel);
  const [first] = followed;
  if (!first) return { tone: 'info', title: voice.say('unsubscribe.nothing'), lines: [] };
  const question = which('unsubscribe.which', `unsubscribe ${first.subscription.service}`, request);
  const buttons = followed.slice(0, 5).map(({ subscription }) => {
    const service = serviceOrId(subscription.service, desk);
    return { label: serviceName(voice, service), command: `unsubscribe ${service.id}` };
  });
  return { ...question, buttons };
}
