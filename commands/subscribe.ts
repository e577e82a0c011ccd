/** `subscribe service…`: the channel hears of outages and recoveries. The channel reads who did it. */
import { setTimeout as wait } from 'node:timers/promises';
import { serviceChoices } from '../src/asking/choices.ts';
import { filterOptions, filtersOf, refined, sayWrongFilter } from '../src/asking/filters.ts';
import { nameServices, sayUnknown } from '../src/asking/naming.ts';
import { combine, type Outcome, tooMany, which } from '../src/asking/outcome.ts';
import { channelVoice, commandLine, platformOf } from '../src/asking/place.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Filters, Service, Subscription } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import { composeConfirmation } from '../src/telling/compose-subscription.ts';
import type { Command, Desk, Request, Standing } from './command.ts';

/** More names in one line are more likely a mistake. */
const servicesAtOnce = 10;
/** The confirmation does not wait longer for a first look. */
const standingWithinMs = 700;

export const subscribe = {
  name: 'subscribe',
  aliases: ['follow', '订阅'],
  options: [
    { name: 'service', isRequired: true, isRest: true, isSeveral: true, complete: serviceChoices },
    ...filterOptions,
  ],
  isPrivate: true,
  isManaging: true,
  hasForm: true,
  async run(request, desk) {
    const typed = request.options.service;
    if (typed === undefined) return which('subscribe.which', 'subscribe whatsapp', request);
    const { services, unknown } = nameServices(typed, desk.catalogue);
    if (services.length > servicesAtOnce) return tooMany(servicesAtOnce, request);
    const outcomes = await Promise.all(services.map((service) => follow(service, request, desk)));
    return combine('subscribe.done', request, [
      ...outcomes,
      ...unknown.map((one) => ({ message: sayUnknown(one, 'subscribe', request) })),
    ]);
  },
} satisfies Command;

async function follow(service: Service, request: Request, desk: Desk): Promise<Outcome> {
  const { ask } = request;
  const wanted = filtersOf(request, service);
  if (wanted && 'wrong' in wanted) {
    return { message: sayWrongFilter(wanted.wrong, service, request) };
  }
  const known = followedSince(service, request, desk);
  if (known !== undefined && wanted) return refine(service, wanted.filters, request, desk);
  if (known !== undefined) return { message: sayAlready(service, known, request, desk) };
  const voice = channelVoice(request, desk);
  const standing = await Promise.race([
    standingOf(service, desk),
    wait(standingWithinMs, undefined, { ref: false }),
  ]);
  const subscription: Subscription = {
    channel: ask.channel,
    service: service.id,
    language: voice.tag,
    timeZone: voice.timeZone,
    by: ask.person.id,
    since: desk.now(),
    ...(wanted ? { filters: wanted.filters } : {}),
  };
  const setting = { voice, now: desk.now(), person: ask.person };
  const confirmation = composeConfirmation(service, standing, setting);
  const told = await desk.subscribe(subscription, confirmation);
  if (told.result === 'done') return { done: service };
  if (told.result === 'full') return { message: sayFull(service, request, desk) };
  if (told.result === 'undeliverable') {
    return { message: sayUndeliverable(service, told.reason, request) };
  }
  const since = followedSince(service, request, desk) ?? desk.now();
  return { message: sayAlready(service, since, request, desk) };
}

/** The same service again, with other wishes: they take the place of the earlier ones. */
async function refine(
  service: Service,
  filters: Filters,
  request: Request,
  desk: Desk,
): Promise<Outcome> {
  await desk.change(request.ask.channel, service.id, (earlier) =>
    refined(earlier, filters, request),
  );
  const { voice } = request;
  const title = voice.say('subscribe.changed', { service: serviceName(voice, service) });
  return { message: { tone: 'info', title, lines: [] } };
}

/** A look that fails must not cost the subscription; a store that fails shows when writing. */
async function standingOf(service: Service, desk: Desk): Promise<Standing | undefined> {
  return desk.standing(service).catch(() => undefined);
}

function followedSince(service: Service, { ask }: Request, desk: Desk): number | undefined {
  const followed = desk.followed(ask.channel).map(({ subscription }) => subscription);
  return followed.find((one) => one.service === service.id)?.since;
}

function sayAlready(service: Service, since: number, request: Request, desk: Desk): Message {
  const { voice } = request;
  const when = voice.time(since, desk.now());
  return {
    tone: 'info',
    title: voice.say('subscribe.already', { service: serviceName(voice, service), when }),
    lines: [],
    buttons: [{ label: voice.say('button.details'), command: `status ${service.id}` }],
  };
}

function sayFull(service: Service, request: Request, desk: Desk): Message {
  const { voice, ask } = request;
  const command = commandLine(request, 'unsubscribe');
  const name = serviceName(voice, service);
  return {
    tone: 'info',
    title: voice.say('subscribe.full', { limit: desk.followed(ask.channel).length }),
    lines: [sayLine(voice, 'subscribe.full.next', { service: name, command })],
    buttons: [{ label: voice.say('button.subscriptions'), command: 'subscriptions' }],
  };
}

function sayUndeliverable(service: Service, reason: string, request: Request): Message {
  const { voice } = request;
  const platform = platformOf(request);
  const lines: readonly Line[] = [
    sayLine(voice, 'subscribe.undeliverable.next', { platform }),
    sayLine(voice, 'subscribe.reason', { reason: quote(reason, 160) }),
  ];
  const title = voice.say('subscribe.undeliverable', { service: serviceName(voice, service) });
  return { tone: 'info', title, lines };
}
