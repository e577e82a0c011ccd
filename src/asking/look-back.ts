/** What the services of a channel did in a time: gathered for its digest from everything that remembers. */
import type { Voice } from '../languages/language.ts';
import type { Channel, Incident, Service, Subscription, Uptime } from '../model.ts';
import type { Past } from '../telling/compose-digest.ts';
import { nothingTold } from '../telling/told.ts';
import { seen } from '../telling/view.ts';

type Span = { readonly from: number; readonly until: number };

export type LookBackParts = {
  readonly subscriptionsOf: (channel: Channel) => readonly Subscription[];
  readonly serviceOf: (id: string) => Service;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  readonly uptime: (service: string, windowMs: number) => Uptime | undefined;
  /** How much of a time was planned work. */
  readonly workedMs: (service: string, span: Span) => number;
  /** Planned work that lasts or is to come, soonest first. */
  readonly planned: (service: string) => readonly Span[];
  /** What looks unusual now. */
  readonly hints?: (service: Service, voice: Voice) => readonly string[];
  readonly now: () => number;
};

export type LookBack = (channel: Channel, span: Span, voice: Voice) => readonly Past[];

export function createLookBack(parts: LookBackParts): LookBack {
  return (channel, span, voice) =>
    parts.subscriptionsOf(channel).map((subscription) => {
      const { service: id } = subscription;
      const service = parts.serviceOf(id);
      const share = parts.uptime(id, parts.now() - span.from)?.share;
      const ahead = aheadOf(parts.planned(id), span, parts.now());
      return {
        service,
        incidents: wanted(parts.incidentsOf(id), subscription, span),
        workedMs: parts.workedMs(id, span),
        hints: parts.hints?.(service, voice) ?? [],
        ...(share === undefined ? {} : { share }),
        ...(ahead ? { ahead } : {}),
      };
    });
}

/** What touches the time and has the channel's interest, in the form in which it was told there. */
function wanted(
  incidents: readonly Incident[],
  subscription: Subscription,
  { from, until }: Span,
): readonly Incident[] {
  return incidents
    .filter(({ startedAt, endedAt = until }) => startedAt < until && endedAt >= from)
    .flatMap((incident) => seen(incident, subscription, nothingTold) ?? []);
}

/** The first work that begins within as long a time to come as the digest looks back. */
function aheadOf(planned: readonly Span[], { from, until }: Span, now: number): Span | undefined {
  return planned.find((work) => work.from > now && work.from <= now + (until - from));
}
