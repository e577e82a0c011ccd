/** Planned work as a provider's status page announces it, as windows of ours. Pure. */
import type { FeedReport } from '../model.ts';
import type { Window } from './window.ts';

/** Some pages list dozens of places that are worked on each night: then none of it is news. */
const routineFrom = 4;
/** Where the provider names no end. */
const usualMs = 3_600_000;
const longestTitle = 120;

/**
 * What is planned or under way, of one service; told ahead unless it is routine there. Undefined when the
 * page cannot be read: that calls nothing off.
 */
export function windowsOf(
  service: string,
  { status, maintenance }: Pick<FeedReport, 'status' | 'maintenance'>,
): readonly Window[] | undefined {
  if (status === 'unknown') return undefined;
  const coming = maintenance.filter(
    ({ stage, startsAt }) => stage !== 'over' && startsAt !== undefined,
  );
  const isQuiet = coming.length >= routineFrom;
  return coming.map(({ id, title, startsAt = 0, endsAt = startsAt + usualMs }) => ({
    id: `${service}:${id}`.slice(0, 200),
    services: [service],
    title: title.slice(0, longestTitle),
    ...(isQuiet && { isQuiet }),
    when: { from: startsAt, until: Math.max(endsAt, startsAt + 60_000) },
  }));
}
