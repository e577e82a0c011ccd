/** What one place tells another about a service. */
import { z } from 'zod';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Instants do not travel: the clocks of two places differ. */
export const accountSchema = z.object({
  /** A place that cannot see does not vote. */
  isBlind: z.boolean(),
  checks: z.record(
    z.string().max(3_000),
    z.object({
      failing: count,
      working: count,
      lost: count.optional(),
      ageMs: z.number().min(0),
    }),
  ),
});

export type Account = z.infer<typeof accountSchema>;

/** A service may have a thousand checks. */
export const longestAccount = 1_000_000;
