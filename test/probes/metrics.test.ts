/** Metrics pages and query answers, well-formed and not, and what a look at them must say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuery, readSamples, readSelector, select } from '../../src/probes/eyes/samples.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { tcpLab } from '../lab/servers.ts';

const page = `# HELP node_load1 1m load average.
# TYPE node_load1 gauge
node_load1 0.75
node_filesystem_free_bytes{mountpoint="/",fstype="ext4"} 1.5e+09 1700000000000
node_filesystem_free_bytes{mountpoint="/data \\"x\\", y}",fstype="ext4",} 2e+06
queue_length{queue="mail"} 7
queue_length{queue="sms"} 5
broken{queue="x" 5
temperature -Inf
nothing NaN
`;

function serves(body: string, path = '/metrics', status = '200 OK'): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab((socket) =>
      socket.once('data', () =>
        socket.end(
          `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        ),
      ),
    );
    late(lab.close);
    return `metrics+http://127.0.0.1:${lab.port}${path}`;
  };
}

const query = '/api/v1/query?query=secret_name';
const vector = (...values: string[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map((value) => ({ metric: {}, value: [1, value] })),
    },
  });
const busy = ['expect', 'mismatch', 'busy'] as const;
const hard = ['expect', 'mismatch', 'hard'] as const;
const load = { metric: 'node_load1', degraded: { above: 0.5 }, down: { above: 2 } };

const pages: readonly Behaviour[] = [
  {
    says: 'a number below its thresholds is up, and is shown',
    open: serves(page),
    expect: { ...load, degraded: { above: 0.8 } },
    gives: 'up',
    also: ({ facts }) => expect(facts).toEqual({ value: 0.75 }),
  },
  {
    says: 'a number past the threshold of degraded',
    open: serves(page),
    expect: load,
    gives: busy,
    also: ({ cause }) => expect(cause?.evidence).toBe('node_load1 0.75 > 0.5'),
  },
  {
    says: 'a number past both thresholds',
    open: serves(page),
    expect: { ...load, down: { above: 0.6 } },
    gives: hard,
  },
  {
    says: 'a number below a lower threshold, picked by its label',
    open: serves(page),
    expect: { metric: 'node_filesystem_free_bytes{mountpoint="/"}', down: { below: 2e9 } },
    gives: hard,
  },
  {
    says: 'the sum of several',
    open: serves(page),
    expect: { metric: 'queue_length', of: 'sum', degraded: { above: 11 } },
    gives: busy,
  },
  {
    says: 'the least of several',
    open: serves(page),
    expect: { metric: 'queue_length', of: 'min', degraded: { above: 5 } },
    gives: 'up',
    also: ({ facts }) => expect(facts?.value).toBe(5),
  },
  {
    says: 'minus infinity',
    open: serves(page),
    expect: { metric: 'temperature', down: { below: 0 } },
    gives: hard,
  },
  {
    says: 'a metric that is not there',
    open: serves(page),
    expect: { metric: 'absent' },
    gives: hard,
  },
  {
    says: 'a metric that is no number',
    open: serves(page),
    expect: { metric: 'nothing' },
    gives: hard,
  },
  {
    says: 'a page of several metrics when none is named',
    open: serves(page),
    expect: { down: { above: 2 } },
    gives: ['expect', 'unsupported', 'ours'],
  },
  {
    says: 'a page that is no metrics page',
    open: serves('<html>\n<body>login</body>'),
    expect: load,
    gives: ['expect', 'garbage', 'hard'],
  },
  {
    says: 'a page that fails',
    open: serves('', '/metrics', '500 Oops'),
    expect: load,
    gives: ['first-byte', 'http-status', 'hard'],
  },
  {
    says: 'a page longer than any page may be',
    open: serves('x 1\n'.repeat(300_000)),
    expect: load,
    gives: ['body', 'too-large', 'hard'],
  },
  {
    says: 'the answer of a query',
    open: serves(vector('3', '9'), query),
    expect: { degraded: { above: 8 } },
    gives: busy,
  },
  {
    says: 'the scalar answer of a query',
    open: serves('{"data":{"resultType":"scalar","result":[1,"4.5"]}}', query),
    expect: { degraded: { above: 8 } },
    gives: 'up',
    also: ({ facts }) => expect(facts?.value).toBe(4.5),
  },
  { says: 'an empty answer of a query', open: serves(vector(), query), gives: hard },
  {
    says: 'an answer that is no answer',
    open: serves('{"data":7}', query),
    gives: ['expect', 'garbage', 'hard'],
  },
];

describe('metrics', () => laboratory(pages, () => ({})));

test('labels with quotes, commas and braces are read', () => {
  const selector = readSelector('node_filesystem_free_bytes{mountpoint="/data \\"x\\", y}"}');
  expect(selector && select(readSamples(page), selector)).toEqual([2e6]);
});

test('whatever a page says, its reader says something', () => {
  const piece = fc.constantFrom(
    'a',
    '{',
    '}',
    '"',
    '\\',
    ',',
    '=',
    ' ',
    '\n',
    '1',
    'NaN',
    '__proto__="x"',
    '#',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        for (const { value } of readSamples(text)) expect(value).not.toBeNaN();
        readSelector(text);
        for (const value of readQuery(text) ?? []) expect(value).not.toBeNaN();
      },
    ),
    { numRuns: 1000 },
  );
});

test('a page made to be slow is not', () => {
  const startedAt = performance.now();
  readSamples(`a{${'b="c",'.repeat(100_000)}`);
  readSamples(`a{b="${'\\"'.repeat(300_000)}`);
  readSamples('x{'.repeat(300_000));
  readSamples(`a{${' '.repeat(300_000)}`);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
