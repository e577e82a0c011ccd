/** Whatever another tool's configuration holds, what comes of it is read by the bot, or it is said why not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { gatus } from '../../src/run/import/gatus.ts';
import { kuma } from '../../src/run/import/kuma.ts';
import { createLedger } from '../../src/run/import/ledger.ts';
import { prometheus } from '../../src/run/import/prometheus.ts';
import type { Source } from '../../src/run/import/source.ts';
import { upptime } from '../../src/run/import/upptime.ts';
import { problemsOf, writeServices } from '../../src/run/import/write.ts';

const runs = { numRuns: 60 };
const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.constantFrom('Shop', 'shop', 'Gmail', '商店', '/a/', '[BODY]', 'a: b', '- c', '#'),
);
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), word);
const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.constant('wss://a.example/'),
  word,
);
const number = fc.oneof(fc.integer({ min: -5, max: 100_000 }), fc.constant(null), word);
const anything = fc.oneof(word, number, fc.boolean(), fc.array(word, { maxLength: 3 }));

const monitor = fc.record(
  {
    ...{ id: fc.nat(), name: word, type: fc.constantFrom(...kumaTypes()), url, hostname: host },
    ...{ port: number, interval: number, timeout: number, active: fc.constantFrom(true, 1) },
    ...{ keyword: word, invertKeyword: fc.boolean(), maxredirects: number, pushToken: word },
    accepted_statuscodes: fc.array(fc.constantFrom('200-299', '200', '401', 'x'), { maxLength: 3 }),
    ...{ basic_auth_user: word, basic_auth_pass: word, jsonPath: word, expectedValue: word },
    ...{ dns_resolve_server: host, dns_resolve_type: fc.constantFrom('A', 'MX', 'XX') },
    ...{
      databaseConnectionString: url,
      maxretries: number,
      headers: anything,
      unheardOf: anything,
    },
  },
  { requiredKeys: ['name', 'type'] },
);

function kumaTypes(): readonly string[] {
  return [
    ...['http', 'keyword', 'json-query', 'port', 'ping', 'dns', 'push', 'group', 'smtp', 'mqtt'],
    ...['postgres', 'redis', 'real-browser', 'websocket-upgrade', 'grpc-keyword', 'steam'],
  ];
}

const condition = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('[STATUS]', '[BODY]', '[BODY].a.b', '[RESPONSE_TIME]', '[CONNECTED]', '[IP]'),
      fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
      fc.oneof(word, fc.constantFrom('200', 'any(200, 429)', 'pat(*a*)', 'pat(2*)', 'true', '500')),
    )
    .map((parts) => parts.join(' ')),
  word,
);
const endpoint = fc.record(
  {
    ...{ name: word, group: word, conditions: fc.array(condition, { maxLength: 4 }) },
    url: fc.oneof(
      url,
      host.map((one) => `icmp://${one}`),
      host.map((one) => `tls://${one}:443`),
    ),
    interval: fc.constantFrom('60s', '5m', '1h30m', 'often', '1ms', '400h'),
    ...{ method: fc.constantFrom('GET', 'POST'), headers: anything, client: anything },
  },
  { requiredKeys: ['name', 'url'] },
);
const site = fc.record(
  {
    ...{ name: word, url, port: number, maxResponseTime: number, unheardOf: anything },
    check: fc.constantFrom('http', 'tcp-ping', 'ssl', 'ws', 'icmp-ping'),
    expectedStatusCodes: fc.array(number, { maxLength: 30 }),
    ...{ __dangerous__body_down: word, __dangerous__body_down_if_text_missing: word },
  },
  { requiredKeys: ['url'] },
);
const job = fc.record({
  job_name: word,
  metrics_path: fc.constant('/probe'),
  params: fc.record({
    module: fc.array(fc.constantFrom('m', 'icmp', 'tcp_connect'), { maxLength: 1 }),
  }),
  static_configs: fc.array(fc.record({ targets: fc.array(fc.oneof(url, host)) }), { maxLength: 2 }),
  relabel_configs: fc.constant([
    { source_labels: ['__address__'], target_label: '__param_target' },
  ]),
});
const module = fc.record({
  prober: fc.constantFrom('http', 'tcp', 'dns', 'icmp', 'grpc'),
  http: fc.record({ valid_status_codes: fc.array(number), fail_if_body_matches_regexp: word }),
  dns: fc.record({ query_name: host, query_type: word }),
  tcp: fc.record({ query_response: fc.array(fc.record({ expect: word, send: word })) }),
});

test.each<[string, Source, fc.Arbitrary<unknown>]>([
  ['Uptime Kuma', kuma, fc.record({ monitorList: fc.array(monitor, { maxLength: 6 }) })],
  ['Gatus', gatus, fc.record({ endpoints: fc.array(endpoint, { maxLength: 6 }) })],
  ['Upptime', upptime, fc.record({ sites: fc.array(site, { maxLength: 6 }) })],
  [
    'Prometheus',
    prometheus,
    fc.record({
      scrape_configs: fc.array(job, { maxLength: 4 }),
      modules: fc.record({ m: module }),
    }),
  ],
])('%s', async (_, source, any) => {
  await fc.assert(
    fc.asyncProperty(any, async (value) => {
      const ledger = createLedger();
      const drafts = await source.read([{ path: 'a', value }], ledger, async () => []);
      const { text, services } = writeServices(drafts, ledger);
      expect(problemsOf(parse(text), ledger)).toEqual([]);
      expect(drafts.drafts.length - services).toBeLessThanOrEqual(ledger.losses.length);
    }),
    runs,
  );
});
