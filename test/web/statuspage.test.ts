/** Us as a Statuspage: the published shape, and what another Tocsin reads in it. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createFetch } from '../../src/feeds/reading/fetch.ts';
import { readFeed } from '../../src/feeds/reading/read.ts';
import type { Incident, Status } from '../../src/model.ts';
import { createEyes } from '../../src/probes/index.ts';
import { listen } from '../../src/web/server.ts';
import { cause } from '../desk.ts';
import { failing, minute, now, outage, past, town, well, work } from './town.ts';
import { visit } from './visit.ts';

/** As https://metastatuspage.com/api shows them; nothing else may be in it, as some clients are strict. */
const instant = z.iso.datetime();
const page = z.strictObject({
  ...{ id: z.string().min(1), name: z.string(), url: z.url(), time_zone: z.string() },
  updated_at: instant,
});
const component = z.strictObject({
  ...{ id: z.string().min(1), name: z.string().min(1), created_at: instant, updated_at: instant },
  status: z.enum([
    'operational',
    'degraded_performance',
    'partial_outage',
    'major_outage',
    'under_maintenance',
    '',
  ]),
  ...{ position: z.int().min(1), description: z.string().nullable(), showcase: z.boolean() },
  ...{ start_date: z.string().nullable(), group_id: z.string().nullable(), page_id: z.string() },
  ...{ group: z.boolean(), only_show_if_degraded: z.boolean() },
});
const update = z.strictObject({
  ...{ id: z.string().min(1), status: z.string(), body: z.string(), incident_id: z.string() },
  ...{ created_at: instant, updated_at: instant, display_at: instant },
  ...{ affected_components: z.array(z.unknown()).nullable(), deliver_notifications: z.boolean() },
  ...{ custom_tweet: z.null(), tweet_id: z.null() },
});
const common = {
  ...{ id: z.string().min(1), name: z.string().min(1), created_at: instant, updated_at: instant },
  ...{ monitoring_at: instant.nullable(), resolved_at: instant.nullable(), started_at: instant },
  ...{ shortlink: z.url(), page_id: z.string(), incident_updates: z.array(update) },
  components: z.array(component),
};
const incident = z.strictObject({
  ...common,
  status: z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem']),
  impact: z.enum(['none', 'minor', 'major', 'critical']),
});
const maintenance = z.strictObject({
  ...common,
  ...{ scheduled_for: instant, scheduled_until: instant, impact: z.literal('maintenance') },
  status: z.enum(['scheduled', 'in_progress', 'verifying', 'completed']),
});
const status = z.strictObject({
  indicator: z.enum(['none', 'minor', 'major', 'critical', 'maintenance', '']),
  description: z.string().min(1),
});
const [components, incidents] = [z.array(component), z.array(incident)];
const scheduled_maintenances = z.array(maintenance);
const documents = {
  'summary.json': { status, components, incidents, scheduled_maintenances },
  'status.json': { status },
  'components.json': { components },
  'incidents.json': { incidents },
  'incidents/unresolved.json': { incidents },
  'scheduled-maintenances.json': { scheduled_maintenances },
  'scheduled-maintenances/upcoming.json': { scheduled_maintenances },
  'scheduled-maintenances/active.json': { scheduled_maintenances },
} as const;

const refused = cause('refused');
const unknown = { ...well('shop'), status: 'unknown' as const };
const worlds = {
  'all is well': town({
    verdicts: [well('shop'), well('whatsapp')],
    incidents: [past('shop', 50)],
  }),
  'mail fails': town(),
  'nothing is known': town({ verdicts: [unknown], incidents: [] }),
  'nothing is watched': town({ verdicts: [], incidents: [] }),
};

describe.each(Object.entries(worlds))('%s', (_, web) => {
  test.each(Object.entries(documents))('%s has the published shape', async (name, shape) => {
    for (const path of ['', '/s/mail', '/s/whatsapp']) {
      for (const lang of ['en', 'ja']) {
        const response = await visit(web, `${path}/api/v2/${name}?lang=${lang}`);
        const read = z.strictObject({ page, ...shape }).safeParse(await response.json());
        expect([path, read.error?.issues]).toEqual([path, undefined]);
      }
    }
  });
});

async function readBack(web: ReturnType<typeof town>, path: string, product?: string) {
  const url = `http://localhost:8080${path}`;
  const response = await visit(web, path);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const contentType = response.headers.get('content-type') ?? '';
  const feed = { format: 'statuspage-v2', url, ...(product && { product }) };
  return readFeed({ bytes, contentType, url }, feed, now);
}

describe('another Tocsin reads', () => {
  test.each([
    ['operational', 'operational'],
    ['degraded', 'degraded'],
    ['partial', 'partial'],
    ['major', 'major'],
    ['maintenance', 'maintenance'],
    // Not knowing is neither good nor bad news, here or there.
    ['unknown', 'unknown'],
  ] satisfies [Status, Status][])('%s as %s', async (status, read) => {
    const verdict = {
      ...well('shop'),
      status,
      components: well('shop').components.map((one) => ({ ...one, status })),
    };
    const web = town({ verdicts: [verdict], incidents: [] });
    for (const name of ['summary', 'components', 'status']) {
      const own = await readBack(web, `/s/shop/api/v2/${name}.json`);
      expect([name, own.format, own.status]).toEqual([name, 'statuspage-v2', read]);
    }
    expect((await readBack(web, '/api/v2/summary.json', 'shop')).status).toBe(read);
  });

  test('which parts fail, since when, and why', async () => {
    const report = await readBack(town(), '/s/mail/api/v2/summary.json');
    expect(report).toMatchObject({
      status: 'partial',
      components: [
        { id: 'receive', name: 'Receiving', status: 'major' },
        { id: 'webmail', status: 'operational' },
      ],
      incidents: [
        {
          ...{ id: 'mail.1', stage: 'investigating', impact: 'partial' },
          title: 'Company mail is partly down: Receiving',
          startedAt: now - 8 * minute,
          components: ['Receiving'],
          url: 'http://localhost:8080/s/mail',
        },
      ],
      maintenance: [
        {
          ...{ title: 'Company mail: New disks', stage: 'planned' },
          ...{ startsAt: work.from, endsAt: work.until },
        },
      ],
    });
    expect(report.incidents[0]?.updates[0]?.text).toMatch(/Receiving.*says it is overloaded/);
  });

  test('one service out of all of them, by its name', async () => {
    expect((await readBack(town(), '/api/v2/summary.json', 'Company mail')).status).toBe('partial');
    expect((await readBack(town(), '/api/v2/summary.json', 'Shop')).status).toBe('operational');
    expect((await readBack(town(), '/api/v2/summary.json', 'none')).status).toBe('unknown');
  });

  test('that the whole is not well while one of it fails, nor known while one is unknown', async () => {
    expect((await readBack(town(), '/api/v2/summary.json')).status).toBe('partial');
    const web = town({ verdicts: [unknown, well('whatsapp')], incidents: [] });
    expect((await readBack(web, '/api/v2/summary.json')).status).toBe('unknown');
  });

  test('what is over, with its end', async () => {
    const { incidents } = await readBack(town(), '/api/v2/incidents.json');
    expect(incidents.map(({ id, stage, endedAt }) => [id, stage, endedAt])).toEqual([
      ['mail.1', 'investigating', undefined],
      ['mail.90', 'resolved', now - 90 * minute],
      ['whatsapp.300', 'resolved', now - 300 * minute],
    ]);
  });

  test('that somebody keeps quiet while it is unstable', async () => {
    const calm = outage('mail', { isFlapping: true, calmSince: now - minute, revision: 3 });
    const web = town({ verdicts: [failing('mail')], incidents: [calm] });
    const { incidents } = await readBack(web, '/s/mail/api/v2/summary.json');
    expect(incidents[0]).toMatchObject({ stage: 'monitoring', title: 'Company mail is unstable' });
    expect(incidents[0]?.updates[0]).toMatchObject({ at: now - 8 * minute, stage: 'monitoring' });
  });

  test('how it went, step by step, newest first: the newest says all, the others what it was then', async () => {
    const incident = outage('mail', {
      ...{ endedAt: now - minute, changedAt: now, revision: 5 },
      steps: [
        { at: now - 8 * minute, status: 'degraded', parts: ['receive'], cause: refused },
        { at: now - 6 * minute, status: 'operational', parts: [] },
        { at: now - 5 * minute, status: 'partial', parts: ['receive', 'webmail'] },
      ],
    });
    const web = town({ incidents: [incident] });
    const { incidents } = await readBack(web, '/s/mail/api/v2/incidents.json');
    const updates = incidents[0]?.updates.map(({ at, stage, text }) => [
      (now - at) / minute,
      stage,
      text,
    ]);
    expect(updates).toEqual([
      [1, 'resolved', expect.stringMatching(/^Company mail is back/)],
      [5, 'investigating', 'Company mail: partly down (Receiving, webmail)'],
      [6, 'monitoring', 'Company mail: working again'],
      [8, 'investigating', 'Company mail: degraded (Receiving · connection refused)'],
    ]);
  });

  test('the same update by the same name, whatever comes after it', async () => {
    const idsOf = async (incident: Incident) => {
      const response = await visit(town({ incidents: [incident] }), '/api/v2/incidents.json');
      const { incidents } = (await response.json()) as {
        incidents: { incident_updates: { id: string }[] }[];
      };
      return incidents.flatMap((one) => one.incident_updates.map(({ id }) => id));
    };
    const [first] = outage('mail').steps ?? [];
    const worse = { at: now - 3 * minute, status: 'major', parts: ['receive'] } as const;
    const before = await idsOf(outage('mail'));
    const after = await idsOf(
      outage('mail', { steps: first ? [first, worse] : [], endedAt: now, changedAt: now }),
    );
    expect(before).toHaveLength(1);
    expect(new Set(after).size).toBe(3);
    expect(after.at(-1)).toBe(before[0]);
  });

  test('the beginning and the end of what was stored before steps were kept', async () => {
    const { steps: _none, ...old } = past('mail', 90);
    const { incidents } = await readBack(town({ incidents: [old] }), '/api/v2/incidents.json');
    const updates = incidents[0]?.updates.map(({ at, stage }) => [(now - at) / minute, stage]);
    expect(updates).toEqual([
      [90, 'resolved'],
      [100, 'investigating'],
    ]);
  });
});

test('over a real connection another Tocsin gets the page again only when something has changed', async () => {
  let [at, verdict] = [now, failing('mail')];
  const web = town({
    now: () => at,
    watcher: { watched: ['mail'], verdict: () => verdict },
    incidents: [],
  });
  const server = await listen(web, '127.0.0.1', 0);
  const eyes = createEyes({ allow: 'any', clock: Date.now });
  const { fetch, close } = createFetch(eyes);
  const url = `http://127.0.0.1:${server.port}/s/mail/api/v2/summary.json`;
  try {
    const read = async (etag?: string) => {
      const fetched = await fetch({ url, etag });
      if (fetched.is !== 'document') return { is: fetched.is };
      const { status } = readFeed(fetched.document, { format: 'statuspage-v2', url }, at);
      return { is: status, etag: fetched.etag };
    };
    const first = await read();
    expect(first).toEqual({ is: 'partial', etag: expect.any(String) });
    at += 2_000;
    expect(await read(first.etag)).toEqual({ is: 'unchanged' });
    at += 2_000;
    verdict = well('mail');
    expect(await read(first.etag)).toMatchObject({ is: 'operational' });
  } finally {
    close();
    eyes.close();
    server.close();
  }
});
