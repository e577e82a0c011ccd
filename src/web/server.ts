/** Where you look: health and status as JSON. */
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Period } from '../incidents/period.ts';
import type { Watcher } from '../incidents/watcher.ts';
import type { Health, Service } from '../model.ts';
import { isKeyOf } from '../vantage/key.ts';
import type { Witness } from '../vantage/witness.ts';
import { type Bells, hangBells } from './beats.ts';

export type WebParts = {
  readonly catalogue: Catalogue;
  readonly watcher: Watcher;
  readonly journal: Journal;
  /** The parts of the bot by name. */
  readonly health: () => Readonly<Record<string, Health>>;
  /** When we could not see, oldest first. */
  readonly blind?: () => readonly Period[];
  /** Answers other places that know the key. */
  readonly vantage?: { readonly key: string; readonly witness: Witness };
  /** Where jobs call. */
  readonly bells?: Bells;
  /** A target as it may be shown. */
  readonly publicTarget: (target: string) => string;
};

const shownPeriods = 10;

/** The web application, callable in a test without a socket. */
export function createWeb(parts: WebParts): Hono {
  const { catalogue, watcher } = parts;
  const web = new Hono();

  web.get('/healthz', (context) => {
    const health = parts.health();
    const isWorking = Object.values(health).every((part) => part.isWorking);
    const blind = parts.blind?.().slice(-shownPeriods) ?? [];
    return context.json({ isWorking, parts: health, blind }, isWorking ? 200 : 503);
  });

  web.get('/api/status', (context) =>
    context.json({
      services: watcher.watched.flatMap((id) => {
        const service = catalogue.get(id);
        return service ? [summary(service, parts)] : [];
      }),
    }),
  );

  web.get('/api/status/:service', (context) => {
    const service = catalogue.find(context.req.param('service').slice(0, 200)).service;
    if (!service) return context.json({ error: 'no service of that name' }, 404);
    return context.json({ ...summary(service, parts), incidents: shown(service, parts) });
  });

  web.get('/api/vantage/:service', (context) => {
    const { vantage } = parts;
    if (!vantage) return context.notFound();
    if (!isKeyOf(context.req.header('authorization'), vantage.key)) {
      return context.json({ error: 'the key is another one' }, 401);
    }
    const account = vantage.witness(context.req.param('service').slice(0, 200));
    return account ? context.json(account) : context.json({ error: 'not watched here' }, 404);
  });

  if (parts.bells) hangBells(web, parts.bells);
  web.notFound((context) => context.json({ error: 'not here; try /api/status' }, 404));
  return web;
}

function summary(service: Service, { watcher, publicTarget }: WebParts) {
  const verdict = watcher.verdict(service.id);
  return {
    id: service.id,
    name: service.name,
    isWatched: verdict !== undefined,
    status: verdict?.status ?? 'unknown',
    isSuspect: verdict?.isSuspect ?? false,
    since: verdict?.since ?? null,
    lookedAt: verdict?.lookedAt ?? null,
    components: (verdict?.components ?? []).map((component) => ({
      ...component,
      evidence: component.evidence.map((one) => ({ ...one, target: publicTarget(one.target) })),
    })),
  };
}

/** Incidents, newest first, with targets fit to be shown. */
function shown(service: Service, { journal, publicTarget }: WebParts) {
  return journal
    .of(service.id)
    .toReversed()
    .map((incident) => ({
      ...incident,
      parts: incident.parts.map((part) => ({
        ...part,
        evidence: part.evidence.map((one) => ({ ...one, target: publicTarget(one.target) })),
      })),
    }));
}

/** Rejects when the address cannot be listened on. */
export function listen(web: Hono, host: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: web.fetch, hostname: host, port });
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}
