/**
 * Where the time of looks goes, hour by hour, in four steps: finding the name, connecting, waiting for the
 * answer, reading it. One printable character each; durations are exact to a sixteenth, which tells twice
 * from once. An hour is the mean of its looks that worked.
 */
import type { Phase, Reading, Steps } from '../model.ts';
import { blank, digit, digitAt, mostOfDigit } from './digits.ts';

const names = ['name', 'connect', 'answer', 'rest'] as const;
const placeOf: Readonly<Record<Phase, number>> = {
  ...{ dns: 0, tcp: 1, tls: 1 },
  ...{ greeting: 2, auth: 2, request: 2, 'first-byte': 2 },
  ...{ body: 3, expect: 3 },
};
const width = names.length;
/** From 1 ms to a minute in 89 steps. */
const step = Math.log(60_000) / (mostOfDigit - 1);

/** An hour, counted since 1970, that still lasts; it grows with each look. */
export type OpenHour = { readonly hour: number; readonly sums: number[]; looks: number };

/** The hour that a look was taken into: the open one, or a new one when that has ended. */
export function takeSteps(
  open: OpenHour | undefined,
  hour: number,
  timings: Reading['timings'],
): OpenHour {
  const into = open && hour <= open.hour ? open : { hour, sums: names.map(() => 0), looks: 0 };
  for (const phase in timings) {
    const place = placeOf[phase as Phase];
    into.sums[place] = (into.sums[place] ?? 0) + (timings[phase as Phase] ?? 0);
  }
  into.looks += 1;
  return into;
}

export function stepsOf({ sums, looks }: OpenHour): Steps {
  return named(sums.map((sum) => sum / looks));
}

/** The same text with the steps of one more place put in. */
export function putSteps(text: string, place: number, steps: Steps): string {
  const from = place * width;
  const before = text.slice(0, from);
  const gap = blank.repeat(Math.max(0, from - before.length));
  return before + gap + printSteps(steps) + text.slice(from + width);
}

/** Adds a day to `before` whole days, whatever is known of them, and `gap` days of which nothing is known. */
export function addSteps(
  days: string,
  steps: Steps,
  { before, gap }: { readonly before: number; readonly gap: number },
): string {
  const earlier = days.padStart(before * width, blank);
  const kept = earlier.slice(earlier.length - before * width);
  return kept + printSteps(steps) + blank.repeat(gap * width);
}

/** The last days of them. */
export function lastSteps(text: string, count: number): string {
  return text.slice(-count * width);
}

/** Total: what is damaged or missing reads as never seen. */
export function readSteps(text: string): readonly Steps[] {
  return Array.from({ length: Math.ceil(text.length / width) }, (_, place) =>
    named(
      names.map((__, index) => {
        const code = digitAt(text, place * width + index);
        return code === 0 ? 0 : Math.exp((code - 1) * step);
      }),
    ),
  );
}

/** The mean of what is known of each. */
export function meanSteps(all: readonly Steps[]): Steps {
  return named(
    names.map((name) => {
      const known = all.flatMap((steps) => steps[name] ?? []);
      return known.length === 0 ? 0 : known.reduce((sum, ms) => sum + ms, 0) / known.length;
    }),
  );
}

function printSteps(steps: Steps): string {
  return names.map((name) => printMs(steps[name])).join('');
}

function printMs(ms: number | undefined): string {
  return ms === undefined ? blank : digit(1 + Math.log(Math.max(ms, 1)) / step);
}

function named(values: readonly number[]): Steps {
  return Object.fromEntries(
    names.flatMap((name, place) => {
      const ms = values[place] ?? 0;
      return ms > 0 ? [[name, ms]] : [];
    }),
  );
}
