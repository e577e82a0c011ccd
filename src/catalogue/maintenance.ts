/** Makes windows of what stands under `maintenance:` in a services file. */
import type { z } from 'zod';
import type { Days, Window } from '../incidents/window.ts';
import { longestWindowMs } from '../incidents/window.ts';
import { didYouMean } from '../nearest.ts';
import { instantOf } from '../time/local-time.ts';
import type { maintenanceShape } from './schema.ts';

export type WrittenMaintenance = z.infer<typeof maintenanceShape>;

/** Hears of a mistake at a key of the entry. */
type Complain = (key: string, text: string) => void;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const places: Readonly<Record<string, number>> = {
  ...{ first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 },
};

/**
 * The window that is meant, without its services; undefined after a complaint. Times are those of
 * clocks in `timeZone` unless the entry names another.
 */
export function toWindow(
  written: WrittenMaintenance,
  { id, timeZone }: { readonly id: string; readonly timeZone: string },
  complain: Complain,
): Omit<Window, 'services'> | undefined {
  const zone = written.timeZone ?? timeZone;
  if (!isTimeZone(zone)) {
    const hint = didYouMean(zone, Intl.supportedValuesOf('timeZone'));
    complain('timeZone', `is no time zone${hint || '; write one such as Europe/Berlin'}`);
    return undefined;
  }
  const isOnce = written.from !== undefined || written.to !== undefined;
  const when = isOnce ? once(written, zone, complain) : again(written, zone, complain);
  return (
    when && {
      id,
      ...(written.title !== undefined && { title: written.title }),
      ...(written.announce === false && { isQuiet: true }),
      when,
    }
  );
}

function once(
  { from, to, every, start, for: lastsMs }: WrittenMaintenance,
  zone: string,
  complain: Complain,
): Window['when'] | undefined {
  if (every !== undefined || start !== undefined || lastsMs !== undefined) {
    complain('from', 'write either from and to, or every, start and for');
    return undefined;
  }
  const [begins, ends] = [readTime(from, zone), readTime(to, zone)];
  const wanted = 'write a time such as 2026-12-01 22:00';
  if (begins === undefined) complain('from', wanted);
  if (ends === undefined) complain('to', wanted);
  if (begins === undefined || ends === undefined) return undefined;
  if (ends <= begins) complain('to', 'must be later than from');
  else if (ends - begins > longestWindowMs) complain('to', 'is more than seven days after from');
  else return { from: begins, until: ends };
  return undefined;
}

function again(
  { every, start, for: lastsMs }: WrittenMaintenance,
  zone: string,
  complain: Complain,
): Window['when'] | undefined {
  const days = readDays(every);
  const startMinute = readClock(start);
  if (every === undefined) complain('', 'needs from and to, or every, start and for');
  else if (days === undefined) {
    complain('every', 'write day, sunday, [monday, thursday], last friday, or a day of the month');
  } else if (startMinute === undefined) complain('start', 'write a time such as "03:00"');
  else if (lastsMs === undefined)
    complain('for', 'is missing; write how long it lasts, such as 2h');
  else return { days, startMinute, timeZone: zone, lastsMs };
  return undefined;
}

/** `2026-12-01 22:00` by clocks in the zone, or with an offset of its own. */
function readTime(value: unknown, zone: string): number | undefined {
  const pattern = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?$/;
  const match = typeof value === 'string' ? pattern.exec(value.trim()) : null;
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  const offset = match[6];
  return instantOf(
    { year, month, day, minute: hour * 60 + minute - (offset ? minutesOf(offset) : 0) },
    offset ? 'UTC' : zone,
  );
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function readClock(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,2}):(\d\d)$/.exec(value.trim()) : null;
  const [hour = 24, minute = 60] = match?.slice(1).map(Number) ?? [];
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

function readDays(value: unknown): Days | undefined {
  if (value === 'day') return {};
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 1 && value <= 31 ? { monthDay: value } : undefined;
  }
  const words = Array.isArray(value) ? value : [value];
  const [first] = words;
  const [place = '', weekday = ''] = typeof first === 'string' ? first.trim().split(/\s+/) : [];
  const nth = places[place.toLowerCase()];
  const named = (nth === undefined ? words : [weekday]).map((word) =>
    weekdays.indexOf(String(word).trim().toLowerCase()),
  );
  const isKnown = named.length > 0 && named.every((one) => one >= 0);
  if (!isKnown || (nth !== undefined && words.length > 1)) return undefined;
  return { weekdays: [...new Set(named)], ...(nth !== undefined && { nth }) };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
