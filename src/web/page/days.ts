/** Days as bars: a day with trouble is taller as well as redder, and said in words beside. */
import { html } from 'hono/html';
import type { Voice } from '../../languages/language.ts';
import type { Markup } from './markup.ts';

/** `failed` is how much of what was seen of it failed, 0 to 1; absent when nothing was seen. */
export type Day = { readonly at: number; readonly failed?: number };

const dayMinutes = 24 * 60;
/** Less than a minute of a day is worth no colour. */
const leastShare = 1 / dayMinutes;
const badShare = 0.02;
const namedAtMost = 3;
/** Of the height of the picture. */
const heights = { well: 55, some: 80, much: 100, unseen: 12 } as const;

type Kind = keyof typeof heights;

function kindOf({ failed }: Day): Kind {
  if (failed === undefined) return 'unseen';
  if (failed < leastShare) return 'well';
  return failed < badShare ? 'some' : 'much';
}

/** The whole picture in a sentence: how many days had trouble, and the worst of them. */
export function dayWords(days: readonly Day[], voice: Voice): string {
  const seen = days.filter((day) => kindOf(day) !== 'unseen');
  const bad = seen.filter((day) => kindOf(day) !== 'well');
  if (bad.length === 0) return voice.say('page.days.well', { seen: seen.length });
  const worst = bad.toSorted((a, b) => (b.failed ?? 0) - (a.failed ?? 0)).slice(0, namedAtMost);
  const named = worst.map((day) => dayText(day, voice));
  return voice.say('page.days.trouble', {
    bad: bad.length,
    seen: seen.length,
    worst: voice.list(named),
  });
}

function dayText(day: Day, voice: Voice): string {
  const name = voice.local(day.at, 'day');
  if (day.failed === undefined)
    return voice.say('page.day', { day: name, what: voice.say('past.none') });
  const isWell = kindOf(day) === 'well';
  const what = isWell ? voice.say('status.operational') : failedText(day.failed, voice);
  return voice.say('page.day', { day: name, what });
}

function failedText(share: number, voice: Voice): string {
  return voice.duration(Math.round(share * dayMinutes) * 60_000);
}

export function barsSvg(days: readonly Day[], words: string, voice: Voice): Markup {
  const step = 100 / days.length;
  const ends = [days.at(0), days.at(-1)].map((day) => day && voice.local(day.at, 'day'));
  const bars = days.map((day, index) => {
    const kind = kindOf(day);
    const height = heights[kind];
    return html`<rect class="${kind}" x="${percent(index * step)}" width="${percent(step * 0.7)}" y="${100 - height}%" height="${height}%" rx="1.5"><title>${dayText(day, voice)}</title></rect>`;
  });
  return html`<svg class="bars" role="img" aria-label="${words}">${bars}</svg>
<p class="ends" aria-hidden="true">${ends.map((name) => html`<span>${name}</span>`)}</p>`;
}

function percent(number: number): string {
  return `${Math.round(number * 100) / 100}%`;
}
