/** Makes occasions of what stands under `busy:` in a services file. */
import type { z } from 'zod';
import type { Occasion, Yearly } from '../busy/busy.ts';
import type { Name } from '../model.ts';
import { toWindow } from './maintenance.ts';
import type { busyShape } from './schema.ts';

export type WrittenBusy = z.infer<typeof busyShape>;

/** Hears of a mistake at a key of the entry. */
type Complain = (key: string, text: string) => void;

const usualFactor = 2;
const minutesPerDay = 24 * 60;
const minuteMs = 60_000;

/**
 * The occasion that is meant, whomever it concerns; undefined after a complaint. It is known by its name, so
 * that this year's sale learns from last year's.
 */
export function toOccasion(
  written: WrittenBusy,
  timeZone: string,
  complain: Complain,
): Omit<Occasion, 'concerns'> | undefined {
  const name = written.name as Name;
  const id = `own:${name.en}`;
  const day = dateOf(written.every);
  if (day === 'wrong') {
    complain('every', 'is no date; write one such as "06-18"');
    return undefined;
  }
  // A day of each year is planned like a daily time, and then bound to its date.
  const plan = { ...written, ...(day && { every: 'day' }) };
  const window = toWindow(plan, { id, timeZone }, complain);
  if (!window) return undefined;
  const when = day && 'days' in window.when ? yearly(day, window.when) : window.when;
  const factor = written.factor ?? usualFactor;
  return { id, name, when, factor, ...(written.announce === false && { isMinor: true }) };
}

type Day = { readonly month: number; readonly day: number };

/** `06-18` of every year; undefined for what is no date at all. */
function dateOf(value: unknown): Day | 'wrong' | undefined {
  const match = typeof value === 'string' ? /^(\d\d)-(\d\d)$/.exec(value.trim()) : null;
  if (!match) return undefined;
  const [month = 0, day = 0] = match.slice(1).map(Number);
  // In a leap year, so that the 29th of February is one; other years pass it over to the 1st of March.
  const date = new Date(Date.UTC(2024, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? { month, day } : 'wrong';
}

type Daily = {
  readonly startMinute: number;
  readonly lastsMs: number;
  readonly timeZone: string;
};

function yearly(day: Day, { startMinute, lastsMs, timeZone }: Daily): Yearly {
  const end = startMinute + Math.round(lastsMs / minuteMs);
  return { rule: { on: 'date', ...day }, from: moment(startMinute), until: moment(end), timeZone };
}

function moment(minutes: number): Yearly['from'] {
  const [hour, minute] = [Math.floor((minutes % minutesPerDay) / 60), minutes % 60];
  return { days: Math.floor(minutes / minutesPerDay), at: `${hour}:${minute}` };
}
