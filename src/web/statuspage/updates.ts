/**
 * How an outage went, as updates of Statuspage: one for each step, and one for its end. The newest says all that is
 * known, those before it in a few words what it was then. An update keeps its id, whatever comes after it. Pure.
 */
import type { Voice } from '../../languages/language.ts';
import type { Incident, IncidentStep, Service } from '../../model.ts';
import { serviceName } from '../../telling/compose.ts';
import { sayStep } from '../../telling/steps.ts';
import { reportOf } from '../report.ts';

/** How far it is: Statuspage has no other words for an incident. */
export function stageOf({ endedAt, calmSince }: Incident): string {
  if (endedAt !== undefined) return 'resolved';
  return calmSince === undefined ? 'investigating' : 'monitoring';
}

/** Newest first, as Statuspage has it. */
export function updatesOf(incident: Incident, service: Service, voice: Voice) {
  const steps = stepsOf(incident);
  const earlier = steps.slice(0, -1).map((step) =>
    update(incident, {
      ...{ step, status: stageThen(step), body: short(step, service, voice) },
      changedAt: step.at,
    }),
  );
  const newest = steps.slice(-1).map((step) =>
    update(incident, {
      ...{ step, status: stageOf(incident) },
      ...{ body: report(incident, service, voice), changedAt: incident.changedAt },
    }),
  );
  return [...newest, ...earlier.toReversed()];
}

/** What is stored without steps has at least its beginning. */
function stepsOf({ steps = [], endedAt, ...incident }: Incident): readonly IncidentStep[] {
  const { startedAt, worst, parts } = incident;
  const first = { at: startedAt, status: worst, parts: parts.map(({ component }) => component) };
  const known = steps.length > 0 ? steps : [first];
  // One that was restless to its end has worked since its last step.
  const isSaid = known.at(-1)?.status === 'operational';
  if (endedAt === undefined || isSaid) return known;
  return [...known, { at: endedAt, status: 'operational', parts: [] }];
}

/** Between two outages that are one it worked, and nobody knew whether it was over. */
function stageThen({ status }: IncidentStep): string {
  return status === 'operational' ? 'monitoring' : 'investigating';
}

function report(incident: Incident, service: Service, voice: Voice): string {
  const { title, lines } = reportOf(incident, service, voice);
  return [title, ...lines].join('\n');
}

function short(step: IncidentStep, service: Service, voice: Voice): string {
  return voice.say('status.row', {
    service: serviceName(voice, service),
    status: sayStep(step, service, voice),
  });
}

type Said = {
  readonly step: IncidentStep;
  readonly status: string;
  readonly body: string;
  readonly changedAt: number;
};

/** Shown at the time when it happened, made when it was known. */
function update({ id, openedAt }: Incident, { step, status, body, changedAt }: Said) {
  const madeAt = Math.max(step.at, openedAt);
  return {
    ...{ id: `${id}-${step.at}-${step.status}`, status, body, incident_id: id },
    created_at: iso(madeAt),
    updated_at: iso(Math.max(madeAt, changedAt)),
    display_at: iso(step.at),
    ...{ affected_components: null, deliver_notifications: false },
    ...{ custom_tweet: null, tweet_id: null },
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
