/** Where you look: all doors on one server, behind the same guards. */
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createClock } from '../time/clock.ts';
import { createAccess } from './access.ts';
import { hangApi } from './api/api.ts';
import { hangBadges } from './badges/badges.ts';
import { hangBells } from './beats.ts';
import { hangChanges } from './changes.ts';
import type { Door, WebParts } from './door.ts';
import { hangFeeds } from './feeds/feeds.ts';
import { hangGuards } from './guards.ts';
import { hangHealth } from './health.ts';
import { hangPage } from './page/door.ts';
import { hangStatus } from './status.ts';
import { hangStatuspage } from './statuspage/statuspage.ts';
import { hangVantage } from './vantage.ts';

export type { WebParts } from './door.ts';

const doors: readonly Door[] = [
  hangPage,
  hangHealth,
  hangStatus,
  hangApi,
  hangStatuspage,
  hangFeeds,
  hangBadges,
  hangVantage,
  hangBells,
  hangChanges,
];

/** What a web can do without; what is absent is empty, and nothing is public. */
type Optional = Omit<
  WebParts,
  'catalogue' | 'watcher' | 'journal' | 'health' | 'publicTarget' | 'vantage' | 'bells' | 'changes'
>;

export type GivenParts = Omit<WebParts, keyof Optional> & Partial<Optional>;

/** The web application, callable in a test without a socket. */
export function createWeb(given: GivenParts): Hono {
  const web = new Hono();
  const parts = { ...nothing, ...given };
  hangGuards(web, parts);
  for (const hang of doors) hang(web, parts);
  web.notFound((context) => context.json({ error: 'not here; try /api/status' }, 404));
  return web;
}

const nothing: Optional = {
  history: { uptime: () => undefined, latency: async () => [] },
  maintenance: { list: () => [] },
  blind: () => [],
  busy: { between: () => [] },
  access: createAccess({ publicServices: 'none' }),
  language: 'en',
  timeZone: 'UTC',
  now: Date.now,
  onBug: () => {},
  clock: createClock(),
  warningsOf: () => [],
  worked: { between: () => [] },
};

/** A page of a hundred readers, and the scripts beside them; more is a flood. */
const mostConnections = 1_000;
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** Rejects when the address cannot be listened on. */
export function listen(web: Hono, host: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: web.fetch, hostname: host, port, serverOptions: limits });
    if ('maxConnections' in server) server.maxConnections = mostConnections;
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}
