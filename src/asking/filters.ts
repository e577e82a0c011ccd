/** What of a service a channel wants to hear, as it is said with `subscribe`. */

import type { Request } from '../../commands/command.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Filters, Service } from '../model.ts';
import { partName } from '../telling/evidence.ts';
import { durationOf } from './terms.ts';

const longestDelayMs = 24 * 60 * 60_000;
const levels = {
  degraded: 'degraded',
  all: 'degraded',
  partial: 'partial',
  outages: 'partial',
  major: 'major',
  down: 'major',
} as const;

/** The options that make filters. */
export const filterOptions = [
  { name: 'level', isNamed: true },
  { name: 'delay', isNamed: true },
  { name: 'parts', isNamed: true },
] as const;

/** Undefined when none was given; `wrong` is the text that means nothing. */
export function filtersOf(
  { options }: Request,
  service: Service,
): { readonly filters: Filters } | { readonly wrong: string } | undefined {
  const { level, delay, parts } = options;
  if (level === undefined && delay === undefined && parts === undefined) return undefined;
  const atLeast = levels[level?.toLowerCase() as keyof typeof levels];
  if (level !== undefined && !atLeast) return { wrong: level };
  const delayMs = delay === undefined ? undefined : durationOf(delay);
  if (delay !== undefined && delayMs === undefined) return { wrong: delay };
  const components = parts === undefined ? undefined : componentsOf(parts, service);
  if (parts !== undefined && !components) return { wrong: parts };
  return {
    filters: {
      ...(atLeast ? { atLeast } : {}),
      ...(delayMs === undefined ? {} : { delayMs: Math.min(delayMs, longestDelayMs) }),
      ...(components ? { components } : {}),
    },
  };
}

/** By id or by name in any language; all of them must be known. */
function componentsOf(typed: string, { components }: Service): readonly string[] | undefined {
  const wanted = typed.split(/[,;，、；]/).map((one) => one.trim().toLowerCase());
  const found = wanted.map((word) =>
    components.find(({ id, name }) =>
      [id, ...Object.values(name)].some((one) => one.toLowerCase() === word),
    ),
  );
  const ids = found.flatMap((one) => (one ? [one.id] : []));
  return ids.length === wanted.length ? ids : undefined;
}

export function sayWrongFilter(typed: string, service: Service, { voice }: Request): Message {
  const names = service.components.slice(0, 8).map(({ id }) => partName(voice, service, id));
  return {
    tone: 'info',
    title: voice.say('subscribe.wrongFilter', { typed: quote(typed, 40) }),
    lines: [sayLine(voice, 'subscribe.wrongFilter.next', { parts: voice.list(names) })],
  };
}
