/** `calendar [weeks]`: busy periods and planned work that concern this channel's services. */

import { serviceOrId } from '../src/asking/choices.ts';
import { sayWhoManages } from '../src/asking/place.ts';
import { isNo, isYes } from '../src/asking/terms.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Name, Service } from '../src/model.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import { listed } from '../src/telling/evidence.ts';
import type { Command, Desk, Request } from './command.ts';
import { nothingFollowed } from './status.ts';

const weekMs = 7 * 86_400_000;
const usualWeeks = 4;
const weeksAtMost = 26;
const rowsAtMost = 15;
const namedAtMost = 4;

/** A time that is worth knowing of, and the services of the channel that it concerns. */
type Entry = {
  readonly name: Name | string;
  readonly from: number;
  readonly until: number;
  readonly services: readonly Service[];
};

export const calendar = {
  name: 'calendar',
  aliases: ['日历', '繁忙期'],
  options: [
    { name: 'weeks', form: /^\d{1,2}(?:w|weeks?|周)?$/i },
    { name: 'ahead', isNamed: true, complete: onOrOff },
  ],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const followed = desk.followed(request.ask.channel);
    if (followed.length === 0) return nothingFollowed(request);
    const { ahead } = request.options;
    return ahead === undefined ? shown(request, desk) : settled(ahead, request, desk);
  },
} satisfies Command;

function onOrOff(typed: string) {
  return ['on', 'off']
    .filter((value) => value.startsWith(typed.trim().toLowerCase()))
    .map((value) => ({ name: value, value }));
}

/** Anything that is no number of weeks is the usual one. */
function weeksOf(typed: string | undefined): number {
  const weeks = Number.parseInt(typed ?? '', 10);
  return Number.isInteger(weeks) && weeks > 0 ? Math.min(weeks, weeksAtMost) : usualWeeks;
}

function shown(request: Request, desk: Desk): Message {
  const { voice, ask } = request;
  const now = desk.now();
  const lengthMs = weeksOf(request.options.weeks) * weekMs;
  const entries = entriesOf(request, desk, now + lengthMs);
  const later = entries.length - rowsAtMost;
  const isTold = desk.room(ask.channel).hasBusyAhead === true;
  const wanted = isTold ? 'off' : 'on';
  return {
    tone: 'info',
    title: voice.say('calendar.title', {
      count: entries.length,
      window: voice.duration(lengthMs),
    }),
    lines: [
      ...entries.slice(0, rowsAtMost).map((entry) => row(entry, request, now)),
      ...(later > 0 ? [sayLine(voice, 'calendar.more', { count: later })] : []),
    ],
    footer: sayLine(voice, isTold ? 'calendar.ahead.on' : 'calendar.ahead.off'),
    buttons: [{ label: voice.say(`button.ahead.${wanted}`), command: `calendar ahead:${wanted}` }],
  };
}

/** One entry for each time, however many services it concerns. */
function entriesOf({ ask, voice }: Request, desk: Desk, to: number): readonly Entry[] {
  const now = desk.now();
  const services = desk
    .followed(ask.channel)
    .map(({ subscription }) => serviceOrId(subscription.service, desk));
  const busy = services.flatMap((service) =>
    desk.busy(service, now, to).map((one) => ({ ...one, services: [service] })),
  );
  const periods = [...Map.groupBy(busy, ({ id, from }) => `${id} ${from}`).values()].flatMap(
    (same) => {
      const [first] = same;
      return first ? [{ ...first, services: same.flatMap((one) => one.services) }] : [];
    },
  );
  const works = desk
    .planned()
    .filter(({ from, until }) => from < to && until > now)
    .map((work) => ({
      ...work,
      name: work.title ?? voice.say('status.maintenance'),
      services: services.filter(
        ({ id }) => work.services.length === 0 || work.services.includes(id),
      ),
    }))
    .filter((work) => work.services.length > 0);
  return [...periods, ...works].sort((one, other) => one.from - other.from);
}

function row({ name, from, until, services }: Entry, { voice }: Request, now: number): Line {
  const said = typeof name === 'string' ? name : voice.name(name);
  const names = services.map((service) => serviceName(voice, service));
  return sayLine(voice, from <= now ? 'calendar.now' : 'calendar.row', {
    name: { bold: quote(said, 80) },
    from: timeSpan(voice, from, now),
    until: timeSpan(voice, until, now),
    services: listed(voice, names, namedAtMost),
  });
}

async function settled(typed: string, request: Request, desk: Desk): Promise<Message> {
  const { voice, ask } = request;
  const isOn = isYes(typed);
  if (!ask.mayManage) return { tone: 'info', title: sayWhoManages(request), lines: [] };
  if (!isOn && !isNo(typed)) {
    return { tone: 'info', title: voice.say('calendar.ahead.wrong'), lines: [] };
  }
  await desk.settle(ask.channel, { ...desk.room(ask.channel), hasBusyAhead: isOn });
  const state = isOn ? 'on' : 'off';
  return {
    tone: 'info',
    title: voice.say('calendar.ahead.done', { state }),
    lines: [],
    buttons: [
      { label: voice.say('button.undo'), command: `calendar ahead:${isOn ? 'off' : 'on'}` },
    ],
  };
}
