/** `status [service]`: how one service stands now; without a name, how all services of the channel stand. */

import { serviceChoices, serviceOrId } from '../src/asking/choices.ts';
import { busyLine } from '../src/asking/forecast.ts';
import { sayUnknown } from '../src/asking/naming.ts';
import { findAsked, isFollowedHere } from '../src/asking/one.ts';
import { chartOf, dayMs, flagged, uptimeLine } from '../src/asking/past.ts';
import { channelVoice, commandLine } from '../src/asking/place.ts';
import type { Voice } from '../src/languages/language.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Message, quote } from '../src/message.ts';
import { serviceName } from '../src/telling/compose.ts';
import { composeOverview } from '../src/telling/compose-overview.ts';
import { composeStatus } from '../src/telling/compose-status.ts';
import type { Command, Desk, Request, Standing } from './command.ts';

/** A day by half hours: as wide as a phone in text. */
const columns = 48;

export const status = {
  name: 'status',
  aliases: ['状态', '查询'],
  options: [
    { name: 'service', isRest: true, complete: serviceChoices },
    {
      name: 'public',
      isFlag: true,
      complete: (_typed, { voice }) => [{ name: voice.say('choice.yes'), value: 'yes' }],
    },
  ],
  isPrivate: true,
  isManaging: false,
  run: (request, desk) => {
    const typed = request.options.service;
    return typed === undefined ? overview(request, desk) : one(typed, request, desk);
  },
} satisfies Command;

async function one(typed: string, request: Request, desk: Desk): Promise<Message> {
  const { service, isExact, suggestions } = findAsked(typed, desk);
  if (!service) return sayUnknown({ typed, suggestions }, 'status', request);
  const standing = await desk.standing(service);
  const voice = readersVoice(request, desk);
  const message = composeStatus(standing, voice, desk.now(), {
    isPublic: isPublic(request),
    isFollowed: isFollowedHere(service, request, desk),
    ...(isExact ? {} : { typed: quote(typed, 60) }),
  });
  return standing.isWatched ? withPast(message, standing, voice, desk) : message;
}

async function withPast(
  message: Message,
  { service, warnings = [] }: Standing,
  voice: Voice,
  desk: Desk,
): Promise<Message> {
  const now = desk.now();
  const busy = desk.busy(service, now, now + 1).map((one) => busyLine(voice, one, now));
  const uptime = uptimeLine(voice, now, {
    uptime: (windowMs) => desk.uptime(service.id, windowMs),
    workedMs: (windowMs) => desk.workedMs(service.id, windowMs),
  });
  const stretches = await desk.latency(service.id, dayMs, columns);
  const plain = chartOf(voice, serviceName(voice, service), stretches);
  const chart = plain && flagged(plain, warnings, { voice, now, windowMs: dayMs });
  const lines = [...message.lines, ...busy, ...uptime];
  return { ...message, lines, ...(chart ? { chart } : {}) };
}

async function overview(request: Request, desk: Desk): Promise<Message> {
  const followed = desk.followed(request.ask.channel);
  if (followed.length === 0) return nothingFollowed(request);
  const standings = await Promise.all(
    followed.map(({ subscription }) => desk.standing(serviceOrId(subscription.service, desk))),
  );
  const voice = readersVoice(request, desk);
  const message = composeOverview(standings, voice, desk.now());
  const share = { label: voice.say('button.share'), command: 'status --public' };
  return isPublic(request) ? message : { ...message, buttons: [share] };
}

/** Said wherever a channel's subscriptions are asked for and there are none. */
export function nothingFollowed(request: Request): Message {
  const { voice } = request;
  const command = commandLine(request, 'subscribe whatsapp');
  return {
    tone: 'info',
    title: voice.say('subscriptions.none'),
    lines: [sayLine(voice, 'subscriptions.none.next', { command })],
    buttons: [{ label: voice.say('button.services'), command: 'services' }],
  };
}

function isPublic(request: Request): boolean {
  return request.options.public !== undefined;
}

function readersVoice(request: Request, desk: Desk): Request['voice'] {
  return isPublic(request) ? channelVoice(request, desk) : request.voice;
}
