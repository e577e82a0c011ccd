/** The days of a year that a rule means. Pure: ICU reckons the Chinese and the Islamic calendar. */
import { daysInMonth, weekdayOf } from '../time/local-time.ts';
import type { Rule } from './busy.ts';

export type Day = { readonly year: number; readonly month: number; readonly day: number };

const dayMs = 86_400_000;
const weekDays = 7;
/** By the moon. */
const shortestMonth = 29;

/**
 * ICU reckons new moons to a quarter of an hour. From 2019 to 2060 that moves the Chinese calendar by a
 * day twice, each time at a new year: the moon of 2027 comes at 23:56 in Beijing, that of 2030 at 00:07.
 * The days here are those of the Hong Kong Observatory.
 */
const newYears: Readonly<Record<number, Day>> = {
  2027: { year: 2027, month: 2, day: 6 },
  2030: { year: 2030, month: 2, day: 3 },
};

/** None where the year has no such day, two where a shorter year fits in twice. */
export function daysOf(rule: Rule, year: number): readonly Day[] {
  switch (rule.on) {
    case 'date':
      return [{ year, month: rule.month, day: rule.day }];
    case 'weekday':
      return nthWeekday(rule, year);
    case 'lunar': {
      const known = rule.month === 1 && rule.day === 1 ? newYears[year] : undefined;
      return known ? [known] : daysIn(chinese, rule, year);
    }
    case 'islamic':
      return daysIn(islamic, rule, year);
    case 'qingming':
      return [qingming(year)];
    case 'month-end':
      return Array.from({ length: 12 }, (_, index) => monthEnd(year, index + 1));
    case 'dates':
      return rule.dates.map(readDay).filter((day) => day.year === year);
  }
}

type Weekday = Extract<Rule, { on: 'weekday' }>;

function nthWeekday({ month, weekday, nth }: Weekday, year: number): readonly Day[] {
  const first = { year, month, day: 1, minute: 0 };
  const earliest = 1 + ((weekday - weekdayOf(first) + weekDays) % weekDays);
  const all = [0, 1, 2, 3, 4]
    .map((weeks) => earliest + weeks * weekDays)
    .filter((day) => day <= daysInMonth(first));
  const day = nth === -1 ? all.at(-1) : all[nth - 1];
  return day === undefined ? [] : [{ year, month, day }];
}

function monthEnd(year: number, month: number): Day {
  return { year, month, day: daysInMonth({ year, month, day: 1, minute: 0 }) };
}

/** The formula of the almanacs for the 21st century. */
function qingming(year: number): Day {
  const short = year % 100;
  return { year, month: 4, day: Math.floor(short * 0.2422 + 4.81) - Math.floor(short / 4) };
}

const numbers = { timeZone: 'UTC', month: 'numeric', day: 'numeric' } as const;
const chinese = new Intl.DateTimeFormat('en-u-ca-chinese-nu-latn', numbers);
const islamic = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', numbers);

type Wanted = { readonly month: number; readonly day: number };

/** From month to month, since each day asked of ICU costs as much as a message. */
function daysIn(calendar: Intl.DateTimeFormat, wanted: Wanted, year: number): readonly Day[] {
  const found: Day[] = [];
  let at = Date.UTC(year, 0, 1);
  while (at < Date.UTC(year + 1, 0, 1)) {
    const { month, day } = dayIn(calendar, at);
    const isMonth = month === String(wanted.month);
    if (isMonth && day === wanted.day) found.push(dayAt(at));
    const isAhead = isMonth && day < wanted.day;
    at += Math.max(1, isAhead ? wanted.day - day : shortestMonth + 1 - day) * dayMs;
  }
  return found;
}

/** The month is a text, since that of a leap month is no number: `6bis`. */
function dayIn(calendar: Intl.DateTimeFormat, at: number) {
  const parts = calendar.formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value;
  return { month: of('month'), day: Number(of('day')) };
}

function readDay(text: string): Day {
  return dayAt(Date.parse(text));
}

function dayAt(at: number): Day {
  const date = new Date(at);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
