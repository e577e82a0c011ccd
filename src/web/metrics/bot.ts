/** What the bot knows of its own work: what it watches, what it told, what waits, what is in trouble. */
import type { Health, Incident, Service, Subscription, Verdict } from '../../model.ts';
import { severities, severity } from '../../model.ts';
import type { Load } from '../../telling/lanes.ts';
import { type Family, labels, type Sample } from './family.ts';
import type { Records } from './records.ts';

export type BotParts = {
  readonly version: string;
  readonly startedAt: number;
  readonly now: () => number;
  readonly records: Records;
  readonly services: () => readonly Service[];
  readonly verdict: (service: string) => Verdict | undefined;
  readonly openIncidents: () => readonly Incident[];
  readonly subscriptions: () => Iterable<Subscription>;
  /** Whether messages arrive in a channel. */
  readonly channelHealth: (channel: string) => Health;
  readonly counts: Readonly<Record<'delivered' | 'repeated' | 'expired' | 'paused', number>>;
  readonly loads: () => readonly Load[];
  /** The parts of the bot by name. */
  readonly health: () => Readonly<Record<string, Health>>;
  /** Feeds that cannot be read now. */
  readonly feedTroubles?: () => readonly unknown[];
};

/** Workspaces beyond this many are left out, those that wait longest come first. */
const mostWorkspaces = 100;

type Values = Iterable<Sample>;

export function botFamilies(parts: BotParts): readonly Family[] {
  const { records } = parts;
  return [
    gauge('tocsin_info', 'The version that runs.', [
      { labels: labels({ version: parts.version }), value: 1 },
    ]),
    gauge('tocsin_start_time_seconds', 'When it began.', [{ value: parts.startedAt / 1_000 }]),
    gauge('tocsin_part_working', 'Whether a part of the bot works.', partsWorking(parts)),
    ...watching(parts),
    counter('tocsin_looks', 'Looks by what they saw.', records.looks.samples),
    histogram(
      'tocsin_job_lateness_seconds',
      'How long after its turn a job began, looks among them.',
      records.lateness.samples,
    ),
    counter('tocsin_incidents', 'Outages since the start.', records.incidents.samples),
    ...telling(parts),
    counter('tocsin_store_writes', 'Writes to the store.', records.writes.samples),
    histogram(
      'tocsin_store_write_duration_seconds',
      'How long a write took to be durable.',
      records.writeTimes.samples,
    ),
    counter('tocsin_feed_reads', 'Providers’ status pages read.', records.feedReads.samples),
    gauge('tocsin_feeds_in_trouble', 'Status pages that cannot be read now.', [
      { value: parts.feedTroubles?.().length ?? 0 },
    ]),
  ];
}

function partsWorking({ health }: BotParts): Values {
  return Object.entries(health()).map(([part, { isWorking }]) => {
    return { labels: labels({ part }), value: Number(isWorking) };
  });
}

function watching({ services, verdict, openIncidents }: BotParts): readonly Family[] {
  const watched = services();
  const judged = watched.map(({ id }) => ({ service: id, verdict: verdict(id) }));
  const checks = watched.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  const open = openIncidents();
  return [
    gauge('tocsin_services', 'Services that are watched.', [{ value: watched.length }]),
    gauge('tocsin_checks', 'Checks of the services that are watched.', [{ value: checks.length }]),
    gauge(
      'tocsin_service_status',
      'The status of a service: 1 for the one that it has.',
      judged.map(({ service, verdict }) => {
        return { labels: labels({ service, status: verdict?.status ?? 'unknown' }), value: 1 };
      }),
    ),
    gauge(
      'tocsin_service_severity',
      'How bad it is: 0 no outage, 1 degraded, 2 partial, 3 major.',
      judged.map(({ service, verdict }) => {
        return { labels: labels({ service }), value: severity(verdict?.status ?? 'unknown') };
      }),
    ),
    gauge(
      'tocsin_incidents_open',
      'Outages that last now.',
      severities.map((status) => ({
        labels: labels({ status }),
        value: open.filter((one) => one.status === status).length,
      })),
    ),
  ];
}

function telling(parts: BotParts): readonly Family[] {
  const { records, counts, subscriptions, channelHealth, now } = parts;
  const platformOf = (channel: string) => channel.slice(0, channel.indexOf(':'));
  const all = [...subscriptions()];
  const channels = [...new Set(all.map(({ channel }) => channel))];
  const paused = channels.filter((channel) => !channelHealth(channel).isWorking);
  const loads = [...parts.loads()]
    .sort((a, b) => (a.since ?? Infinity) - (b.since ?? Infinity))
    .slice(0, mostWorkspaces);
  const ofWorkspaces = (value: (load: Load) => number): Values =>
    loads.map((load) => ({ labels: labels({ workspace: load.workspace }), value: value(load) }));
  return [
    gauge(
      'tocsin_subscriptions',
      'Subscriptions.',
      countBy(all.map((one) => platformOf(one.channel))),
    ),
    gauge('tocsin_channels', 'Channels that follow something.', countBy(channels.map(platformOf))),
    gauge('tocsin_channels_paused', 'Channels that cannot be written to.', [
      { value: paused.length },
    ]),
    counter(
      'tocsin_messages',
      'What became of what had to be told of outages.',
      Object.entries(counts).map(([event, value]) => ({ labels: labels({ event }), value })),
    ),
    counter('tocsin_sends', 'Calls to chat networks by their result.', records.sends.samples),
    histogram(
      'tocsin_send_duration_seconds',
      'How long a call to a chat network took.',
      [...records.sendTimes.values()].flatMap(({ samples }) => [...samples]),
    ),
    gauge(
      'tocsin_queue_channels',
      'Channels in which something is due.',
      ofWorkspaces(({ channels }) => channels),
    ),
    gauge(
      'tocsin_queue_age_seconds',
      'How long the channel that waits longest has had something due.',
      ofWorkspaces(({ since }) => (since === undefined ? 0 : Math.max(0, now() - since) / 1_000)),
    ),
    gauge(
      'tocsin_budget_wait_seconds',
      'How long the next call would have to wait for the limits of its chat network.',
      loads.flatMap(({ workspace, waitMs }) =>
        (['post', 'edit'] as const).map((kind) => ({
          labels: labels({ workspace, kind }),
          value: waitMs[kind] / 1_000,
        })),
      ),
    ),
  ];
}

function countBy(platforms: readonly string[]): Values {
  return [...Map.groupBy(platforms, (one) => one)].map(([platform, all]) => {
    return { labels: labels({ platform }), value: all.length };
  });
}

function gauge(name: string, help: string, samples: Values): Family {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: Values): Family {
  return { name, type: 'counter', help, samples };
}

function histogram(name: string, help: string, samples: Values): Family {
  return { name, type: 'histogram', help, samples };
}
