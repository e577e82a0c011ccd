/** Whose word an incident is: the provider's word goes with each revision, and a new word of it is one. Pure. */
import {
  type FeedIncident,
  type Incident,
  type Provider,
  severity,
  type Trust,
  type Verdict,
} from '../model.ts';
import type { Move } from './incident.ts';

/**
 * What `advance` has found, with what the provider says. News from the provider about an open
 * incident is a revision even when nothing else has changed; what it writes after the end is none.
 */
export function attribute(
  move: Move,
  last: Incident | undefined,
  verdict: Verdict,
  now: number,
): Move {
  const { provider, accord } = verdict;
  if (provider === undefined) return move;
  const words = { provider, ...(accord && { accord }) };
  if (move.incident) {
    const before = move.why === 'opened' ? undefined : last?.reportedBy;
    const reportedBy = joined(before, reporters(verdict));
    return { ...move, incident: { ...move.incident, ...words, ...(reportedBy && { reportedBy }) } };
  }
  if (last === undefined || last.endedAt !== undefined || !isNews(last, verdict)) return move;
  const reportedBy = joined(last.reportedBy ?? 'probes', reporters(verdict));
  const { revision } = last;
  return {
    why: 'changed',
    incident: {
      ...{ ...last, ...words, revision: revision + 1, changedAt: now },
      ...(reportedBy && { reportedBy }),
    },
  };
}

/** Who reports trouble now. */
function reporters({ components, provider }: Verdict): Trust | undefined {
  const isSeen = components.some(({ status }) => severity(status) > 0);
  const isSaid = provider !== undefined && severity(provider.status) > 0;
  if (isSeen) return isSaid ? 'both' : 'probes';
  return isSaid ? 'feed' : undefined;
}

function joined(one: Trust | undefined, other: Trust | undefined): Trust | undefined {
  return one === undefined || other === undefined || one === other ? (one ?? other) : 'both';
}

/** Another status, accord, incident, stage or text; the passing of time is no news. */
function isNews(last: Incident, { provider, accord }: Verdict): boolean {
  if (provider === undefined || provider.status === 'unknown') return false;
  return last.accord !== accord || wordOf(last.provider) !== wordOf(provider);
}

function wordOf(provider: Provider | undefined): string {
  const { status, incident } = provider ?? {};
  return JSON.stringify([status, incident?.id, incident?.title, incident?.stage, incident?.text]);
}

/**
 * An outage that the provider tells of only when it is over, as one incident that has ended: it is
 * told once, as one that was. Undefined when it fell into an outage that people know of.
 */
export function recorded(
  { title, impact, startedAt, endedAt = 0, ...rest }: FeedIncident,
  { service, known, provider, at }: Circumstances,
): Incident | undefined {
  if (severity(impact) === 0) return undefined;
  const began = Math.min(startedAt ?? endedAt, endedAt);
  const isKnown = known.some(
    (one) => one.startedAt <= endedAt && (one.endedAt ?? Number.POSITIVE_INFINITY) >= began,
  );
  if (isKnown) return undefined;
  const { id, stage, url } = rest;
  const text = rest.updates[0]?.text;
  return {
    id: `${service}.${at.toString(36)}`,
    ...{ service, revision: 1, status: impact, worst: impact, parts: [] },
    ...{ startedAt: began, openedAt: at, changedAt: at, endedAt },
    provider: {
      ...provider,
      incident: { id, title, stage, ...(text && { text }), ...(url !== undefined && { url }) },
    },
    ...{ accord: 'only-they', reportedBy: 'feed' },
  };
}

export type Circumstances = {
  readonly service: string;
  /** Incidents of the service that may have told of it. */
  readonly known: readonly Incident[];
  readonly provider: Provider;
  /** Now, but later than the opening of every known incident: what is told goes by that order. */
  readonly at: number;
};
