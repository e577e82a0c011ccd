/** Where other checkers see something else, there is a reason, and it is not made up for everything. */
import { expect, test } from 'vitest';
import type { Compared } from '../lab/behaviour.ts';
import { reasonFor } from '../lab/differences.ts';
import { installed } from '../lab/peers.ts';

function row(facts: Partial<Compared>): Compared {
  return {
    ...{ says: 'a server', scheme: 'http', differs: undefined, status: 'down', opinions: [] },
    cause: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: {} },
    ...facts,
  };
}

const down = { peer: 'blackbox_exporter', says: 'down', words: '' } as const;
const up = { peer: 'blackbox_exporter', says: 'up', words: '' } as const;

test('busy is degraded here and down there, for a reason', () => {
  const cause = { code: 'http-status', kind: 'busy', phase: 'first-byte', values: {} } as const;
  expect(reasonFor(row({ status: 'degraded', cause }), down)).toMatch(/^Busy: /);
});

test('what a behaviour says of itself comes first', () => {
  expect(reasonFor(row({ differs: 'because' }), up)).toBe('because');
});

test('an error page that others find good has no reason', () => {
  expect(reasonFor(row({}), up)).toBeUndefined();
});

test('a healthy server that others find dead has no reason', () => {
  expect(reasonFor(row({ status: 'up', cause: undefined }), down)).toBeUndefined();
});

test('a redirect that others cannot follow has no reason', () => {
  const ours = row({ says: 'a redirect is followed', status: 'up', cause: undefined });
  expect(reasonFor(ours, down)).toBeUndefined();
});

test('what is compared with is named', () => {
  const known = ['prometheus-blackbox-exporter', 'monitoring-plugins'];
  expect(known).toEqual(expect.arrayContaining([...installed]));
});
