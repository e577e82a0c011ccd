/** An outlook in words and as a chart. Pure. */
import type { Busy } from '../busy/busy.ts';
import type { Hour, Outlook } from '../busy/outlook.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Chart, type Line, plain, quote } from '../message.ts';
import { timeSpan } from '../telling/period.ts';
import { instantOf, localAt } from '../time/local-time.ts';
import { niceAbove, rounded } from './past.ts';
import { isTimeZone } from './terms.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const twoWeeksMs = 14 * dayMs;
/** Fewer measured columns make no picture. */
const columnsAtLeast = 3;
const marksAtMost = 6;
const shortMs = 3 * dayMs;
const minutesPerDay = 24 * 60;

/** The reader's zone, for reckoning; one that nobody knows is UTC, as it is for scales. */
export function zoneOf({ timeZone }: Voice): string {
  return isTimeZone(timeZone) ? timeZone : 'UTC';
}

/** What is, and what is usual; where too little is known, how long we have looked. */
export function usualLines(voice: Voice, outlook: Outlook, now: number): readonly Line[] {
  const { usual, nowMs, peak, by, since } = outlook;
  if (!usual) {
    const duration = voice.duration(since === undefined ? 0 : now - since);
    return [sayLine(voice, 'forecast.little', { duration })];
  }
  const values = {
    usual: spoken(voice, usual.ms),
    least: spoken(voice, usual.fromMs),
    most: spoken(voice, usual.toMs),
  };
  const first =
    nowMs === undefined
      ? sayLine(voice, 'forecast.usual', values)
      : sayLine(voice, 'forecast.now', { ...values, now: spoken(voice, nowMs) });
  const window = voice.duration(horizonOf(outlook));
  const slowest = peak && {
    window,
    usual: spoken(voice, peak.ms),
    when: timeSpan(voice, peak.at, now),
  };
  return [
    first,
    ...(slowest ? [sayLine(voice, 'forecast.peak', slowest)] : []),
    ...(by === 'day' && now - (since ?? now) < twoWeeksMs
      ? [sayLine(voice, 'forecast.daily')]
      : []),
  ];
}

/** `Busy from … to …: 11.11; answers may take 2.5 times as long`. */
export function busyLine(voice: Voice, busy: Busy, now: number): Line {
  const times = Math.max(1, Math.round(busy.factor * 10) / 10);
  const values = {
    name: { bold: quote(voice.name(busy.name), 80) },
    from: timeSpan(voice, busy.from, now),
    until: timeSpan(voice, busy.until, now),
    effect: voice.say(busy.isLearned ? 'busy.learned' : 'busy.guessed', { times }),
  };
  return sayLine(voice, busy.from <= now ? 'forecast.busyNow' : 'forecast.busy', values);
}

/** Undefined while there is too little to show. */
export function forecastChart(
  voice: Voice,
  outlook: Outlook,
  { service, now }: { readonly service: string; readonly now: number },
): Chart | undefined {
  const { hours } = outlook;
  const tops = hours.flatMap(({ ms, usual }) => Math.max(ms ?? 0, usual?.toMs ?? 0));
  const known = hours.filter(({ usual }) => usual !== undefined);
  if (known.length < columnsAtLeast) return undefined;
  const window = voice.duration(horizonOf(outlook));
  const title = voice.say('forecast.chart', { service, window });
  const busy = hours.some(({ isBusy }) => isBusy) ? 'yes' : 'no';
  const note = voice.say('forecast.legend', { busy });
  const said = usualLines(voice, outlook, now).map(plain);
  const top = niceAbove(Math.max(...tops, 10));
  return {
    ...{ title, note },
    alt: [title, ...said].join('. '),
    columns: hours.map(column),
    heights: [0, top / 2, top].map((ms) => ({ ms, label: ms === 0 ? '0' : voice.duration(ms) })),
    marks: marks(voice, hours),
    nowAt: 0.5,
  };
}

function column({ ms, failed, usual, isBusy }: Hour): Chart['columns'][number] {
  return {
    ...(failed === undefined ? {} : { failed }),
    ...(ms === undefined ? {} : { ms }),
    ...(usual ? { usual } : {}),
    ...(isBusy ? { isBusy } : {}),
  };
}

/** Midnights of the reader, and the hours between where there is room for them. */
function marks(voice: Voice, hours: readonly Hour[]): Chart['marks'] {
  const from = hours[0]?.at ?? 0;
  const lengthMs = 2 * horizonOf({ hours });
  const timeZone = zoneOf(voice);
  const today = localAt(from, timeZone);
  const days = Math.ceil(lengthMs / dayMs) + 1;
  const stepMinutes = minutesPerDay * Math.max(1, Math.ceil(days / marksAtMost));
  const minutes = lengthMs <= shortMs ? minutesPerDay / 4 : stepMinutes;
  return Array.from({ length: Math.ceil((days * minutesPerDay) / minutes) }, (_, index) => {
    const minute = index * minutes;
    const at = instantOf({ ...today, minute }, timeZone);
    const form = minute % minutesPerDay === 0 ? 'day' : 'clock';
    return { at: (at - from) / lengthMs, label: voice.local(at, form) };
  }).filter(({ at }) => at >= 0 && at <= 1);
}

function horizonOf({ hours }: Pick<Outlook, 'hours'>): number {
  const [first, second] = hours;
  return first && second ? ((second.at - first.at) * hours.length) / 2 : 0;
}

function spoken(voice: Voice, ms: number): string {
  return voice.duration(rounded(ms));
}
