/** An incident as a subscription with filters sees it. Pure. */
import { type Incident, type Status, type Subscription, severities, severity } from '../model.ts';
import type { Told } from './told.ts';

/** Undefined while the subscription does not want to hear of it. What was told stays in view. */
export function seen(
  incident: Incident,
  { filters }: Subscription,
  told: Told,
): Incident | undefined {
  if (!filters?.components && !filters?.atLeast) return incident;
  const isTold = told.incident === incident.id && told.severity > 0;
  const view = filters.components ? restricted(incident, filters.components, isTold) : incident;
  if (!view || isTold) return view;
  const shown = view.endedAt === undefined ? view.status : view.worst;
  return severity(shown) >= severity(filters.atLeast ?? 'degraded') ? view : undefined;
}

/** The incident of some parts. When they work again while others fail, it is over for their readers. */
function restricted(
  incident: Incident,
  components: readonly string[],
  isTold: boolean,
): Incident | undefined {
  // Nothing says which part it is.
  if (incident.parts.length === 0) return incident;
  const parts = incident.parts.filter(({ component }) => components.includes(component));
  if (parts.length === 0) {
    const endedAt = incident.endedAt ?? incident.changedAt;
    return isTold ? { ...incident, parts, endedAt } : undefined;
  }
  const worst = parts.map(({ status }) => status).reduce(moreSevere, 'degraded');
  return {
    ...incident,
    parts,
    status: milder(incident.status, worst),
    worst: milder(incident.worst, worst),
  };
}

function moreSevere(one: Status, other: Status): Status {
  return severity(other) > severity(one) ? other : one;
}

function milder(one: Status, other: Status): Status {
  return severities[Math.min(severity(one), severity(other)) - 1] ?? one;
}
