/** What can be written under `expect:` of a check, and what cannot. */
import { describe, expect, test } from 'vitest';
import { duration } from '../../src/probes/eyes/expectation.ts';
import { parseHosts } from '../../src/probes/eyes/hosts.ts';
import { probeFor, probes } from '../../src/probes/index.ts';

const forms: readonly [string, unknown][] = [
  ['https://x/', {}],
  ['https://x/', { status: '2xx', body: 'ok', within: '2s' }],
  ['https://x/', { status: 301, redirects: 0, family: 6 }],
  [
    'https://x/',
    { status: ['2xx', 401, '500-503'], header: { Server: '/nginx/i' }, json: { 'a.b': null } },
  ],
  ['tcp://x:1', { within: 250 }],
  ['dns:///x', { values: '10 mx.test' }],
  ['smtps://x', { from: 'a@b.c', to: 'd@e.f' }],
  ['dns:///x', { values: ['192.0.2.1', '192.0.2.2'] }],
  ['wss://x', { send: 'hi', receive: '/./' }],
  ['metrics+http://x', { metric: 'a{b="c"}', of: 'sum', down: { above: 1 } }],
  ['script://x:1', { steps: [{ expect: 'a' }, { send: 'b' }, { upgrade: true }] }],
];

test.for([...forms])(
  '%s may expect %j, and what is made of it says the same again',
  ([target, written]) => {
    const schema = probeFor(target)?.expectation;
    const once = schema?.parse(written);
    expect(once).toBeDefined();
    expect(schema?.parse(once)).toEqual(once);
    expect(schema?.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  },
);

const mistakes: readonly [string, unknown][] = [
  ['https://x/', { staus: 200 }],
  ['https://x/', { status: '2x' }],
  ['https://x/', { status: 99 }],
  ['https://x/', { status: [] }],
  ['https://x/', { body: '/(/' }],
  ['https://x/', { body: '' }],
  ['https://x/', { within: '2 weeks' }],
  ['https://x/', { within: 0 }],
  ['https://x/', { redirects: 21 }],
  ['https://x/', { family: 5 }],
  ['https://x/', { json: { a: { b: 1 } } }],
  ['tcp://x:1', { status: 200 }],
  ['dns:///x', { values: [] }],
  ['metrics+http://x', { metric: '1abc' }],
  ['metrics+http://x', { down: {} }],
  ['smtp://x', { body: 'x' }],
  ['smtp://x', { from: 'a@b.c' }],
  ['smtp://x', { from: 'a@b.c>\r\nDATA', to: 'a@b.c' }],
];

test.for([...mistakes])('%s may not expect %j', ([target, written]) => {
  expect(probeFor(target)?.expectation.safeParse(written).success).toBe(false);
});

test('every probe has defaults, and refuses what it does not know', () => {
  for (const { expectation } of probes) {
    expect(expectation.safeParse({}).success).toBe(true);
    expect(expectation.safeParse({ unheardOf: 1 }).success).toBe(false);
  }
});

test('no two probes answer for one scheme', () => {
  const schemes = probes.flatMap((probe) => probe.schemes);
  expect(new Set(schemes).size).toBe(schemes.length);
});

test.for([
  ['500ms', 500],
  ['2s', 2000],
  ['1.5m', 90_000],
  ['1 h', 3_600_000],
  [250, 250],
] as const)('%s is %i milliseconds', ([written, ms]) => {
  expect(duration.parse(written)).toBe(ms);
});

describe('the hosts file', () => {
  test('version 4 comes first, comments and nonsense are passed over', () => {
    const hosts = parseHosts('# a\n::1 Here alias # b\n127.0.0.1\there\nnonsense here\n\n10.0.0.1');
    expect(hosts.get('here')).toEqual(['127.0.0.1', '::1']);
    expect(hosts.get('alias')).toEqual(['::1']);
    expect(hosts.size).toBe(2);
  });
});
