/** Every format in every state: what a document says, and what it must not be taken to say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../src/feeds/feed.ts';
import { formats } from '../../src/feeds/index.ts';
import { readFeed } from '../../src/feeds/reading/read.ts';
import { type FeedReport, severity } from '../../src/model.ts';
import { documentOf, feedOf, type Kind, kinds, now, textOf } from './documents.ts';

function read(kind: Kind, body: unknown, product?: string): FeedReport {
  return readFeed(documentOf(kind, body), feedOf(kind, product), now);
}

test('every format has its documents', () => {
  expect(kinds.map(({ format }) => format).sort()).toEqual(formats.map(({ name }) => name).sort());
});

describe.each(kinds.map((kind) => [kind.format, kind] as const))('%s', (_, kind) => {
  test.each(kind.cases.map((one) => [one.says, one.gives, one] as const))(
    '%s: %s',
    (_says, gives, { body, product, open = 0, over = 0, maintenance = 0 }) => {
      const report = read(kind, body, product);
      expect(report.status).toBe(gives);
      expect(report.reason !== undefined).toBe(gives === 'unknown');
      if (report.reason?.includes('form')) return;
      expect(report.incidents.filter(({ stage }) => stage !== 'resolved')).toHaveLength(open);
      expect(report.incidents.filter(({ stage }) => stage === 'resolved')).toHaveLength(over);
      expect(report.maintenance).toHaveLength(maintenance);
    },
  );

  const [healthy] = kind.cases.filter(({ gives }) => gives === 'operational');
  const whole = textOf(healthy?.body);

  test('in UTF-16, with a mark and without, it says the same', () => {
    const little = Buffer.from(whole, 'utf16le');
    const big = Buffer.from(little).swap16();
    const marks = [
      Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
      big,
    ];
    const plain = readFeed(documentOf(kind, whole), feedOf(kind, healthy?.product), now);
    for (const bytes of marks) {
      const document = { ...documentOf(kind, ''), bytes, contentType: 'application/octet-stream' };
      expect(readFeed(document, feedOf(kind, healthy?.product), now)).toEqual(plain);
    }
  });

  test('a web page, an empty document, half a document and noise are unknown', () => {
    const bodies: readonly Partial<Document>[] = [
      { contentType: 'text/html; charset=utf-8' },
      { bytes: Buffer.from('<!DOCTYPE html><html><body>All Systems Operational</body></html>') },
      { bytes: new Uint8Array() },
      { bytes: Buffer.from(' \n') },
      { bytes: Buffer.from(whole.slice(0, whole.length / 2)) },
      { bytes: Buffer.from('All Systems Operational') },
      { bytes: Buffer.from('{}') },
      { bytes: Buffer.from('{"status":"ok"}') },
      { bytes: Buffer.from('null') },
    ];
    for (const body of bodies) {
      const document = { ...documentOf(kind, whole), ...body };
      const report = readFeed(document, feedOf(kind, healthy?.product), now);
      expect(report.status).toBe('unknown');
      expect(report.reason).toMatch(/^(is|has|says|names) /);
    }
  });

  test('however it is maimed, it is not called well without a healthy word nor bad without a bad one', () => {
    const bodies = kind.cases.map(({ body }) => body);
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(
          fc.tuple(fc.nat(1_000), fc.constantFrom('drop', 'null', 'word', 'number', 'list')),
        ),
        (body, wounds) => {
          const maimed = typeof body === 'string' ? maimText(body, wounds) : maimTree(body, wounds);
          const report = read(kind, maimed);
          // Another format may have its form by chance; then it has its own words.
          if (report.format !== kind.format) return;
          const text = textOf(maimed);
          if (report.status === 'operational') expect(text).toMatch(kind.healthy);
          if (severity(report.status) > 0) expect(text).toMatch(kind.unhealthy);
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('any JSON or text at all is read without an error, and says nothing by chance', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' })),
      fc.constantFrom(...kinds),
      (text, kind) => {
        if (text.trim() === '[]') return;
        const report = read(kind, text);
        expect(report.status).toBe('unknown');
      },
    ),
    { numRuns: 500 },
  );
});

describe('a page that has moved to another platform', () => {
  const telling = kinds.filter(({ format }) => !['aws-currentevents', 'zendesk'].includes(format));
  test.each(telling.map((kind) => [kind.format, kind] as const))(
    'is known as %s by its form',
    (_, kind) => {
      const lawful = kind.format === 'atom' ? ['rss', 'atom'] : [kind.format];
      const other = { format: 'never-heard-of', url: 'https://status.example.com' };
      const [first] = kind.cases;
      const report = readFeed(documentOf(kind, first?.body), other, now);
      expect([report.status, lawful]).toEqual([
        first?.gives,
        expect.arrayContaining([report.format]),
      ]);
    },
  );

  test('an empty list is well only where such a list is expected', () => {
    const expected = kinds.find(({ format }) => format === 'statuspage-v2');
    expect(expected && read(expected, []).status).toBe('unknown');
  });
});

test('a huge document is cut to what can be shown, in little time', () => {
  const kind = kinds[0] as Kind;
  const incidents = Array.from({ length: 5_000 }, (_, index) => ({
    ...{ id: `i${index}`, name: 'x'.repeat(500), status: 'investigating', impact: 'minor' },
    incident_updates: Array.from({ length: 100 }, () => ({
      body: 'y'.repeat(30),
      status: 'update',
      created_at: '2026-08-21T00:00:00Z',
    })),
  }));
  const report = read(kind, { page: { name: 'E' }, status: { indicator: 'none' }, incidents });
  expect(report.status).toBe('degraded');
  expect(report.incidents).toHaveLength(100);
  expect(report.incidents[0]?.title).toHaveLength(200);
  expect(report.incidents[0]?.updates).toHaveLength(50);
});

test('foreign markup becomes plain text, and a link that is none is left out', () => {
  const kind = kinds[0] as Kind;
  const incident = {
    ...{
      id: 'i',
      name: 'n',
      status: 'investigating',
      impact: 'minor',
      shortlink: 'javascript:alert(1)',
    },
    incident_updates: [
      {
        body: '<p>One&nbsp;&amp; <script>evil()</script>two</p><br/>three &#x1F600;',
        created_at: '2026-08-21T00:00:00Z',
        status: 'investigating',
      },
    ],
  };
  const { incidents } = read(kind, {
    page: { name: 'E' },
    status: { indicator: 'minor' },
    incidents: [incident],
  });
  expect(incidents[0]?.url).toBeUndefined();
  expect(incidents[0]?.updates[0]?.text).toBe('One & two three 😀');
});

// ---------------------------------------------------------------- wounds

type Wound = readonly [number, string];

function maimText(text: string, wounds: readonly Wound[]): string {
  return wounds.reduce((now, [place, how]) => {
    const at = now.length === 0 ? 0 : (place * 37) % now.length;
    if (how === 'drop') return now.slice(0, at) + now.slice(at + 1);
    if (how === 'word') return now.replace(/\b(None|Resolved|Operational|Impacted)\b/, 'Blorp');
    return now.slice(0, at) + String(place) + now.slice(at);
  }, text);
}

/** Changes leaves and branches of a tree at places that wander with their numbers. */
function maimTree(body: unknown, wounds: readonly Wound[]): unknown {
  const tree = structuredClone(body);
  for (const [place, how] of wounds) {
    const spots = spotsOf(tree);
    const spot = spots[place % Math.max(1, spots.length)];
    if (spot === undefined) continue;
    const { owner, key } = spot;
    if (how === 'drop') delete owner[key];
    else if (how === 'null') owner[key] = null;
    else if (how === 'word') owner[key] = 'blorp';
    else if (how === 'number') owner[key] = place;
    else owner[key] = [owner[key]];
  }
  return tree;
}

type Spot = { readonly owner: Record<string, unknown>; readonly key: string };

function spotsOf(tree: unknown): readonly Spot[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const owner = tree as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...spotsOf(owner[key])]);
}
