/** How a service has been: its uptime in one line, its response times as a chart. Pure. */

import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Chart, Column, Line } from '../message.ts';
import type { Stretch, Uptime, Warning } from '../model.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
/** Looks are counted by quarters of an hour, so the first one may begin so much later than the window. */
const quarterMs = 15 * minuteMs;
/** Nobody counts the minutes of a month. */
const units = [dayMs, hourMs];

/** The windows that people compare services by. */
export const windowsMs: readonly number[] = [dayMs, 7 * dayMs, 30 * dayMs];

/** Fewer measured columns make no picture. */
const columnsAtLeast = 3;
const marksAtMost = 5;
/** The share of the width that a word below the chart needs. */
const labelShare = 0.15;

export type PastOf = {
  readonly uptime: (windowMs: number) => Uptime | undefined;
  /** How much of a time was planned work. */
  readonly workedMs: (windowMs: number) => number;
};

/** A longer window is worth saying only when we have looked for longer than the shorter one, and none claims more. */
export function uptimeLine(voice: Voice, now: number, past: PastOf): readonly Line[] {
  let longestMs = 0;
  const parts = windowsMs.flatMap((windowMs, index) => {
    const known = past.uptime(windowMs);
    const shorterMs = windowsMs[index - 1] ?? 0;
    if (!known) return [];
    const seenMs = seenOf(windowMs, known, now);
    if (seenMs < hourMs || seenMs <= shorterMs) return [];
    longestMs = windowMs;
    const window = voice.duration(seenMs);
    return [voice.say('past.window', { window, share: voice.percent(known.share) })];
  });
  if (parts.length === 0) return [];
  const values = { parts: voice.list(parts) };
  const workedMs = past.workedMs(longestMs);
  if (workedMs < 60_000) return [sayLine(voice, 'past.uptime', values)];
  const duration = voice.duration(workedMs);
  return [sayLine(voice, 'past.uptime.planned', { ...values, duration })];
}

/** How much of a window we have looked at: a newcomer must not be called well for a month. */
export function seenOf(windowMs: number, { since }: Uptime, now: number): number {
  const watchedMs = now - since;
  if (watchedMs > windowMs - quarterMs) return windowMs;
  const unitMs = units.find((unit) => watchedMs >= 2 * unit) ?? minuteMs;
  return Math.max(minuteMs, Math.floor(watchedMs / unitMs) * unitMs);
}

/** Undefined while there is too little to show. */
export function chartOf(
  voice: Voice,
  service: string,
  stretches: readonly Stretch[],
): Chart | undefined {
  const timed = stretches.filter(({ medianMs }) => medianMs !== undefined);
  const [first] = stretches;
  if (!first || timed.length < columnsAtLeast) return undefined;
  const windowMs = first.lengthMs * stretches.length;
  const title = voice.say('past.chart', { service, window: voice.duration(windowMs) });
  const note = noteOf(voice, stretches, timed);
  return {
    title,
    note,
    alt: `${title}: ${note}`,
    columns: stretches.map(column),
    heights: heights(voice, timed),
    marks: marks(voice, first.at, windowMs),
  };
}

/** The same chart with the places where something unusual began; they are said beside the other marks. */
export function flagged(
  chart: Chart,
  warnings: readonly Warning[],
  {
    voice,
    now,
    windowMs,
  }: { readonly voice: Voice; readonly now: number; readonly windowMs: number },
): Chart {
  const label = voice.say('warning.mark');
  const flags = warnings
    .filter(({ code }) => code === 'hour' || code === 'drift' || code === 'change')
    .map(({ at }) => ({ at: 1 - (now - at) / windowMs, label }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .slice(0, 1);
  const others = chart.marks.filter((mark) =>
    flags.every(({ at }) => Math.abs(at - mark.at) > labelShare),
  );
  return { ...chart, marks: [...others, ...flags].toSorted((one, other) => one.at - other.at) };
}

function column({ known, failed, medianMs, p95Ms }: Stretch): Column {
  return {
    ...(known > 0 ? { failed: failed / known } : {}),
    ...(medianMs === undefined ? {} : { ms: medianMs }),
    ...(p95Ms === undefined ? {} : { mostMs: p95Ms }),
  };
}

function noteOf(voice: Voice, all: readonly Stretch[], timed: readonly Stretch[]): string {
  const median = voice.duration(rounded(ranked(timed, 0.5, ({ medianMs }) => medianMs)));
  const most = voice.duration(rounded(ranked(timed, 0.95, ({ p95Ms }) => p95Ms)));
  const note = voice.say('past.times', { median, most });
  const failedMs = all.reduce(
    (sum, { known, failed, lengthMs }) => sum + (known > 0 ? (failed / known) * lengthMs : 0),
    0,
  );
  if (failedMs < 60_000) return note;
  const duration = voice.duration(Math.round(failedMs / 60_000) * 60_000);
  return voice.say('past.failed', { note, duration });
}

function ranked(
  stretches: readonly Stretch[],
  share: number,
  of: (stretch: Stretch) => number | undefined,
): number {
  const times = stretches.map((one) => of(one) ?? 0).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

/** Two digits are as many as a network deserves. */
export function rounded(ms: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(ms, 1))) - 1);
  return Math.max(1, Math.round(ms / unit) * unit);
}

/** A few slow moments must not press everything else flat; what is higher is cut. */
function heights(voice: Voice, timed: readonly Stretch[]): Chart['heights'] {
  const usual = ranked(timed, 0.95, ({ p95Ms }) => p95Ms);
  const highest = ranked(timed, 1, ({ medianMs }) => medianMs);
  const top = niceAbove(Math.max(usual * 1.1, highest, 10));
  return [0, top / 2, top].map((ms) => ({ ms, label: ms === 0 ? '0' : voice.duration(ms) }));
}

/** The next round number for the top of a scale. */
export function niceAbove(ms: number): number {
  const unit = 10 ** Math.floor(Math.log10(ms));
  return [1, 2, 4, 6, 10].map((step) => step * unit).find((nice) => nice >= ms) ?? ms;
}

/** Round hours or days of the reader's zone, a few of them. */
function marks(voice: Voice, from: number, windowMs: number): Chart['marks'] {
  const isDays = windowMs > 2 * dayMs;
  const unitMs = isDays ? dayMs : hourMs;
  const stepMs = Math.ceil(windowMs / unitMs / marksAtMost) * unitMs;
  const first = Math.ceil(from / unitMs) * unitMs;
  return Array.from({ length: marksAtMost + 1 }, (_, index) => first + index * stepMs)
    .map((at) => ({
      at: (at - from) / windowMs,
      label: voice.local(at, isDays ? 'day' : 'clock'),
    }))
    .filter(({ at }) => at >= 0 && at <= 1);
}
