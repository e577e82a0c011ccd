/** What Prometheus and its like read: every name, honest values, and no way to break the text. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSamples } from '../../src/probes/eyes/samples.ts';
import type { Store } from '../../src/store/store.ts';
import { createAccess } from '../../src/web/access.ts';
import { lines } from '../../src/web/metrics/family.ts';
import { createRecords } from '../../src/web/metrics/records.ts';
import { createTally } from '../../src/web/metrics/tally.ts';
import {
  authorization,
  check,
  checksOf,
  down,
  fullWorld,
  incident,
  metricsWorld,
  noon,
  service,
  subscription,
  up,
} from './metrics-world.ts';

const promtool = spawnSync('promtool', ['--version']).status === 0;
const dayMs = 86_400_000;

/** The samples of a name by what `label` says. */
async function values(text: string, name: string, label: string): Promise<Record<string, number>> {
  const found = readSamples(text).filter((one) => one.name === name);
  return Object.fromEntries(found.map((one) => [one.labels[label] ?? '', one.value]));
}

describe('what looks saw', () => {
  const shop = service('shop', ['https://shop.example.com/', 'tcp://db.example.com:5432']);

  test('a check has its success, its time and phases, its status and the end of its certificate', async () => {
    const { scrape, records } = metricsWorld([shop]);
    const [web] = checksOf(shop);
    if (web) records.noteLook(web, up);
    const text = await scrape();
    const of = 'service="shop",component="main",target="https://shop.example.com/"';
    expect(text).toContain(`probe_success{${of}} 1\n`);
    expect(text).toContain(`probe_duration_seconds{${of}} 0.1234\n`);
    expect(text).toContain(`probe_duration_seconds{${of},phase="tls"} 0.0403\n`);
    expect(text).toContain(`probe_dns_lookup_time_seconds{${of}} 0.0015\n`);
    expect(text).toContain(`probe_http_status_code{${of}} 200\n`);
    const end = noon / 1_000 + 30 * 86_400;
    expect(text).toContain(`probe_ssl_earliest_cert_expiry{${of}} ${end}\n`);
  });

  test('what failed is 0, and what could not be seen is neither 0 nor 1', async () => {
    const { scrape, records } = metricsWorld([shop]);
    const [web, database] = checksOf(shop);
    const cause = { code: 'own-network', kind: 'ours', phase: 'dns', values: {} } as const;
    if (web) records.noteLook(web, { ...up, status: 'unknown', cause });
    if (database) records.noteLook(database, down);
    const text = await scrape();
    expect(await values(text, 'probe_success', 'target')).toEqual({
      'tcp://db.example.com:5432': 0,
    });
    expect(await values(text, 'tocsin_looks_total', 'result')).toEqual({
      ...{ up: 0, degraded: 0 },
      ...{ down: 1, unknown: 1 },
    });
  });

  test('a check that was not looked at yet has no samples', async () => {
    expect(await metricsWorld([shop]).scrape()).not.toContain('probe_');
  });

  test('a check that was read again from its file is the same check', async () => {
    const { records } = metricsWorld([shop]);
    for (const one of checksOf(shop)) records.noteLook(one, up);
    const again = structuredClone(shop);
    expect(await metricsWorld([again], { records }).scrape()).toContain('} 1\nprobe_success');
    const changed = checksOf(again).map((one) => ({ ...one, expect: { status: 201 } }));
    expect(changed.map(records.looked)).toEqual([undefined, undefined]);
  });

  test('checks that are no more are let go of', () => {
    const { records } = metricsWorld([]);
    const all = Array.from({ length: 20_001 }, (_, index) => check(`tcp://host:${index + 1}`));
    for (const one of all) records.noteLook(one, down);
    expect([all[0], all[1]].map((one) => one && records.looked(one))).toEqual([
      undefined,
      { reading: down },
    ]);
  });

  test('the end of a certificate does not wander with the looks, and a new one is believed', async () => {
    const { records } = metricsWorld([shop]);
    const [web] = checksOf(shop);
    if (!web) throw new Error('no check');
    const endsAt = noon + 10.5 * dayMs;
    const ends: (number | undefined)[] = [];
    for (const at of [noon, noon + 0.4 * dayMs, noon + 0.6 * dayMs, noon + 5 * dayMs]) {
      const certificateDays = Math.floor((endsAt - at) / dayMs);
      records.noteLook(web, { ...up, at, certificateDays });
      ends.push(records.looked(web)?.expiresAt);
    }
    expect(ends.map((end = 0) => (endsAt - end) / dayMs)).toEqual([0.5, 0.1, 0.1, 0.1]);
    records.noteLook(web, { ...up, at: noon + 6 * dayMs, certificateDays: 90 });
    expect(records.looked(web)?.expiresAt).toBe(noon + 96 * dayMs);
    records.noteLook(web, { ...up, at: noon + 7 * dayMs, certificateDays: 3 });
    expect(records.looked(web)?.expiresAt).toBe(noon + 10 * dayMs);
  });

  test('no password and no query is in it, and two that differ only there are two series', async () => {
    const twins = service('api', [
      'https://ana:hunter2@api.example.com/x?key=first',
      'https://bob:hunter3@api.example.com/x?key=second',
    ]);
    const { scrape, records } = metricsWorld([twins]);
    for (const one of checksOf(twins)) records.noteLook(one, up);
    const text = await scrape();
    expect(text).not.toMatch(/hunter|=first|=second|ana:|bob:/);
    const targets = Object.keys(await values(text, 'probe_success', 'target'));
    expect(targets).toEqual([
      'https://api.example.com/x?key=***',
      'https://api.example.com/x?key=***#2',
    ]);
  });
});

describe('who may read it', () => {
  test('a stranger reads nothing, even where services are public', async () => {
    const { web } = await fullWorld();
    const { status } = await web.request('/metrics');
    expect(status).toBe(401);
    const wrong = await web.request('/metrics', { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).not.toContain('tocsin_');
  });

  test('without a key it is for this machine alone, and it says so', async () => {
    const access = createAccess({ publicServices: 'all' });
    const answer = await metricsWorld([], { access }).web.request('/metrics');
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('this machine');
  });
});

describe('the bot’s own work', () => {
  test('services, checks, open outages and subscriptions are counted', async () => {
    const services = [service('mail', ['tcp://a:1', 'tcp://b:1']), service('shop', ['tcp://c:1'])];
    const { scrape } = metricsWorld(services, {
      openIncidents: () => [incident('mail')],
      subscriptions: () => [
        ...[subscription('slack:T/C1', 'mail'), subscription('slack:T/C1', 'shop')],
        subscription('discord:1', 'mail'),
      ],
      channelHealth: (channel) => ({ isWorking: channel !== 'discord:1' }),
      verdict: (id) => ({
        ...{ service: id, isSuspect: false, components: [] },
        status: id === 'mail' ? 'major' : 'operational',
      }),
    });
    const text = await scrape();
    expect(text).toContain('tocsin_services 2\n');
    expect(text).toContain('tocsin_checks 3\n');
    expect(text).toContain('tocsin_service_status{service="mail",status="major"} 1\n');
    expect(await values(text, 'tocsin_service_severity', 'service')).toEqual({ mail: 3, shop: 0 });
    expect(await values(text, 'tocsin_incidents_open', 'status')).toMatchObject({ major: 1 });
    expect(await values(text, 'tocsin_subscriptions', 'platform')).toEqual({
      slack: 2,
      discord: 1,
    });
    expect(await values(text, 'tocsin_channels', 'platform')).toEqual({ slack: 1, discord: 1 });
    expect(text).toContain('tocsin_channels_paused 1\n');
  });

  test('an outage is counted when it opens and when it ends, not in between', async () => {
    const { scrape, records } = metricsWorld([]);
    records.noteIncident(incident('mail'));
    records.noteIncident({ ...incident('mail'), revision: 2 });
    records.noteIncident({ ...incident('mail'), revision: 3, endedAt: noon });
    const text = await scrape();
    expect(await values(text, 'tocsin_incidents_total', 'event')).toEqual({ opened: 1, ended: 1 });
  });

  test('what waits: how many channels, for how long, and when the network takes the next call', async () => {
    const text = await (await fullWorld()).scrape();
    expect(text).toContain('tocsin_queue_channels{workspace="paper"} 1\n');
    expect(text).toContain('tocsin_queue_age_seconds{workspace="paper"} 5\n');
    expect(text).toContain('tocsin_budget_wait_seconds{workspace="paper",kind="edit"} 0.25\n');
    expect(text).toContain('tocsin_sends_total{platform="paper",kind="post",result="ok"} 1\n');
  });

  test('a write to the store is counted as it ends, and still fails where it failed', async () => {
    const records = createRecords(() => noon);
    const broken = {
      table: () => ({
        get: async () => 'kept',
        set: async () => {},
        delete: async () => {
          throw new Error('full');
        },
      }),
      health: () => ({ isWorking: true }),
      close: async () => {},
    } as unknown as Store;
    const table = records.ofStore(broken).table<string>('told');
    await table.set('a', 'b');
    await expect(table.delete('a')).rejects.toThrow('full');
    expect(await table.get('a')).toBe('kept');
    const text = await metricsWorld([], { records }).scrape();
    expect(await values(text, 'tocsin_store_writes_total', 'result')).toEqual({ ok: 1, failed: 1 });
  });

  test('lateness is spread over buckets that add up', async () => {
    const { scrape, records } = metricsWorld([]);
    for (const lateMs of [0, 0.5, 5, 50, 500, 50_000]) records.noteStart(lateMs);
    const text = await scrape();
    expect(await values(text, 'tocsin_job_lateness_seconds_bucket', 'le')).toEqual({
      ...{ '0.001': 2, '0.01': 3, '0.1': 4, '0.5': 5, '1.0': 5, '5.0': 5, '30.0': 5, '+Inf': 6 },
    });
    expect(text).toContain('tocsin_job_lateness_seconds_count 6\n');
  });

  test('the process is in it: memory, processor, event loop, under their usual names', async () => {
    const { scrape } = metricsWorld([]);
    for (const accept of ['text/plain', 'application/openmetrics-text']) {
      const text = await scrape(accept);
      for (const name of [
        'process_resident_memory_bytes',
        'process_cpu_seconds_total',
        'nodejs_eventloop_lag_p99_seconds',
      ]) {
        expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, 'm'));
      }
      expect(text).not.toContain('_total_total');
    }
  });
});

describe('the text itself', () => {
  test('OpenMetrics ends with its mark, once; the older form has none', async () => {
    const { web, scrape } = await fullWorld();
    const open = await scrape('application/openmetrics-text;version=1.0.0,text/plain;q=0.5');
    expect(open.endsWith('\n# EOF\n')).toBe(true);
    expect(open.match(/# EOF/g)).toHaveLength(1);
    expect(open).not.toContain('\n\n');
    expect(open).toContain('# TYPE tocsin_looks counter\ntocsin_looks_total{result="up"} 1\n');
    expect(await scrape()).not.toContain('# EOF');
    const { headers } = await web.request('/metrics', { headers: { authorization } });
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
  });

  test('no name comes twice, and no series', async () => {
    const text = await (await fullWorld()).scrape();
    const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const names = series.map((line) => line.slice(0, line.lastIndexOf(' ')));
    expect(new Set(names).size).toBe(names.length);
  });

  test('a label may hold anything and stays one value on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (foreign) => {
        const { samples } = createTally([{ platform: foreign, kind: 'post', result: 'ok' }]);
        const family = { name: 'x', type: 'counter', help: 'x', samples } as const;
        const [, , line = '', ...more] = [...lines(family, 'openmetrics')].join('').split('\n');
        expect(more).toEqual(['']);
        expect(line).toMatch(
          /^x_total\{platform="([^"\\\n]|\\["\\n])*",kind="post",result="ok"\} 0$/,
        );
      }),
    );
  });

  test('a label that should hold few values and holds many is no endless memory', () => {
    const { sends } = createRecords(() => noon);
    for (let count = 0; count < 2_000; count += 1) sends.add({ platform: String(count) });
    expect([...sends.samples]).toHaveLength(500);
  });

  test('ten thousand checks are written in pieces between which other things are done', async () => {
    const targets = Array.from({ length: 10_000 }, (_, index) => `https://${index}.example.com/`);
    const many = service('many', targets);
    const { web, records } = metricsWorld([many]);
    for (const one of checksOf(many)) records.noteLook(one, up);
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const text = await (await web.request('/metrics', { headers: { authorization } })).text();
    isDone = true;
    expect(text.match(/^probe_success\{/gm)).toHaveLength(10_000);
    expect(turns).toBeGreaterThan(50);
  });

  test.skipIf(!promtool)('promtool finds nothing wrong (skipped without promtool)', async () => {
    const input = await (await fullWorld()).scrape();
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input });
    expect({ status, words: `${stdout}${stderr}` }).toEqual({ status: 0, words: '' });
  });
});
