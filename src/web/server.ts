/** Where you look: all doors on one server, behind the same guards. */
import { createAdaptorServer, type ServerType } from '@hono/node-server';
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
import { withHeldUptimes } from './uptimes.ts';
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
  const whole = { ...nothing(), ...given };
  const parts = { ...whole, history: withHeldUptimes(whole) };
  hangGuards(web, parts);
  for (const hang of doors) hang(web, parts);
  web.notFound((context) =>
    context.json({ error: 'not here; try /api/v1/openapi.json', code: 'not-found' }, 404),
  );
  return web;
}

function nothing(): Optional {
  return {
    history: { uptime: () => undefined, latency: async () => [] },
    maintenance: { list: () => [] },
    workLog: { list: async () => [] },
    blind: () => [],
    busy: { between: () => [] },
    access: createAccess({ publicServices: 'none' }),
    language: 'en',
    timeZone: 'UTC',
    now: Date.now,
    onBug: () => {},
    clock: createClock(),
    warningsOf: () => [],
    usual: () => undefined,
    worked: { between: () => [] },
  };
}

/** What one who asks may take of us. */
export type Limits = {
  /** Pages that are open, and the scripts beside them; what comes beyond is hung up on. */
  readonly connections: number;
  /** One after another on one connection, as many may be asked ahead of their answers. */
  readonly questions: number;
  readonly headerBytes: number;
  readonly headersMs: number;
  /** For the whole question; no door reads a long one. */
  readonly requestMs: number;
  /** Without a byte either way. Open pages hear from us three times as often. */
  readonly idleMs: number;
};

const usualLimits: Limits = {
  connections: 1_000,
  questions: 200,
  headerBytes: 16_384,
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 60_000,
};
const keepAliveMs = 5_000;

export type Listening = {
  readonly port: number;
  /** Takes no more questions, and hangs up on who still listens. */
  close(): void;
};

/** The library also has servers of HTTP/2. */
type HttpServer = Extract<ServerType, { closeAllConnections(): void }>;

/** Rejects when the address cannot be listened on. */
export function listen(
  web: Hono,
  host: string,
  port: number,
  limits = usualLimits,
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: web.fetch,
    serverOptions: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      keepAliveTimeout: keepAliveMs,
    },
  }) as HttpServer;
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.questions;
  server.timeout = limits.idleMs;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
