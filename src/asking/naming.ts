/** From what people type to the services they mean. A write acts on exact names only; a read may guess. */

import type { Request } from '../../commands/command.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { fold } from '../catalogue/fold.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Service } from '../model.ts';
import { serviceName } from '../telling/compose.ts';
import { commandLine } from './place.ts';

export type Unknown = { readonly typed: string; readonly suggestions: readonly Service[] };

/** More words and names in one line are not read. */
const wordsAtMost = 60;
const unknownAtMost = 5;
/** The longest name of a service, in words. */
const nameWordsAtMost = 6;

type Named = { readonly services: readonly Service[]; readonly unknown: readonly Unknown[] };

/** Finds every service in a text such as `whatsapp china post, gmail`, longest names first. */
export function nameServices(text: string, catalogue: Catalogue): Named {
  const whole = exactly(text, catalogue);
  if (whole) return { services: [whole], unknown: [] };
  const pieces = text.split(/[,;，、；]/).map(wordsOf);
  const read = pieces.slice(0, wordsAtMost).map((words) => readWords(words, catalogue));
  const strangers = read.flatMap(({ strange }) => strange).slice(0, unknownAtMost);
  return {
    services: [...new Set(read.flatMap(({ services }) => services))],
    unknown: strangers.map((typed) => unknownName(typed, catalogue)),
  };
}

function wordsOf(piece: string): readonly string[] {
  return piece
    .split(/\s+/)
    .map(unquoted)
    .filter((word) => word !== '')
    .slice(0, wordsAtMost);
}

/** What is no name of a service is kept together up to the next name. */
function readWords(words: readonly string[], catalogue: Catalogue) {
  const services: Service[] = [];
  const strange: string[] = [];
  let rest = words;
  let isStrange = false;
  while (rest.length > 0) {
    const hit = longestName(rest, catalogue);
    if (hit) services.push(hit.service);
    else if (isStrange) strange.push(`${strange.pop()} ${rest[0]}`);
    else strange.push(rest[0] ?? '');
    isStrange = hit === undefined;
    rest = rest.slice(hit?.length ?? 1);
  }
  return { services, strange };
}

function longestName(
  words: readonly string[],
  catalogue: Catalogue,
): { readonly service: Service; readonly length: number } | undefined {
  for (let length = Math.min(words.length, nameWordsAtMost); length > 0; length -= 1) {
    const service = exactly(words.slice(0, length).join(' '), catalogue);
    if (service) return { service, length };
  }
  return undefined;
}

function exactly(text: string, catalogue: Catalogue): Service | undefined {
  if (!namesOf(catalogue).has(fold(text))) return undefined;
  const found = catalogue.find(unquoted(text));
  return found.isExact ? found.service : undefined;
}

const names = new WeakMap<readonly Service[], ReadonlySet<string>>();

/** A search for what resembles a text costs milliseconds; most combinations of words are no name at all. */
function namesOf(catalogue: Catalogue): ReadonlySet<string> {
  const { services } = catalogue;
  const known = names.get(services) ?? new Set(services.flatMap(calls).map(fold));
  names.set(services, known);
  return known;
}

function calls({ id, name, aliases }: Service): readonly string[] {
  return [id, ...Object.values(name), ...aliases];
}

function unquoted(text: string): string {
  return text.replace(/^["'`“”‘’「『《]+|["'`“”‘’」』》]+$/g, '');
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

/** The same, with suggestions among a few services only. */
export function nothingLike(
  typed: string,
  command: string,
  request: Request,
  among: readonly Service[],
): Message {
  return sayUnknown({ typed, suggestions: among.slice(0, 5) }, command, request);
}
