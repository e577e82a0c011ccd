/** `mute service [for]`: this channel hears nothing of a service for a while, or of its present incident. */

import { followedChoices } from '../src/asking/choices.ts';
import { nameServices, sayUnknown } from '../src/asking/naming.ts';
import { askWhich } from '../src/asking/one.ts';
import { channelVoice } from '../src/asking/place.ts';
import { durationForm, durationOf } from '../src/asking/terms.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Message, quote } from '../src/message.ts';
import type { Filters, Service } from '../src/model.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import type { Command, Desk, Request } from './command.ts';

const hourMs = 60 * 60_000;
const usualMs = hourMs;
const longestMs = 30 * 24 * hourMs;

export const mute = {
  name: 'mute',
  aliases: ['silence', '静音'],
  options: [
    { name: 'service', isRequired: true, isRest: true, complete: followedChoices },
    { name: 'for', isNamed: true, form: durationForm },
    { name: 'incident', isFlag: true },
  ],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) return askWhich('mute.which', 'mute whatsapp 2h', { request, desk });
    const { services, unknown } = nameServices(typed, desk.catalogue);
    const [service] = services;
    const [stranger] = unknown;
    if (!service || stranger) {
      return sayUnknown(stranger ?? { typed, suggestions: [] }, 'mute', request);
    }
    return silence(service, request, desk);
  },
} satisfies Command;

async function silence(service: Service, request: Request, desk: Desk): Promise<Message> {
  const { voice, ask, options } = request;
  const name = serviceName(voice, service);
  const open = desk.incidents(service.id).findLast(({ endedAt }) => endedAt === undefined);
  if (options.incident !== undefined && !open) {
    return { tone: 'info', title: voice.say('mute.noIncident', { service: name }), lines: [] };
  }
  const ms = durationOf(options.for ?? '') ?? usualMs;
  const until = desk.now() + Math.min(ms, longestMs);
  const edit = (filters: Filters): Filters =>
    options.incident !== undefined && open
      ? { ...filters, mutedIncident: open.id }
      : { ...filters, mutedUntil: until };
  if (!(await desk.change(ask.channel, service.id, edit))) return notFollowed(service, request);
  await desk.post(ask.channel, note(service, until, request, desk));
  return {
    tone: 'info',
    title: voice.say('mute.done', { service: name }),
    lines: [],
  };
}

/** Everybody in the channel sees that it is quiet, until when, and how to end it. */
function note(service: Service, until: number, request: Request, desk: Desk): Message {
  const voice = channelVoice(request, desk);
  const person = quote(request.ask.person.name, 40);
  const values = { person, service: serviceName(voice, service) };
  const isIncident = request.options.incident !== undefined;
  return {
    tone: 'info',
    title: voice.say(isIncident ? 'mute.noteIncident' : 'mute.note', values),
    lines: [
      isIncident
        ? sayLine(voice, 'mute.untilOver')
        : sayLine(voice, 'mute.until', { when: timeSpan(voice, until, desk.now()) }),
    ],
    buttons: [{ label: voice.say('button.undo'), command: `unmute ${service.id}` }],
  };
}

/** Said by both commands for a service that the channel does not hear of anyway. */
export function notFollowed(service: Service, { voice }: Request): Message {
  const name = serviceName(voice, service);
  return {
    tone: 'info',
    title: voice.say('unsubscribe.notFollowed', { service: name }),
    lines: [],
    buttons: [{ label: voice.say('button.subscriptions'), command: 'subscriptions' }],
  };
}
