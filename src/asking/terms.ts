/** Durations, hours of the day and days as people type them, in any of our languages. Pure. */
import type { Digest, Hours } from '../model.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `2h`, `90m`, `1d`, `1h30m`, `2小时`; also what a last word of a line may look like. */
export const durationForm =
  /^(?:(\d{1,4}(?:[.,]\d)?)(?:h|hours?|hrs?|std|小时|時間|小時|시간))?(?:(\d{1,5})(?:m|min|minutes?|分钟|分|分鐘|분))?$|^(\d{1,3})(?:d|days?|t|j|天|日|일)$/i;

/** Undefined for what is no duration, or none at all. */
export function durationOf(typed: string): number | undefined {
  const [, hours, minutes, days] = durationForm.exec(typed.replace(/\s+/g, '')) ?? [];
  const ms =
    Number((hours ?? '0').replace(',', '.')) * hourMs +
    Number(minutes ?? 0) * minuteMs +
    Number(days ?? 0) * dayMs;
  return ms > 0 ? Math.round(ms) : undefined;
}

/** `22:00-07:00`, with any dash. */
export function hoursOf(typed: string): Hours | undefined {
  const [from, to, ...more] = typed.split(/\s*(?:-|–|—|~|至|到)\s*/).map(clockOf);
  return from !== undefined && to !== undefined && more.length === 0 ? { from, to } : undefined;
}

/** `7:30` as `07:30`. */
export function clockOf(typed: string): string | undefined {
  const [, hour = '', minute = ''] = /^(\d{1,2})[:：h](\d{2})$/.exec(typed.trim()) ?? [];
  const isTime = hour !== '' && Number(hour) < 24 && Number(minute) < 60;
  return isTime ? `${hour.padStart(2, '0')}:${minute}` : undefined;
}

const weekdays = [
  /^mon(?:day)?$|^(?:周|週|星期)一$/i,
  /^tue(?:s|sday)?$|^(?:周|週|星期)二$/i,
  /^wed(?:nesday)?$|^(?:周|週|星期)三$/i,
  /^thu(?:rs|rsday)?$|^(?:周|週|星期)四$/i,
  /^fri(?:day)?$|^(?:周|週|星期)五$/i,
  /^sat(?:urday)?$|^(?:周|週|星期)六$/i,
  /^sun(?:day)?$|^(?:周|週|星期)[日天]$/i,
];
const usualClock = '09:00';

/** `daily`, `weekly 17:00`, `friday-16:00`; at nine, and on Mondays, when it does not say. */
export function digestOf(typed: string): Digest | undefined {
  const [first = '', clock = usualClock, ...more] = typed.trim().split(/[\s@,，-]+/);
  const at = clockOf(clock);
  if (at === undefined || more.length > 0) return undefined;
  if (/^(?:daily|on|每天|每日)$/i.test(first)) return { every: 'day', at };
  const day = weekdays.findIndex((form) => form.test(first)) + 1;
  if (day === 0 && !/^(?:weekly|每周|每週)$/i.test(first)) return undefined;
  return { every: 'week', at, day: day || 1 };
}

export const clockForm = /^(?:now|现在|現在|\d{1,2}[:：]\d{2})$/i;
export const dateForm = /^\d{4}-\d{1,2}-\d{1,2}$/;

/** `2026-11-23` in numbers; undefined for a day that no calendar has. */
export function dateOf(typed: string): { year: number; month: number; day: number } | undefined {
  if (!dateForm.test(typed)) return undefined;
  const [year = 0, month = 0, day = 0] = typed.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? { year, month, day } : undefined;
}

export function isYes(typed: string): boolean {
  return /^(?:on|yes|y|true|1|开|是|开启)$/i.test(typed);
}

export function isNo(typed: string): boolean {
  return /^(?:off|no|n|none|false|0|关|否|关闭)$/i.test(typed);
}

/** Does anybody live there? */
export function isTimeZone(typed: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: typed });
    return true;
  } catch {
    return false;
  }
}
