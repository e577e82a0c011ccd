/** What a registry says of a domain, in RDAP's JSON (RFC 9083). Pure and total. */
import { z } from 'zod';

const eventsAtMost = 200;

const answer = z.object({
  objectClassName: z.string().optional(),
  events: z.array(z.unknown()).max(eventsAtMost),
});

const expiration = z.object({ eventAction: z.literal('expiration'), eventDate: z.string() });

/**
 * When the registration ends. Where several ends are given the last one counts: a registration that was
 * renewed keeps no other. undefined: no answer about a domain · 'unsaid': one without an end.
 */
export function readExpiration(body: string): number | 'unsaid' | undefined {
  const read = answer.safeParse(parsed(body));
  if (!read.success) return undefined;
  const { objectClassName = 'domain', events } = read.data;
  if (objectClassName !== 'domain') return undefined;
  const ends = events.flatMap((event) => {
    const one = expiration.safeParse(event);
    const at = one.success ? Date.parse(one.data.eventDate) : Number.NaN;
    return Number.isFinite(at) ? [at] : [];
  });
  return ends.length === 0 ? 'unsaid' : Math.max(...ends);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
