/** Instants as a page shows them: in the zone of the reader, for machines beside it. */
import { html } from 'hono/html';
import { languages } from '../../languages/index.ts';
import { localAt } from '../../time/local-time.ts';
import type { Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** Where and how a clock is read. */
export type Place = { readonly tag: string; readonly timeZone: string };

const latestInstant = 8.64e15;

/** Its zone is written out, as the page cannot know where it is read; a script puts in the reader's own. */
export function timeHtml(at: number, { voice, now }: Visit): Markup {
  if (!(Math.abs(at) <= latestInstant)) return html`${String(at)}`;
  return html`<time datetime="${isoOf(at)}">${timeText(at, now, voice)}</time>`;
}

/** `14:02 CET`, with the date when it is not the day of `now` there. */
export function timeText(at: number, now: number, place: Place): string {
  const { clock, day, date } = formatsOf(place);
  const [then, today] = [localAt(at, place.timeZone), localAt(now, place.timeZone)];
  const time = clock.format(at);
  if (then.year !== today.year) return `${date.format(at)} ${time}`;
  if (then.month === today.month && then.day === today.day) return time;
  return `${day.format(at)} ${time}`;
}

/** Whole seconds are as exact as anything that is told. */
function isoOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

type Formats = Readonly<Record<'clock' | 'day' | 'date', Intl.DateTimeFormat>>;

/** Making them costs a hundred uses; there are more places than are read from at a time. */
const known = new Map<string, Formats>();
const knownAtMost = 500;

function formatsOf({ tag, timeZone }: Place): Formats {
  const key = `${tag} ${timeZone}`;
  const formats = known.get(key) ?? makeFormats(tag, timeZone);
  if (known.size >= knownAtMost) known.clear();
  known.set(key, formats);
  return formats;
}

function makeFormats(tag: string, timeZone: string): Formats {
  const locale = languages.find((one) => one.tag === tag)?.locale ?? tag;
  const make = (form: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...form });
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    clock: make({ ...clock, timeZoneName: 'short' }),
    day: make({ day: 'numeric', month: 'short' }),
    date: make({ day: 'numeric', month: 'short', year: 'numeric' }),
  };
}
