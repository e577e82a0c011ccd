/** What of a service a channel wants to hear, as it is said with `subscribe`. */

import type { Option, Request } from '../../commands/command.ts';
import { sayLine } from '../languages/line.ts';
import { type Message, quote } from '../message.ts';
import type { Filters, Service } from '../model.ts';
import { partName } from '../telling/evidence.ts';
import { mentionOf, onOf } from './mention.ts';
import { durationOf, hoursOf, isNo, isYes } from './terms.ts';

const longestDelayMs = 24 * 60 * 60_000;
const levels = {
  degraded: 'degraded',
  all: 'degraded',
  partial: 'partial',
  outages: 'partial',
  major: 'major',
  down: 'major',
} as const;

const offered = (...values: readonly string[]) => {
  return (typed: string) =>
    values
      .filter((value) => value.startsWith(typed.trim().toLowerCase()))
      .map((value) => ({ name: value, value }));
};

/** The options that make filters. */
export const filterOptions = [
  { name: 'level', isNamed: true, complete: offered('degraded', 'partial', 'major') },
  { name: 'delay', isNamed: true, complete: offered('5m', '10m', '30m', '1h') },
  { name: 'parts', isNamed: true },
  { name: 'warnings', isNamed: true, complete: offered('on', 'off') },
  { name: 'mention', isNamed: true, isMention: true },
  { name: 'on', isNamed: true, complete: offered('outage', 'recovery', 'both') },
  { name: 'hours', isNamed: true },
] as const satisfies readonly Option[];

type Given = Readonly<Record<string, string>>;

/** Filters, or the text that means nothing. */
type Read = { readonly filters: Filters } | { readonly wrong: string };

/** Undefined when none was given. */
export function filtersOf({ options, ask }: Request, service: Service): Read | undefined {
  if (!filterOptions.some(({ name }) => options[name] !== undefined)) return undefined;
  let filters: Filters = {};
  for (const read of [
    levelIn(options),
    delayIn(options),
    partsIn(options, service),
    warningsIn(options),
  ]) {
    if ('wrong' in read) return read;
    filters = { ...filters, ...read.filters };
  }
  const named = mentionIn(options, ask);
  return 'wrong' in named ? named : { filters: { ...filters, ...named.filters } };
}

/** Earlier wishes with these in their place: what to hear as a whole, whom to name as a whole. */
export function refined(earlier: Filters, wanted: Filters, { options }: Request): Filters {
  const { atLeast: _, delayMs: __, components: ___, ...others } = earlier;
  const isAboutHearing = [options.level, options.delay, options.parts].some(
    (one) => one !== undefined,
  );
  const { mention, ...kept } = isAboutHearing ? others : earlier;
  const isAboutMention = options.mention !== undefined;
  return { ...kept, ...(mention && !isAboutMention ? { mention } : {}), ...wanted };
}

function levelIn({ level }: Given): Read {
  if (level === undefined) return { filters: {} };
  const atLeast = levels[level.toLowerCase() as keyof typeof levels];
  return atLeast ? { filters: { atLeast } } : { wrong: level };
}

function delayIn({ delay }: Given): Read {
  if (delay === undefined) return { filters: {} };
  const delayMs = durationOf(delay);
  if (delayMs === undefined) return { wrong: delay };
  return { filters: { delayMs: Math.min(delayMs, longestDelayMs) } };
}

function partsIn({ parts }: Given, service: Service): Read {
  if (parts === undefined) return { filters: {} };
  const components = componentsOf(parts, service);
  return components ? { filters: { components } } : { wrong: parts };
}

function warningsIn({ warnings }: Given): Read {
  if (warnings === undefined) return { filters: {} };
  if (isYes(warnings)) return { filters: { hasWarnings: true } };
  return isNo(warnings) ? { filters: { hasWarnings: false } } : { wrong: warnings };
}

/** When and in which hours says nothing without whom. */
function mentionIn({ mention, on: when, hours: typed }: Given, ask: Request['ask']): Read {
  if (mention === undefined) {
    const alone = when ?? typed;
    return alone === undefined ? { filters: {} } : { wrong: alone };
  }
  if (isNo(mention)) return { filters: {} };
  const who = mentionOf(mention, ask);
  if (!who) return { wrong: mention };
  const on = onOf(when ?? 'outage');
  if (!on) return { wrong: when ?? '' };
  const hours = typed === undefined ? undefined : hoursOf(typed);
  if (typed !== undefined && !hours) return { wrong: typed };
  return { filters: { mention: { ...who, on, ...(hours ? { hours } : {}) } } };
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
