/** The rate limit of our stand-in for Discord: so many messages per channel in five seconds, told in headers. */
import type { ServerResponse } from 'node:http';
import type { Fault } from './discord-faults.ts';

const windowMs = 5_000;

export type Budget = {
  /** Sets the headers of the answer; a fault when the channel has had its share. */
  spend(method: string, path: string, response: ServerResponse): Fault | undefined;
};

export function createBudget(limit: number | undefined, now: () => number): Budget {
  const windows = new Map<string, { until: number; spent: number }>();
  return {
    spend(method, path, response) {
      const channel = /^\/channels\/(\d+)\/messages$/.exec(path)?.[1];
      if (limit === undefined || method !== 'POST' || channel === undefined) return undefined;
      const known = windows.get(channel);
      const open = known && known.until > now() ? known : { until: now() + windowMs, spent: 0 };
      windows.set(channel, open);
      open.spent += 1;
      const left = (open.until - now()) / 1000;
      response.setHeader('X-RateLimit-Bucket', 'messages');
      response.setHeader('X-RateLimit-Limit', limit);
      response.setHeader('X-RateLimit-Remaining', Math.max(0, limit - open.spent));
      response.setHeader('X-RateLimit-Reset-After', left);
      if (open.spent <= limit) return undefined;
      return { kind: 'rate-limit', scope: 'user', retryAfter: left };
    },
  };
}
