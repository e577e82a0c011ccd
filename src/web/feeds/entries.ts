/** What a feed tells: each outage as one entry, which is updated as long as it lasts and when it ends. Pure. */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { Service, Status } from '../../model.ts';
import { serviceName } from '../../telling/compose.ts';
import type { Asked } from '../answer.ts';
import { reportOf } from '../report.ts';

export type Entry = {
  /** Stays the same whatever the language and the address. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly html: string;
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly service: string;
  readonly status: Status;
};

export type Feed = {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  /** The page for people. */
  readonly home: string;
  /** Where this feed is, without any key. */
  readonly self: string;
  readonly updatedAt: number;
  readonly entries: readonly Entry[];
};

const mostEntries = 50;
const dayMs = 86_400_000;

/** Of one service, or of all. */
export function feedOf(only: Service | undefined, asked: Asked): Feed {
  const { view, voice, base, now, path, query } = asked;
  const entries = entriesOf(only ? [only] : view.services(), asked);
  const lang = query.lang === undefined ? '' : `?lang=${voice.tag}`;
  return {
    id: urn(`feed ${only?.id ?? ''}`),
    title: only ? `Tocsin: ${serviceName(voice, only)}` : 'Tocsin',
    language: voice.tag,
    home: `${base}${only ? `/s/${only.id}` : '/'}${lang}`,
    self: `${base}${path}${lang}`,
    // Where nothing has happened, the date alone says that it was looked for.
    updatedAt: entries.reduce(
      (newest, { updatedAt }) => Math.max(newest, updatedAt),
      entries.length === 0 ? Math.floor(now / dayMs) * dayMs : 0,
    ),
    entries,
  };
}

function entriesOf(services: readonly Service[], { view, voice, base }: Asked): readonly Entry[] {
  return view.latest(services, { limit: mostEntries }).flatMap((incident) => {
    const service = view.get(incident.service);
    if (!service) return [];
    const { title, lines } = reportOf(incident, service, voice);
    return {
      id: urn(`incident ${incident.id}`),
      // Readers take two entries with one address for the same.
      url: `${base}/s/${service.id}#${incident.id}`,
      title,
      text: [title, ...lines].join('\n'),
      html: [title, ...lines].map((line) => String(html`<p>${line}</p>`)).join('\n'),
      publishedAt: incident.openedAt,
      updatedAt: incident.changedAt,
      service: serviceName(voice, service),
      status: incident.endedAt === undefined ? incident.status : 'operational',
    };
  });
}

/** A name-based UUID (RFC 9562, version 5) in a name space of our own. */
function urn(name: string): string {
  const bytes = createHash('sha1').update(`tocsin ${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return `urn:uuid:${hex}`;
}
