/** A small bot for the tests of its metrics: real records, a few services, everything else as given. */
import { Hono } from 'hono';
import type { Check, Incident, Reading, Service, Subscription } from '../../src/model.ts';
import { publicTarget } from '../../src/probes/index.ts';
import { createAccess } from '../../src/web/access.ts';
import { createRecords } from '../../src/web/metrics/records.ts';
import { hangMetrics, type MetricsParts } from '../../src/web/metrics.ts';

export const noon = Date.UTC(2026, 10, 22, 12);

export const accessKey = 'sixteen-characters';
export const authorization = `Bearer ${accessKey}`;

export function check(target: string): Check {
  return { id: target, target, everyMs: 60_000, timeoutMs: 10_000, expect: {} };
}

export function service(id: string, targets: readonly string[]): Service {
  return {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: [{ id: 'main', name: { en: id }, need: 'all', checks: targets.map(check) }],
  };
}

export function checksOf({ components }: Service): readonly Check[] {
  return components.flatMap(({ checks }) => checks);
}

export const up: Reading = {
  ...{ status: 'up', at: noon, tookMs: 123.4, certificateDays: 30 },
  timings: { dns: 1.5, tcp: 20, tls: 40.3, 'first-byte': 60.1, body: 1.5 },
  facts: { status: 200 },
};

export const down: Reading = {
  ...{ status: 'down', at: noon, tookMs: 15, timings: { dns: 5, tcp: 10 } },
  cause: { code: 'refused', kind: 'hard', phase: 'tcp', values: {} },
};

export function subscription(channel: string, service: string): Subscription {
  return { channel, service, language: 'en', timeZone: 'UTC', by: 'ana', since: noon };
}

export function incident(service: string): Incident {
  return {
    ...{ id: `${service}.1`, service, revision: 1, status: 'major', worst: 'major' },
    ...{ startedAt: noon, openedAt: noon, changedAt: noon, parts: [] },
  };
}

/** The web application with nothing but its metrics. */
export function metricsWorld(services: readonly Service[], more: Partial<MetricsParts> = {}) {
  const records = more.records ?? createRecords(() => noon);
  const web = new Hono();
  hangMetrics(web, {
    access: createAccess({ publicServices: 'all', key: accessKey }),
    ...{ version: '1.2.3', startedAt: noon - 3_600_000, now: () => noon, records, publicTarget },
    services: () => services,
    verdict: () => undefined,
    openIncidents: () => [],
    subscriptions: () => [],
    channelHealth: () => ({ isWorking: true }),
    counts: { delivered: 0, repeated: 0, expired: 0, paused: 0 },
    loads: () => [],
    health: () => ({ store: { isWorking: true } }),
    ...more,
  });
  const scrape = async (accept = 'text/plain'): Promise<string> =>
    (await web.request('/metrics', { headers: { accept, authorization } })).text();
  return { web, records, scrape };
}

/** A world in which every family has a sample. */
export async function fullWorld() {
  const mail = service('mail', ['https://mail.example.com/', 'tcp://mail.example.com:25']);
  const records = createRecords(() => noon);
  const [first, second] = checksOf(mail);
  if (first) records.noteLook(first, up);
  if (second) records.noteLook(second, down);
  records.noteStart(12);
  records.noteIncident(incident('mail'));
  const paper = records.ofPlatform({
    ...{ name: 'paper', repeatsAreSafeForMs: 0, start: async () => {}, stop: async () => {} },
    post: async () => ({ result: 'ok', id: '1' }),
    edit: async (_channel, id) => ({ result: 'ok', id }),
    isAnswering: async () => true,
    health: () => ({ isWorking: true }),
  });
  const delivery = { nonce: 'n', isQuiet: false };
  await paper.post('paper:ops', { tone: 'down', title: 'down', lines: [] }, delivery);
  return metricsWorld([mail], {
    records,
    openIncidents: () => [incident('mail')],
    subscriptions: () => [subscription('paper:ops', 'mail')],
    loads: () => [
      { workspace: 'paper', channels: 1, since: noon - 5_000, waitMs: { post: 0, edit: 250 } },
    ],
  });
}
