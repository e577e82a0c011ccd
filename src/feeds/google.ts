/**
 * Google's dashboards (https://status.cloud.google.com/incidents.schema.json): an archive of
 * incidents. Nothing says that all is well but an archive whose entries have all ended; an empty
 * one says nothing.
 */
import { z } from 'zod';
import { type FeedIncident, type Status, severity } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { plainText } from './reading/plain.ts';
import { isNamed } from './reading/product.ts';
import { jsonFormat, key, list, shown } from './reading/shape.ts';
import { isOpen, meaning, raised } from './reading/status.ts';

const impacts: Readonly<Record<string, Status>> = {
  service_outage: 'major',
  service_disruption: 'partial',
  service_information: 'operational',
  available_information: 'operational',
  available: 'operational',
};

/** What a mere information means. */
const severities: Readonly<Record<string, Status>> = {
  low: 'operational',
  medium: 'degraded',
  high: 'degraded',
};

const update = z.object({ when: shown, text: shown }).nullish().catch(undefined);

const incident = z.object({
  id: key,
  begin: z.string(),
  end: z.string().nullish(),
  external_desc: shown,
  severity: shown,
  status_impact: z.string(),
  service_name: shown,
  affected_products: list(z.object({ id: key, title: z.string() })),
  updates: z.array(update).catch([]),
  most_recent_update: update,
  uri: shown,
});

type Written = z.output<typeof incident>;

export const google = jsonFormat({
  name: 'google-incidents',
  everyMs: 180_000,
  // The archive of Workspace has about 10 MB.
  mostBytes: 16_000_000,
  picksProduct: true,
  shape: z.array(incident).min(1),
  say(archive, { product }) {
    const products = new Set(archive.flatMap(partsOf));
    const wanted = archive.filter((one) => product === undefined || isOf(one, product));
    const incidents = wanted.map((one) => toIncident(one, product, products.size));
    const status = raised('operational', incidents);
    return {
      status,
      ...(status === 'unknown' && { reason: 'an incident has an impact that we do not know' }),
      components: [],
      incidents: incidents.filter(isOpen).concat(incidents.filter((one) => !isOpen(one))),
      maintenance: [],
    };
  },
});

function partsOf({ affected_products, service_name = '' }: Written): readonly string[] {
  return affected_products.length > 0
    ? affected_products.map(({ title }) => title)
    : [service_name];
}

function isOf(written: Written, product: string): boolean {
  return (
    written.affected_products.some(({ id }) => id === product) ||
    partsOf(written).some((name) => isNamed(name, product))
  );
}

function toIncident(written: Written, product: string | undefined, known: number): FeedIncident {
  const startedAt = instantOf(written.begin);
  const endedAt = instantOf(written.end);
  const parts = partsOf(written);
  const said = meaning(impacts, written.status_impact);
  // One product of a hundred in trouble is not the whole of Google Cloud.
  const isSmall = product === undefined && parts.length * 2 < known;
  const impact =
    said === 'operational'
      ? meaning(severities, written.severity ?? 'low')
      : said === 'major' && isSmall
        ? 'partial'
        : said;
  const all = written.updates.length > 0 ? written.updates : [written.most_recent_update];
  const updates = all.slice(0, 100).flatMap((one) => {
    const at = instantOf(one?.when);
    return at === undefined ? [] : [{ at, text: plainText(one?.text ?? '') }];
  });
  return {
    id: written.id,
    title: plainText(written.external_desc ?? updates[0]?.text ?? parts.join(', '), 300),
    stage: endedAt === undefined ? 'investigating' : 'resolved',
    impact: endedAt !== undefined && severity(impact) === 0 ? 'operational' : impact,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    updates: updates.sort((one, other) => other.at - one.at),
    components: parts,
  };
}
