/**
 * What has become of planned work: announced, moved, called off or over, each with when that was learned. Pure.
 *
 * Work is known by what is done to what: a window of the services file has no name that lasts, and work that a person
 * plans may get the name of some that is over. What comes again within a week is routine and no news.
 */
import { createHash } from 'node:crypto';
import type { Planned } from '../../incidents/maintenance.ts';
import { occurrenceAt } from '../../incidents/window.ts';

export type WorkNews = {
  /** Names it for ever, also when it was moved. */
  readonly id: string;
  readonly subject: string;
  readonly services?: readonly string[];
  readonly title?: string;
  readonly from: number;
  readonly until: number;
  readonly isProvided?: boolean;
  readonly announcedAt: number;
  readonly movedAt?: number;
  readonly cancelledAt?: number;
  /** The provider does not name it any more, since then. */
  readonly missingSince?: number;
};

/** A provider whose page cannot be read for a moment does not name its work either. */
const graceMs = 10 * 60_000;
const weekMs = 7 * 86_400_000;
const keptMs = 30 * 86_400_000;
const keptAtMost = 300;

/** What is known now that this is planned; oldest first. What has not changed is the same object. */
export function followWork(
  known: readonly WorkNews[],
  planned: readonly Planned[],
  now: number,
): readonly WorkNews[] {
  const worth = planned.filter((one) => one.window.isQuiet !== true && !isRoutine(one));
  const left = new Set(worth);
  const take = (isIt: (one: Planned) => boolean) => {
    const found = [...left].find(isIt);
    if (found) left.delete(found);
    return found;
  };
  const isSame = (news: WorkNews, one: Planned) => news.subject === subjectOf(one);
  const staying = new Map(
    known
      .filter((news) => !isOver(news, now))
      .map((news) => [news, take((one) => isSame(news, one) && news.from === one.from)] as const),
  );
  const next = known.flatMap((news) => {
    if (isOver(news, now)) return news;
    const same = staying.get(news) ?? take((one) => news.from > now && isSame(news, one));
    return same ? lasting(news, same, now) : (gone(news, now) ?? []);
  });
  return [...next, ...[...left].map((one) => announced(one, now))]
    .filter(({ until }) => until > now - keptMs)
    .slice(-keptAtMost);
}

/** Nothing can become of it any more. */
function isOver({ until, cancelledAt }: WorkNews, now: number): boolean {
  return cancelledAt !== undefined || until <= now;
}

function isRoutine({ window, until }: Planned): boolean {
  if ('from' in window.when) return false;
  const next = occurrenceAt(window, until);
  return next !== undefined && next.from < until + weekMs - window.when.lastsMs;
}

function subjectOf({ window: { id, services, title }, isProvided }: Planned): string {
  return JSON.stringify(isProvided ? [id] : [services ?? null, title ?? null]);
}

function announced(one: Planned, now: number): WorkNews {
  const { window, from, until, isProvided } = one;
  const { services, title } = window;
  const subject = subjectOf(one);
  return {
    ...{ id: digest(`${subject} ${from} ${now}`), subject, from, until, announcedAt: now },
    ...(services && { services }),
    ...(title !== undefined && { title }),
    ...(isProvided && { isProvided }),
  };
}

function lasting(news: WorkNews, { from, until, window }: Planned, now: number): WorkNews {
  const { missingSince, ...rest } = news;
  const isMoved = from !== news.from || until !== news.until;
  if (!isMoved && missingSince === undefined && window.title === news.title) return news;
  const { title = news.title } = window;
  return {
    ...{ ...rest, from, until, ...(title !== undefined && { title }) },
    ...(isMoved && { movedAt: now }),
  };
}

/**
 * Before it began it was called off; else it was over before its time. Of a provider's work nobody knows why it is
 * not named any more: nothing is said of it.
 */
function gone(news: WorkNews, now: number): WorkNews | undefined {
  const { missingSince = now, isProvided, from } = news;
  if (isProvided && now - missingSince < graceMs) return { ...news, missingSince };
  if (isProvided && from > now) return undefined;
  return from > now ? { ...news, cancelledAt: now } : { ...news, until: now };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
