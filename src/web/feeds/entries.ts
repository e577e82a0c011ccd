/** What a feed tells: each outage and each planned work as one entry, which is updated until it is over. Pure. */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { Service, Status } from '../../model.ts';
import { serviceName } from '../../telling/compose.ts';
import { listed } from '../../telling/evidence.ts';
import type { Asked } from '../answer.ts';
import { reportOf, workTime, workTitle } from '../report.ts';
import type { WorkNews } from './work-news.ts';

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
const mostNames = 5;
const dayMs = 86_400_000;

type Told = { readonly only: Service | undefined; readonly works: readonly WorkNews[] };

/** Of one service, or of all. */
export function feedOf({ only, works }: Told, asked: Asked): Feed {
  const { view, voice, base, now, path, query } = asked;
  const outages = outagesOf(only ? [only] : view.services(), asked);
  const planned = view.concerning(works, only).map((one) => workEntry(one, asked));
  const entries = [...outages, ...planned]
    .sort((one, other) => other.publishedAt - one.publishedAt)
    .slice(0, mostEntries);
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

function outagesOf(services: readonly Service[], { view, voice, base }: Asked): readonly Entry[] {
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

function workEntry(news: WorkNews, { view, voice, base, now }: Asked): Entry {
  const { from, until, services = [] } = news;
  const { is, at } = stageOf(news, now);
  const work = workTitle({ window: news, from, until }, view, voice);
  const title = is === 'announced' ? work : voice.say('work.stage', { work, stage: is });
  const [id] = services;
  const line = workTime(news, voice);
  return {
    ...{ id: urn(`work ${news.id}`), title, text: `${title}\n${line}` },
    url: `${base}/${services.length === 1 ? `s/${id}` : ''}#work-${news.id}`,
    html: [title, line].map((text) => String(html`<p>${text}</p>`)).join('\n'),
    ...{ publishedAt: news.announcedAt, updatedAt: at },
    service: nameOf(services, view, voice),
    status: is === 'over' || is === 'cancelled' ? 'operational' : 'maintenance',
  };
}

function nameOf(services: readonly string[], view: Asked['view'], voice: Asked['voice']): string {
  const names = services.flatMap((id) => view.get(id) ?? []).map((one) => serviceName(voice, one));
  return names.length === 0 ? voice.say('maintenance.all') : listed(voice, names, mostNames);
}

/** How far it is, and since when. */
function stageOf(news: WorkNews, now: number) {
  const { from, until, announcedAt, movedAt, cancelledAt } = news;
  if (cancelledAt !== undefined) return { is: 'cancelled', at: cancelledAt } as const;
  if (until <= now) return { is: 'over', at: until } as const;
  if (from <= now) return { is: 'begun', at: Math.max(from, announcedAt) } as const;
  if (movedAt !== undefined) return { is: 'moved', at: movedAt } as const;
  return { is: 'announced', at: announcedAt } as const;
}

/** A name-based UUID (RFC 9562, version 5) in a name space of our own. */
function urn(name: string): string {
  const bytes = createHash('sha1').update(`tocsin ${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return `urn:uuid:${hex}`;
}
