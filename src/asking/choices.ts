/** What is offered while a service is being typed. */

import type { Desk, Request } from '../../commands/command.ts';
import type { Voice } from '../languages/language.ts';
import type { Service } from '../model.ts';
import type { Choice } from '../platforms/platform.ts';
import { serviceName } from '../telling/compose.ts';

/** The most that Discord shows. */
export const choicesAtMost = 25;

/** Services of the catalogue, those of this channel first. */
export function serviceChoices(typed: string, request: Request, desk: Desk): readonly Choice[] {
  const found = desk.catalogue.search(typed, 2 * choicesAtMost);
  const own = new Set(desk.followed(request.ask.channel).map((one) => one.subscription.service));
  const [first, rest] = [
    found.filter(({ id }) => own.has(id)),
    found.filter(({ id }) => !own.has(id)),
  ];
  return [...first, ...rest]
    .slice(0, choicesAtMost)
    .map((service) => choice(service, request.voice));
}

/** Only what this channel follows. */
export function followedChoices(typed: string, request: Request, desk: Desk): readonly Choice[] {
  const wanted = typed.trim().toLowerCase();
  return desk
    .followed(request.ask.channel)
    .map(({ subscription }) => serviceOrId(subscription.service, desk))
    .map((service) => choice(service, request.voice))
    .filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
    .slice(0, choicesAtMost);
}

/** A followed service may have left the catalogue; then its id stands for it. */
export function serviceOrId(id: string, desk: Desk): Service {
  return (
    desk.catalogue.get(id) ?? {
      id,
      name: { en: id },
      aliases: [],
      category: '',
      preset: 'default',
      components: [],
    }
  );
}

function choice(service: Service, voice: Voice): Choice {
  return { name: serviceName(voice, service), value: service.id };
}
