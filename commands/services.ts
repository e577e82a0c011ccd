/** `services [search]`: what can be followed, by kind, found by any part of a name, page by page. */

import { categoryOf, sayCategory } from '../src/asking/categories.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Button, type Line, type Message, quote } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import type { Command, Desk, Request } from './command.ts';

/** As many rows as fit on a screen. */
const rowsPerPage = 20;
const longestCommand = 90;

export const services = {
  name: 'services',
  aliases: ['search', 'find', '服务', '搜索'],
  options: [
    { name: 'search', isRest: true, complete: kinds },
    { name: 'page', isNamed: true },
  ],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const typed = request.options.search ?? '';
    if (typed === '' && request.options.page === undefined) return byKind(request, desk);
    const category = categoryOf(typed, request.voice, desk.catalogue);
    const found = category
      ? desk.catalogue.services.filter((service) => service.category === category)
      : desk.catalogue.search(typed, desk.catalogue.services.length);
    return found.length === 0 ? nothing(typed, request) : listed(typed, found, request);
  },
} satisfies Command;

function kinds(typed: string, { voice }: Request, { catalogue }: Desk) {
  const wanted = typed.trim().toLowerCase();
  return [...new Set(catalogue.services.map(({ category }) => category))]
    .map((category) => ({ name: sayCategory(voice, category), value: category }))
    .filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
}

function byKind(request: Request, { catalogue }: Desk): Message {
  const { voice } = request;
  const groups = Map.groupBy(catalogue.services, ({ category }) => category);
  const rows = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return {
    tone: 'info',
    title: voice.say('services.categories', { count: catalogue.services.length }),
    lines: rows.map(([category, all]) =>
      sayLine(voice, 'services.category', {
        category: { bold: sayCategory(voice, category) },
        count: all.length,
      }),
    ),
    buttons: rows.slice(0, 4).map(([category]) => ({
      label: sayCategory(voice, category),
      command: `services ${category}`,
    })),
  };
}

function listed(typed: string, found: readonly Service[], request: Request): Message {
  const { voice, options } = request;
  const count = found.length;
  const pages = Math.ceil(count / rowsPerPage);
  const page = Math.min(Math.max(Number.parseInt(options.page ?? '1', 10) || 1, 1), pages);
  const shown = found.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  const [only] = found;
  return {
    tone: 'info',
    title:
      typed === ''
        ? voice.say('services.all', { count })
        : voice.say('services.found', { count, typed: quote(typed, 60) }),
    lines: shown.map((service) => row(service, request)),
    ...(pages > 1 ? { footer: sayLine(voice, 'services.page', { page, pages }) } : {}),
    buttons: count === 1 && only ? forOne(only, request) : turning({ typed, page, pages }, request),
  };
}

function row(service: Service, { voice }: Request): Line {
  const mark = service.isUnverified ? [' · ', voice.say('services.unverified')] : [];
  return [{ bold: serviceName(voice, service) }, ' ', { code: service.id }, ...mark];
}

type Place = { readonly typed: string; readonly page: number; readonly pages: number };

function turning({ typed, page, pages }: Place, { voice }: Request): readonly Button[] {
  const to = (label: string, next: number) => ({
    label,
    command: `services page:${next} ${typed}`.trim(),
  });
  const all = [
    ...(page > 1 ? [to(voice.say('button.previous'), page - 1)] : []),
    ...(page < pages ? [to(voice.say('button.next'), page + 1)] : []),
  ];
  // A command that is cut short would look for something else.
  return all.filter(({ command }) => command.length <= longestCommand);
}

function forOne({ id }: Service, { voice }: Request): readonly Button[] {
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
