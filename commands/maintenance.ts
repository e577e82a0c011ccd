/** `maintenance service start for [repeat]`: planned work; nothing is told of a service meanwhile. Alone: what is planned. */

import { serviceChoices, serviceOrId } from '../src/asking/choices.ts';
import { nameServices, sayUnknown } from '../src/asking/naming.ts';
import { commandLine, workspaceOf } from '../src/asking/place.ts';
import {
  clockForm,
  clockOf,
  dateForm,
  dateOf,
  durationForm,
  durationOf,
} from '../src/asking/terms.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import type { Command, Desk, NewWork, PlannedWork, Request, Start } from './command.ts';

const rowsAtMost = 10;
const buttonsAtMost = 5;
const repeats = { daily: 'day', weekdays: 'weekdays', weekly: 'week', monthly: 'month' } as const;

export const maintenance = {
  name: 'maintenance',
  aliases: ['维护'],
  // From the end of the line to its beginning: `shop 2026-11-23 22:00 2h weekly`.
  options: [
    { name: 'service', isRest: true, complete: serviceChoices },
    {
      name: 'repeat',
      isNamed: true,
      form: /^(?:daily|weekdays|weekly|monthly)$/i,
      complete: () => Object.keys(repeats).map((name) => ({ name, value: name })),
    },
    { name: 'for', isNamed: true, form: durationForm },
    { name: 'start', isNamed: true, form: clockForm },
    { name: 'day', isNamed: true, form: dateForm },
    { name: 'note', isNamed: true },
    { name: 'cancel', isNamed: true },
  ],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const { service: typed, cancel } = request.options;
    if (cancel !== undefined) return cancelled(cancel, request, desk);
    return typed === undefined ? listed(request, desk) : planned(typed, request, desk);
  },
} satisfies Command;

async function planned(typed: string, request: Request, desk: Desk): Promise<Message> {
  const { voice, options } = request;
  const { services, unknown } = nameServices(typed, desk.catalogue);
  const [stranger] = unknown;
  if (stranger) return sayUnknown(stranger, 'maintenance', request);
  const foreign = services.find((service) => !desk.isOurs(service));
  if (foreign) return notOurs(foreign, request);
  const start = startOf(request);
  const forMs = durationOf(options.for ?? '');
  if (!start || forMs === undefined) return how('maintenance.when', request);
  const again = repeatOf(request);
  if (!again) return how('maintenance.repeat.wrong', request);
  const title = options.note === undefined ? {} : { title: quote(options.note, 120) };
  const ids = services.map(({ id }) => id);
  const made = await desk.plan({ services: ids, start, forMs, ...title, ...again });
  if (made.result !== 'done') return how(`maintenance.${made.result}`, request);
  const names = voice.list(services.map((service) => serviceName(voice, service)));
  return {
    tone: 'info',
    title: voice.say('maintenance.done', { services: names }),
    lines: [period(made.work, request, desk), sayLine(voice, 'maintenance.next')],
    buttons: [{ label: voice.say('button.undo'), command: `maintenance cancel:${made.work.id}` }],
  };
}

/** Whoever plans work keeps every channel quiet about it, so it must be theirs. */
export function notOurs(service: Service, request: Request): Message {
  const { voice, ask } = request;
  const name = serviceName(voice, service);
  const workspace = { code: quote(workspaceOf(ask)) };
  // Those of the operator's file may be spoken for where the operator says so.
  const isOfFile = service.category === 'own';
  return {
    tone: 'info',
    title: voice.say('maintenance.notOurs', { service: name }),
    lines: [
      isOfFile
        ? sayLine(voice, 'maintenance.notHere.next', { workspace })
        : sayLine(voice, 'maintenance.notOurs.next'),
    ],
    buttons: [{ label: voice.say('button.mute.service'), command: `mute ${service.id}` }],
  };
}

/** Undefined when it is not understood. */
function repeatOf({ voice, options }: Request): Pick<NewWork, 'repeat'> | undefined {
  if (options.repeat === undefined) return {};
  const every = repeats[options.repeat.toLowerCase() as keyof typeof repeats];
  return every && { repeat: { every, timeZone: voice.timeZone } };
}

function startOf({ voice, options }: Request): Start | undefined {
  const { start = 'now', day } = options;
  const clock = clockOf(start);
  const date = day === undefined ? undefined : dateOf(day);
  if (day !== undefined && !date) return undefined;
  if (clock === undefined) return clockForm.test(start) && !date ? 'now' : undefined;
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { minute: hour * 60 + minute, timeZone: voice.timeZone, ...(date ? { date } : {}) };
}

function how(
  key:
    | 'maintenance.when'
    | 'maintenance.repeat.wrong'
    | 'maintenance.full'
    | 'maintenance.over'
    | 'maintenance.backwards'
    | 'maintenance.too-long',
  request: Request,
): Message {
  const example = key === 'maintenance.repeat.wrong' ? ' weekly' : '';
  const command = commandLine(request, `maintenance shop 22:00 2h${example}`);
  const lines = [sayLine(request.voice, 'subscriptions.none.next', { command })];
  return { tone: 'info', title: request.voice.say(key), lines };
}

async function cancelled(id: string, request: Request, desk: Desk): Promise<Message> {
  const result = await desk.cancel(id);
  return { tone: 'info', title: request.voice.say(`maintenance.cancel.${result}`), lines: [] };
}

function listed(request: Request, desk: Desk): Message {
  const { voice } = request;
  const works = desk.planned().slice(0, rowsAtMost);
  if (works.length === 0)
    return { ...how('maintenance.when', request), title: voice.say('maintenance.none') };
  return {
    tone: 'info',
    title: voice.say('maintenance.title', { count: works.length }),
    lines: works.map((work) => row(work, request, desk)),
    buttons: works
      .filter(({ isFixed }) => !isFixed)
      .slice(0, buttonsAtMost)
      .map((work) => ({
        label: voice.say('button.cancel', { name: namesOf(work, request, desk) }),
        command: `maintenance cancel:${work.id}`,
      })),
  };
}

function row(work: PlannedWork, request: Request, desk: Desk): Line {
  const name = { bold: namesOf(work, request, desk) };
  const label = sayLine(request.voice, 'settings.row', { name, value: '' });
  return [...label, ...period(work, request, desk)];
}

function period({ from, until, every }: PlannedWork, { voice }: Request, desk: Desk): Line {
  const now = desk.now();
  const values = {
    from: timeSpan(voice, from, now),
    to: timeSpan(voice, until, now),
    duration: voice.duration(until - from),
  };
  if (!every) return sayLine(voice, 'maintenance.period', values);
  return sayLine(voice, 'maintenance.periodAgain', { ...values, every });
}

function namesOf({ services, title }: PlannedWork, { voice }: Request, desk: Desk): string {
  if (services.length === 0) return title ? quote(title, 40) : voice.say('maintenance.all');
  const names = services.slice(0, 3).map((id) => serviceName(voice, serviceOrId(id, desk)));
  return quote(voice.list(names), 60);
}
