/** From what people type to the services they mean. A write acts on exact names only; a read may guess. */

import type { Request } from '../../commands/command.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Service } from '../model.ts';
import { serviceName } from '../telling/compose.ts';
import { commandLine } from './place.ts';

export type Unknown = { readonly typed: string; readonly suggestions: readonly Service[] };

/** Longer texts name nothing; this many words are tried in all combinations. */
const wordsAtMost = 60;
/** The longest name of a service, in words. */
const nameWordsAtMost = 6;

/** Finds every service in a text such as `whatsapp china post, gmail`, longest names first. */
export function nameServices(
  text: string,
  catalogue: Catalogue,
): { readonly services: readonly Service[]; readonly unknown: readonly Unknown[] } {
  const whole = exactly(text, catalogue);
  if (whole) return { services: [whole], unknown: [] };
  const services = new Map<string, Service>();
  const unknown: Unknown[] = [];
  for (const piece of text.split(/[,;，、；]/).filter((one) => one.trim() !== '')) {
    const named = inWords(piece.trim(), catalogue);
    for (const service of named.services) services.set(service.id, service);
    unknown.push(...named.unknown);
  }
  return { services: [...services.values()], unknown };
}

function inWords(piece: string, catalogue: Catalogue): ReturnType<typeof nameServices> {
  const words = piece.split(/\s+/).slice(0, wordsAtMost);
  const services: Service[] = [];
  const strange: string[][] = [];
  let isStrange = false;
  for (let at = 0; at < words.length; ) {
    const hit = longest(words.slice(at, at + nameWordsAtMost), catalogue);
    if (hit) services.push(hit.service);
    else if (isStrange) strange.at(-1)?.push(words[at] ?? '');
    else strange.push([words[at] ?? '']);
    isStrange = hit === undefined;
    at += hit?.length ?? 1;
  }
  const unknown = strange.map((some) => unknownName(some.join(' '), catalogue));
  return { services, unknown };
}

function longest(
  words: readonly string[],
  catalogue: Catalogue,
): { readonly service: Service; readonly length: number } | undefined {
  for (let length = words.length; length > 0; length -= 1) {
    const service = exactly(words.slice(0, length).join(' '), catalogue);
    if (service) return { service, length };
  }
  return undefined;
}

function exactly(text: string, catalogue: Catalogue): Service | undefined {
  const bare = text.replace(/^["'`“”‘’「『《]+|["'`“”‘’」』》]+$/g, '');
  const found = catalogue.find(bare);
  return found.isExact ? found.service : undefined;
}

function unknownName(typed: string, catalogue: Catalogue): Unknown {
  const { service, suggestions } = catalogue.find(typed);
  const others = suggestions.filter(({ id }) => id !== service?.id);
  return { typed, suggestions: [...(service ? [service] : []), ...others].slice(0, 5) };
}

/** "I don't know … Did you mean …?" with buttons that run the command again with a name we know. */
export function sayUnknown(unknown: Unknown, command: string, request: Request): Message {
  const { voice } = request;
  const { typed, suggestions } = unknown;
  const names = suggestions.map((service) => serviceName(voice, service));
  const hint = sayLine(voice, 'error.searchHint', { command: commandLine(request, 'services') });
  const guess = { count: names.length, names: voice.list(names) };
  return {
    tone: 'info',
    title: voice.say('error.unknownService', { typed: quote(typed, 60) }),
    lines: [names.length > 0 ? sayLine(voice, 'error.didYouMean', guess) : hint],
    buttons: suggestions.map((service) => ({
      label: serviceName(voice, service),
      command: `${command} ${service.id}`,
    })),
  };
}
