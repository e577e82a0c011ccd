/** `unwatch service`: takes away a service that was added from chat, with its subscriptions and its history. */

import { nothingLike } from '../src/asking/naming.ts';
import { sayLine } from '../src/languages/line.ts';
import type { Message } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import type { Command, Desk, Request } from './command.ts';

const buttonsAtMost = 5;

export const unwatch = {
  name: 'unwatch',
  aliases: ['移除'],
  options: [
    {
      name: 'service',
      isRequired: true,
      isRest: true,
      complete: (typed, { voice }, desk) =>
        desk
          .own()
          .map((service) => ({ name: serviceName(voice, service), value: service.id }))
          .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase())),
    },
    { name: 'sure', isFlag: true },
  ],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const { voice, options } = request;
    const typed = options.service;
    if (typed === undefined) return listed(request, desk);
    const service = ownNamed(typed, desk);
    if (!service) return notOwn(typed, request, desk);
    if (options.sure === undefined) return ask(service, request);
    await desk.unwatch(service.id);
    const title = voice.say('unwatch.done', { service: serviceName(voice, service) });
    return { tone: 'info', title, lines: [] };
  },
} satisfies Command;

/** By its exact id or name: a write never guesses. */
function ownNamed(typed: string, desk: Desk): Service | undefined {
  const { service, isExact } = desk.catalogue.find(typed);
  const own = desk.own();
  return own.find(({ id }) => id === typed || (isExact && id === service?.id));
}

/** Subscriptions of other channels go with it, so it is asked first. */
function ask(service: Service, { voice }: Request): Message {
  return {
    tone: 'info',
    title: voice.say('unwatch.sure', { service: serviceName(voice, service) }),
    lines: [sayLine(voice, 'unwatch.sure.next')],
    buttons: [{ label: voice.say('button.yes'), command: `unwatch ${service.id} --sure` }],
  };
}

function notOwn(typed: string, request: Request, desk: Desk): Message {
  const { voice } = request;
  const { service, isExact } = desk.catalogue.find(typed);
  if (!service || !isExact) return nothingLike(typed, 'unwatch', request, desk.own());
  const title = voice.say('unwatch.notOwn', { service: serviceName(voice, service) });
  return { tone: 'info', title, lines: [sayLine(voice, 'unwatch.notOwn.next')] };
}

function listed({ voice }: Request, desk: Desk): Message {
  const own = desk.own();
  return {
    tone: 'info',
    title: voice.say(own.length === 0 ? 'unwatch.none' : 'unwatch.which'),
    lines: own
      .slice(0, 50)
      .map((one) => [{ bold: serviceName(voice, one) }, ' ', { code: one.id }]),
    buttons: own.slice(0, buttonsAtMost).map((one) => ({
      label: serviceName(voice, one),
      command: `unwatch ${one.id}`,
    })),
  };
}
