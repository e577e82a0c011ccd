/** The table of who opens, escalates and ends an outage: what we see beside what the provider says. */
import { describe, expect, test } from 'vitest';
import { fuse, silenceKeepsMs } from '../../src/detection/fusion.ts';
import {
  type ComponentVerdict,
  type FeedIncident,
  type FeedReport,
  type Incident,
  type Status,
  severity,
  type Trust,
  type Verdict,
} from '../../src/model.ts';

const now = Date.UTC(2026, 7, 21, 14, 30);
const minute = 60_000;

function seen(status: Status, sinceAgo = 28): Verdict {
  const part: ComponentVerdict = {
    ...{ component: 'web', status, isSuspect: false, evidence: [] },
    ...{ working: 0, checks: 1 },
  };
  return {
    ...{ service: 'shop', status, isSuspect: false, components: [part] },
    since: now - sinceAgo * minute,
  };
}

function said(status: Status, more: Partial<FeedReport> = {}): FeedReport {
  return {
    ...{ format: 'statuspage-v2', status, components: [], incidents: [], maintenance: [] },
    ...{ at: now, since: now - 10 * minute, ...more },
  };
}

function incident(stage: FeedIncident['stage'], more: Partial<FeedIncident> = {}): FeedIncident {
  return {
    ...{ id: 'i', title: 'API errors', stage, impact: 'partial', components: [] },
    ...{ startedAt: now - 40 * minute, updates: [{ at: now, text: 'We look at it' }] },
    ...more,
  };
}

function outage(status: Status, reportedBy?: Trust): Incident {
  return {
    ...{ id: 'shop.1', service: 'shop', revision: 1, status, worst: status, parts: [] },
    ...{ startedAt: now - 30 * minute, openedAt: now - 29 * minute, changedAt: now - 29 * minute },
    ...(reportedBy && { reportedBy }),
  };
}

/** Beside no open outage; rows are what we see, columns what the provider says. */
const columns = ['operational', 'degraded', 'major', 'maintenance', 'unknown'] as const;
const tables: Readonly<Record<Trust, readonly (readonly [Status, readonly Status[]])[]>> = {
  both: [
    ['operational', ['operational', 'degraded', 'major', 'operational', 'operational']],
    ['degraded', ['degraded', 'degraded', 'major', 'maintenance', 'degraded']],
    ['major', ['major', 'major', 'major', 'maintenance', 'major']],
    ['unknown', ['operational', 'degraded', 'major', 'maintenance', 'unknown']],
    ['maintenance', ['maintenance', 'maintenance', 'maintenance', 'maintenance', 'maintenance']],
  ],
  probes: [
    ['operational', ['operational', 'operational', 'operational', 'operational', 'operational']],
    ['major', ['major', 'major', 'major', 'major', 'major']],
    ['unknown', ['unknown', 'unknown', 'unknown', 'unknown', 'unknown']],
  ],
  feed: [
    ['operational', ['operational', 'degraded', 'major', 'maintenance', 'unknown']],
    ['major', ['operational', 'degraded', 'major', 'maintenance', 'unknown']],
    ['unknown', ['operational', 'degraded', 'major', 'maintenance', 'unknown']],
  ],
};

describe.each(Object.entries(tables))('trusting %s, beside no open outage', (trust, rows) => {
  const cells = rows.flatMap(([ours, results]) =>
    columns.map((theirs, index) => [ours, theirs, results[index]] as const),
  );
  test.each(cells)('we see %s, the provider says %s: %s', (ours, theirs, expected) => {
    const verdict = fuse({ seen: seen(ours), said: said(theirs), trust: trust as Trust, now });
    expect(verdict.status).toBe(expected);
  });
});

/** Who reported the open outage (partial), what we see, what the provider says; and what becomes of it. */
const beside: readonly (readonly [Trust, Status, FeedReport, Status])[] = [
  ['probes', 'major', said('operational'), 'major'],
  ['probes', 'major', said('degraded'), 'major'],
  ['probes', 'degraded', said('major'), 'major'],
  ['probes', 'operational', said('operational'), 'operational'],
  ['probes', 'operational', said('unknown'), 'operational'],
  // Ties keep what was told.
  ['probes', 'operational', said('major'), 'partial'],
  ['both', 'operational', said('degraded'), 'partial'],
  ['probes', 'unknown', said('operational'), 'partial'],
  ['both', 'unknown', said('operational'), 'partial'],
  ['feed', 'operational', said('unknown'), 'partial'],
  // The provider watches a fix that we see working.
  [
    'probes',
    'operational',
    said('partial', { incidents: [incident('monitoring')] }),
    'operational',
  ],
  ['both', 'operational', said('partial', { incidents: [incident('monitoring')] }), 'operational'],
  ['feed', 'operational', said('partial', { incidents: [incident('monitoring')] }), 'partial'],
  // What the provider alone has reported follows it.
  ['feed', 'operational', said('major'), 'major'],
  ['feed', 'operational', said('degraded'), 'degraded'],
  ['feed', 'operational', said('operational'), 'operational'],
  ['feed', 'unknown', said('operational'), 'operational'],
  ['feed', 'unknown', said('unknown'), 'unknown'],
  ['feed', 'major', said('operational'), 'major'],
  ['feed', 'operational', said('unknown', { since: now - silenceKeepsMs }), 'operational'],
];

test.each(beside)(
  'an outage reported by %s, we see %s: row %#',
  (reportedBy, ours, theirs, expected) => {
    const open = outage('partial', reportedBy);
    expect(fuse({ seen: seen(ours), said: theirs, trust: 'both', open, now }).status).toBe(
      expected,
    );
  },
);

test('a fix that is watched opens nothing while we see it working', () => {
  const theirs = said('partial', { incidents: [incident('monitoring')] });
  expect(fuse({ seen: seen('operational'), said: theirs, trust: 'both', now }).status).toBe(
    'operational',
  );
});

test('with one side trusted, the other is shown all the same', () => {
  const verdict = fuse({ seen: seen('operational'), said: said('major'), trust: 'probes', now });
  expect(verdict).toMatchObject({
    status: 'operational',
    accord: 'only-they',
    provider: { status: 'major' },
  });
});

test('a service without a feed is what we see', () => {
  const verdict = seen('major');
  expect(fuse({ seen: verdict, said: undefined, trust: 'both', now })).toBe(verdict);
});

test('an outage is never made up: somebody reports it as bad, or it is open and was told so', () => {
  const statuses = [
    'operational',
    'degraded',
    'partial',
    'major',
    'maintenance',
    'unknown',
  ] as const;
  const outages = [
    undefined,
    ...(['probes', 'feed', 'both'] as const).map((by) => outage('partial', by)),
  ];
  for (const ours of statuses)
    for (const theirs of statuses)
      for (const trust of ['probes', 'feed', 'both'] as const)
        for (const open of outages) {
          const { status } = fuse({ seen: seen(ours), said: said(theirs), trust, open, now });
          const worst = Math.max(...[ours, theirs, open?.status ?? ours].map(severity));
          expect(severity(status)).toBeLessThanOrEqual(worst);
          const isBlind = ours === 'unknown' && theirs === 'unknown';
          if (isBlind) expect(status).toBe('unknown');
          if (status === 'operational') expect([ours, theirs]).toContain('operational');
        }
});

describe('a silence of the provider beside an open outage that both reported', () => {
  const open = outage('major', 'both');
  const silent = (ago: number) => said('unknown', { since: now - ago, at: now - ago });
  const judged = (ours: Status, ago: number) =>
    fuse({ seen: seen(ours), said: silent(ago), trust: 'both', open, now }).status;

  test('for an hour it gets no milder while we see it failing', () => {
    expect(judged('degraded', 5 * minute)).toBe('major');
    expect(judged('degraded', silenceKeepsMs)).toBe('degraded');
  });

  test('that we see it working again counts at once', () => {
    expect(judged('operational', 5 * minute)).toBe('operational');
  });
});

describe('both sides are shown', () => {
  test.each<[Status, Status, string]>([
    ['major', 'operational', 'only-we'],
    ['operational', 'major', 'only-they'],
    ['major', 'major', 'agreed'],
    ['operational', 'operational', 'agreed'],
    ['major', 'unknown', 'they-are-silent'],
    ['unknown', 'major', 'we-are-blind'],
    ['unknown', 'unknown', 'neither'],
    ['major', 'maintenance', 'at-work'],
  ])('we see %s, they say %s: %s', (ours, theirs, accord) => {
    const verdict = fuse({ seen: seen(ours), said: said(theirs), trust: 'both', now });
    expect(verdict.accord).toBe(accord);
    expect(verdict.components).toEqual(seen(ours).components);
  });

  test('with the worst open incident, its newest text and its link', () => {
    const incidents = [
      incident('identified', { id: 'small', impact: 'degraded' }),
      incident('identified', { id: 'large', impact: 'major', url: 'https://status.example.com/l' }),
    ];
    const verdict = fuse({
      seen: seen('major'),
      said: said('major', { incidents }),
      trust: 'both',
      now,
    });
    expect(verdict.provider).toEqual({
      ...{ status: 'major', since: now - 40 * minute, at: now },
      incident: {
        ...{ id: 'large', title: 'API errors', stage: 'identified', text: 'We look at it' },
        url: 'https://status.example.com/l',
      },
    });
  });
});

describe('an outage is dated when it happened', () => {
  const trouble = said('major', { incidents: [incident('identified')] });
  const dated = (ours: Status, theirs: FeedReport, open?: Incident) =>
    (now - (fuse({ seen: seen(ours), said: theirs, trust: 'both', open, now }).since ?? 0)) /
    minute;

  test('it began when the first of both saw it', () => {
    expect(dated('major', trouble)).toBe(40);
    expect(dated('operational', trouble)).toBe(40);
    expect(dated('major', said('operational'))).toBe(28);
  });

  test('it ended when the last of those who reported it saw it end', () => {
    const over = said('operational', {
      incidents: [incident('resolved', { endedAt: now - 5 * minute })],
    });
    expect(dated('operational', over, outage('major', 'both'))).toBe(5);
    expect(dated('operational', over, outage('major', 'probes'))).toBe(28);
    expect(dated('operational', over, outage('major', 'feed'))).toBe(5);
    expect(dated('unknown', over, outage('major', 'feed'))).toBe(5);
  });
});
