/** Apple's system status: a list of services with their events, plain JSON or wrapped in a call. */
import { z } from 'zod';
import { type FeedIncident, type FeedMaintenance, type Status, severity } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, shown } from './reading/shape.ts';
import { isOpen, whole, worse } from './reading/status.ts';

const moment = z.union([z.string(), z.number()]).nullish().catch(undefined);

const event = z.object({
  messageId: key,
  statusType: z.string(),
  message: shown,
  // The texts beside these have no offset.
  epochStartDate: moment,
  epochEndDate: moment,
  eventStatus: z.string(),
});

const service = z.object({
  serviceName: z.string(),
  redirectUrl: shown.nullable(),
  events: z.array(event),
});

export const apple = jsonFormat({
  name: 'apple-system-status',
  shape: z.object({ services: z.array(service).min(1) }),
  say({ services }) {
    const components = services.map((one) => ({
      id: one.serviceName,
      name: one.serviceName,
      status: statusOf(one),
    }));
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'an event has a state that we do not know' }),
      components,
      incidents: services.flatMap((one) => one.events.filter(isTrouble).map(toIncident(one))),
      maintenance: services.flatMap((one) =>
        one.events.filter((event) => !isTrouble(event)).map(toMaintenance(one)),
      ),
    };
  },
});

type Service = z.output<typeof service>;
type Event = z.output<typeof event>;

function isTrouble({ statusType }: Event): boolean {
  return statusType.toLowerCase() !== 'maintenance';
}

function isOver({ eventStatus, epochEndDate }: Event): boolean {
  if (/^(resolved|completed)$/.test(eventStatus)) return true;
  return eventStatus !== 'ongoing' && instantOf(epochEndDate) !== undefined;
}

function statusOf(one: Service): Status {
  const troubles = one.events.filter(isTrouble).map(toIncident(one)).filter(isOpen);
  const works = one.events.filter((event) => !isTrouble(event)).map(toMaintenance(one));
  const isWorkedOn = works.some(({ stage }) => stage === 'under-way');
  const calm: Status = isWorkedOn ? 'maintenance' : 'operational';
  const impacts = troubles.map(({ impact }) => impact);
  const status = impacts.reduce(worse, calm);
  return severity(status) === 0 && impacts.includes('unknown') ? 'unknown' : status;
}

function toIncident({ serviceName, redirectUrl }: Service) {
  return (written: Event): FeedIncident => {
    const startedAt = instantOf(written.epochStartDate);
    const endedAt = instantOf(written.epochEndDate);
    const isKnown = /^(ongoing|resolved|completed|upcoming)$/.test(written.eventStatus);
    const isMajor = written.statusType.toLowerCase() === 'outage';
    return {
      id: `${serviceName}/${written.messageId}`,
      title: plainText(written.message ?? `${serviceName}: ${written.statusType}`, 300),
      stage: isOver(written) ? 'resolved' : 'investigating',
      impact: isKnown ? (isMajor ? 'major' : 'degraded') : 'unknown',
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && isOver(written) && { endedAt }),
      updates: [],
      components: [serviceName],
      ...(redirectUrl && { url: redirectUrl }),
    };
  };
}

const maintenanceStages: Readonly<Record<string, FeedMaintenance['stage']>> = {
  upcoming: 'planned',
  ongoing: 'under-way',
};

function toMaintenance({ serviceName }: Service) {
  return (written: Event): FeedMaintenance => {
    const startsAt = instantOf(written.epochStartDate);
    const endsAt = instantOf(written.epochEndDate);
    return {
      id: `${serviceName}/${written.messageId}`,
      title: plainText(written.message ?? `${serviceName}: ${written.statusType}`, 300),
      stage: maintenanceStages[written.eventStatus] ?? 'over',
      ...(startsAt !== undefined && { startsAt }),
      ...(endsAt !== undefined && { endsAt }),
      components: [serviceName],
    };
  };
}
