/** Which way a look went, so that the right canaries are asked. */
import { expect, test } from 'vitest';
import { type Way, wayOf } from '../../src/incidents/canaries.ts';
import type { Phase, Reading } from '../../src/model.ts';

function failed(phase: Phase, address?: string): Reading {
  const cause = { code: 'timeout', kind: 'soft', phase, values: {} } as const;
  const base = { status: 'down', at: 0, tookMs: 1, timings: {}, cause } as const;
  return address === undefined ? base : { ...base, address };
}

test.each<[string, Phase, string | undefined, Way]>([
  ['https://example.com/', 'dns', undefined, 'names'],
  ['https://example.com/', 'tcp', undefined, 'v4'],
  ['https://example.com/', 'first-byte', '192.0.2.1', 'v4'],
  ['https://example.com/', 'first-byte', '2001:db8::1', 'v6'],
  ['https://example.com/', 'first-byte', '::ffff:192.0.2.1', 'v4'],
  ['https://example.com/?family=6', 'tcp', undefined, 'v4'],
  ['tcp://example.com:25?family=6', 'tcp', undefined, 'v6'],
  ['tcp://[2001:db8::1]:25', 'tcp', undefined, 'v6'],
  ['dns:///example.com', 'dns', undefined, 'names'],
  ['dns://192.0.2.53/example.com', 'dns', '192.0.2.53', 'v4'],
  ['dns://[2001:db8::53]/example.com', 'dns', undefined, 'v6'],
  ['nonsense', 'tcp', undefined, 'v4'],
])('%s that failed in %s at %s went by %s', (target, phase, address, way) => {
  expect(wayOf(target, failed(phase, address))).toBe(way);
});
