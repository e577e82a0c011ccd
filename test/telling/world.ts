/** Plain data for stories about telling: incidents and subscriptions with a few facts filled in. */
import type { Incident, Subscription } from '../../src/model.ts';

export const minute = 60_000;

export function outage(facts: Partial<Incident> = {}): Incident {
  return {
    id: 'mail.1',
    service: 'mail',
    revision: 1,
    status: 'major',
    worst: 'major',
    startedAt: 10 * minute,
    openedAt: 11 * minute,
    changedAt: 11 * minute,
    parts: [],
    ...facts,
  };
}

export function ended(incident: Incident, endedAt: number): Incident {
  return { ...incident, endedAt, changedAt: endedAt, revision: incident.revision + 1 };
}

export function subscription(facts: Partial<Subscription> = {}): Subscription {
  return {
    channel: 'console:terminal',
    service: 'mail',
    language: 'en',
    timeZone: 'UTC',
    by: 'ana',
    since: 0,
    ...facts,
  };
}
