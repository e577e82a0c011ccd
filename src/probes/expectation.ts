/** What every probe can be asked to expect, and how durations are written. */
import { z } from 'zod';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `2s`, `1.5m`, `1h`; a bare number is milliseconds. Read twice it stays what it is. */
export const duration = z
  .union([
    z.number(),
    z.string().regex(/^\d+(\.\d+)?\s*(ms|s|m|h)$/, 'write a duration: 500ms, 2s'),
  ])
  .transform(toMs)
  .pipe(z.number().positive('a duration must be longer than nothing').max(86_400_000));

function toMs(written: string | number): number {
  if (typeof written === 'number') return written;
  const [, amount = '0', unit = 'ms'] = /^([\d.]+)\s*([a-z]+)$/.exec(written) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}

/** Understood by every probe: longer than `within` is *slow*. */
export const common = { within: duration.optional() };
