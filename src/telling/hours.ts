/** Hours of the day as people say them, in their own time zone. Pure. */
import type { Hours } from '../model.ts';

const dayMinutes = 24 * 60;
const minuteMs = 60_000;

/** True while the hours last. */
export function isWithin({ from, to, days }: Hours, timeZone: string, at: number): boolean {
  const { day, minutes } = localTime(timeZone, at);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const isDay = (one: number) => days === undefined || days.includes(one);
  const yesterday = day === 1 ? 7 : day - 1;
  if (start === end) {
    return isDay(minutes >= start ? day : yesterday);
  }
  if (start < end) return minutes >= start && minutes < end && isDay(day);
  return minutes >= start ? isDay(day) : minutes < end && isDay(yesterday);
}

/** The next time at which the hours could end, to the minute; right on days of a clock change too. */
export function endOf({ to }: Hours, timeZone: string, at: number): number {
  const { minutes } = localTime(timeZone, at);
  const left = (minutesOf(to) - minutes + dayMinutes) % dayMinutes || dayMinutes;
  const end = at - (at % minuteMs) + left * minuteMs;
  const off = minutesOf(to) - localTime(timeZone, end).minutes;
  // Between −12 and 12 hours: the shorter way round the clock.
  const shift = ((off + dayMinutes * 1.5) % dayMinutes) - dayMinutes / 2;
  return Math.max(end + shift * minuteMs, at + minuteMs);
}

/** `07:30` is 450; what cannot be read is midnight. */
function minutesOf(clock: string): number {
  const [, hour = '0', minute = '0'] = /^(\d{1,2}):(\d{2})$/.exec(clock) ?? [];
  return (Number(hour) * 60 + Number(minute)) % dayMinutes;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(timeZone: string, at: number): { day: number; minutes: number } {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: weekdays.indexOf(part('weekday')) + 1,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Making one costs a hundred times what using it does; the zones of the world bound their number. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}
