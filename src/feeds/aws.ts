/**
 * AWS (`health.aws.amazon.com/public/currentevents`): a list of events in UTF-16, empty when there is
 * nothing. Undocumented; a product is a service, a region or both (`s3`, `us-east-1`, `s3-us-east-1`).
 */
import { z } from 'zod';
import { type FeedIncident, type Status, severity } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { jsonFormat, key, list, shown } from './reading/shape.ts';
import { meaning, raised } from './reading/status.ts';

/** Older events are left standing. */
const longestMs = 14 * 86_400_000;

const codes: Readonly<Record<string, Status>> = {
  0: 'operational',
  1: 'degraded',
  2: 'degraded',
  3: 'major',
};

const code = z.union([z.string(), z.number()]);
const moment = code.optional().catch(undefined);

const event = z.object({
  arn: shown,
  date: moment,
  service: z.string(),
  service_name: shown,
  region_name: shown,
  status: code,
  summary: shown,
  event_log: list(z.object({ message: shown, summary: shown, timestamp: moment })).catch([]),
});

export const aws = jsonFormat({
  name: 'aws-currentevents',
  // An empty list says that all is well here, and could be anything elsewhere.
  isTelling: false,
  picksProduct: true,
  shape: z.array(event),
  say(events, { product, now }) {
    const wanted = events.filter((one) => product === undefined || isOf(one, product));
    const incidents = wanted
      .map((one) => toIncident(one, product))
      .filter(({ startedAt = now }) => now - startedAt <= longestMs);
    const status = raised('operational', incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: 'an event has a status that we do not know' }),
      components: [],
      incidents,
      maintenance: [],
    };
  },
});

function isOf({ service, service_name, region_name }: z.output<typeof event>, product: string) {
  const wanted = product.toLowerCase();
  const name = service.toLowerCase();
  if (name === wanted || name.startsWith(`${wanted}-`) || name.endsWith(`-${wanted}`)) return true;
  return [service_name, region_name].some((one) => one?.toLowerCase() === wanted);
}

function toIncident(written: z.output<typeof event>, product: string | undefined): FeedIncident {
  const startedAt = instantOf(written.date);
  const said = meaning(codes, written.status);
  // One service in one region is never all of AWS.
  const impact = said === 'major' && product === undefined ? 'partial' : said;
  const isOver = severity(said) === 0 && said !== 'unknown';
  const updates = written.event_log.flatMap(({ message, summary, timestamp }) => {
    const at = instantOf(timestamp);
    return at === undefined ? [] : [{ at, text: plainText(message ?? summary ?? '') }];
  });
  const { service, service_name = service, region_name } = written;
  return {
    id: written.arn ?? key.parse(`${service}:${written.date ?? ''}`),
    title: plainText(written.summary ?? service_name, 300),
    stage: isOver ? 'resolved' : 'investigating',
    impact,
    ...(startedAt !== undefined && { startedAt }),
    updates: updates.sort((one, other) => other.at - one.at),
    components: [region_name ? `${service_name} (${region_name})` : service_name],
  };
}
