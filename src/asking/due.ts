/** When a digest is due, by the clock in the zone of its channel. Pure. */
import type { Digest } from '../model.ts';
import { instantOf, localAt, weekdayOf } from '../time/local-time.ts';

const dayMs = 86_400_000;

export function periodMs({ every }: Digest): number {
  return every === 'day' ? dayMs : 7 * dayMs;
}

/** The last time at or before `now`. */
export function dueBefore(digest: Digest, timeZone: string, now: number): number {
  const today = localAt(now, timeZone);
  const minute = minuteOf(digest.at);
  for (let back = 0; back <= 8; back += 1) {
    const at = instantOf({ ...today, day: today.day - back, minute }, timeZone);
    if (at <= now && isDay(digest, at, timeZone)) return at;
  }
  return now - periodMs(digest);
}

/** The same as a cron expression. */
export function cronOf(digest: Digest): string {
  const minute = minuteOf(digest.at);
  const day = digest.every === 'week' ? String(digest.day % 7) : '*';
  return `${minute % 60} ${Math.floor(minute / 60)} * * ${day}`;
}

function isDay(digest: Digest, at: number, timeZone: string): boolean {
  return digest.every === 'day' || weekdayOf(localAt(at, timeZone)) === digest.day % 7;
}

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}
