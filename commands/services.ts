/** `services [search]`: what can be followed, found by any part of a name. */

import { commandLine } from '../src/asking/place.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import type { Command, Request } from './command.ts';

/** As many rows as fit on a screen. */
const rowsAtMost = 20;

export const services = {
  name: 'services',
  aliases: ['search', 'find', '服务', '搜索'],
  options: [{ name: 'search', isRest: true }],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const typed = request.options.search ?? '';
    const found = desk.catalogue.search(typed, desk.catalogue.services.length);
    return found.length === 0 ? nothing(typed, request) : listed(typed, found, request);
  },
} satisfies Command;

function listed(typed: string, found: readonly Service[], request: Request): Message {
  const { voice } = request;
  const count = found.length;
  const rest = count - rowsAtMost;
  const [only] = found;
  return {
    tone: 'info',
    title:
      typed === ''
        ? voice.say('services.all', { count })
        : voice.say('services.found', { count, typed: quote(typed, 60) }),
    lines: [
      ...found.slice(0, rowsAtMost).map((service) => row(service, request)),
      ...(rest > 0 ? [more(rest, request)] : []),
    ],
    ...(count === 1 && only ? { buttons: forOne(only, request) } : {}),
  };
}

function row(service: Service, { voice }: Request): Line {
  return [{ bold: serviceName(voice, service) }, ' ', { code: service.id }];
}

function more(count: number, request: Request): Line {
  const command = commandLine(request, 'services mail');
  return sayLine(request.voice, 'services.more', { count, command });
}

function forOne({ id }: Service, { voice }: Request) {
  return [
    { label: voice.say('button.details'), command: `status ${id}` },
    { label: voice.say('button.subscribe'), command: `subscribe ${id}` },
  ];
}

function nothing(typed: string, { voice }: Request): Message {
  return {
    tone: 'info',
    title: voice.say('services.none', { typed: quote(typed, 60) }),
    lines: [sayLine(voice, 'services.none.next')],
    buttons: [{ label: voice.say('button.services'), command: 'services' }],
  };
}
