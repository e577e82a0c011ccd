/** What many probes can be asked to expect: durations, families, texts and patterns. */
import { z } from 'zod';

const dayMs = 86_400_000;
const units: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  ...{ d: dayMs, w: 7 * dayMs },
};

const written = z.union([
  z.number(),
  z.string().regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d|w)$/, 'write a duration: 500ms, 2s, 25h'),
]);

/** `500ms`, `2s`, `1.5m`, `1h`, `2d`; a bare number is milliseconds. Read twice it stays what it is. */
export function durationUpTo(mostMs: number) {
  const amount = z.number().positive('a duration must be longer than nothing').max(mostMs);
  return written.transform(toMs).pipe(amount);
}

export const duration = durationUpTo(dayMs);

function toMs(written: string | number): number {
  if (typeof written === 'number') return written;
  const [, amount = '0', unit = 'ms'] = /^([\d.]+)\s*([a-z]+)$/.exec(written) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}

/** Understood by every probe: longer than `within` is *slow*. */
export const common = { within: duration.optional() };

/** The internet protocol to look through; 0 is either. */
export const family = z
  .union([z.literal(4), z.literal(6), z.literal(0)], 'write family: 4 or family: 6')
  .default(0);

/** Text that must occur, or `/pattern/flags`. */
export const text = z
  .string()
  .min(1)
  .max(1000)
  .refine((written) => patternOf(written) !== null, 'not a valid regular expression');

/** Patterns are tried on the beginning only: a bad pattern on a long page could stop the whole bot. */
const patternLimit = 64 * 1024;

/** Does a text occur, or a `/pattern/flags` match? */
export function occurs(wanted: string, seen: string): boolean {
  const pattern = patternOf(wanted);
  return pattern ? pattern.test(seen.slice(0, patternLimit)) : seen.includes(wanted);
}

/** The pattern of `/…/flags`, undefined for plain text, null for a pattern that is none. */
function patternOf(written: string): RegExp | null | undefined {
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/s.exec(written) ?? [];
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
