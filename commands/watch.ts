/** `watch URL [name]`: adds a service of one's own, known in this workspace, at a public address. */

import { askWhich } from '../src/asking/one.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Reading, Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import { place, sayCause } from '../src/telling/evidence.ts';
import type { Command, Desk, Request } from './command.ts';

export const watch = {
  name: 'watch',
  aliases: ['add', '添加', '监测'],
  options: [
    { name: 'target', isRequired: true },
    { name: 'name', isRest: true },
  ],
  isPrivate: true,
  isManaging: true,
  cost: 4,
  async run(request, desk) {
    const { target, name = '' } = request.options;
    if (target === undefined) {
      return askWhich('watch.which', 'watch https://example.com/ Example', { request, desk });
    }
    return added(target, name, request, desk);
  },
} satisfies Command;

async function added(target: string, name: string, request: Request, desk: Desk): Promise<Message> {
  const { voice, ask } = request;
  const wanted = { target: addressOf(target), name: quote(name, 60), by: ask.person.id };
  const watched = await desk.watch(wanted);
  if (watched.result === 'wrong') {
    const lines = [[quote(watched.problem, 300)], sayLine(voice, 'probe.public')];
    return { tone: 'info', title: voice.say('watch.wrong'), lines };
  }
  if (watched.result === 'full') {
    const { limit } = watched;
    return { tone: 'info', title: voice.say('watch.full', { limit }), lines: own(request, desk) };
  }
  const { service } = watched;
  const key = watched.result === 'done' ? 'watch.done' : 'watch.known';
  return {
    tone: 'info',
    title: voice.say(key, { service: serviceName(voice, service) }),
    lines: 'looked' in watched ? [looked(watched.looked, wanted.target, request)] : [],
    buttons: buttons(service, request),
  };
}

/** People leave the scheme out: then it is a web page. */
function addressOf(typed: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(typed) && !/^[^/]+:\d+(?:\/|$)/.test(typed)
    ? typed
    : `https://${typed}`;
}

function looked(reading: Reading, target: string, { voice }: Request): Line {
  const { cause, tookMs } = reading;
  const result = cause ? sayCause(voice, cause) : voice.duration(tookMs);
  return sayLine(voice, 'watch.looked', { place: { code: place(target) }, result });
}

function own(request: Request, desk: Desk): readonly Line[] {
  const { voice } = request;
  const names = desk.own().map((service) => serviceName(voice, service));
  return [[voice.list(names.slice(0, 20))]];
}

function buttons({ id }: Service, { voice }: Request) {
  return [
    { label: voice.say('button.subscribe'), command: `subscribe ${id}` },
    { label: voice.say('button.details'), command: `status ${id}` },
    { label: voice.say('button.undo'), command: `unwatch ${id}` },
  ];
}
