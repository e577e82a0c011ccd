/** What is news between two looks at a status page, and what is only a rewriting of it. */
import { describe, expect, test } from 'vitest';
import { changesOf, settle } from '../../src/feeds/reading/changes.ts';
import type { FeedIncident, FeedMaintenance, FeedReport, FeedStage } from '../../src/model.ts';
import { hour, minute, now } from './documents.ts';

const incident = (more: Partial<FeedIncident> = {}): FeedIncident => ({
  ...{ id: 'i1', title: 'API errors', stage: 'investigating', impact: 'partial' },
  ...{ startedAt: now - hour, components: [] },
  updates: [{ at: now - hour, text: 'We are looking', stage: 'investigating' }],
  ...more,
});

/** The same with one more update, `agoMs` before now. */
const later = (old: FeedIncident, stage: FeedStage, agoMs = minute): FeedIncident => ({
  ...old,
  stage,
  ...(stage === 'resolved' && { endedAt: now - agoMs }),
  updates: [{ at: now - agoMs, text: `it is ${stage}`, stage }, ...old.updates],
});

const report = (
  incidents: readonly FeedIncident[],
  more: Partial<FeedReport> = {},
): FeedReport => ({
  ...{ format: 'statuspage-v2', status: 'operational', components: [], maintenance: [] },
  ...{ incidents, at: now, ...more },
});
const earlier = (...incidents: FeedIncident[]) => report(incidents, { at: now - 2 * minute });

function told(before: FeedReport | undefined, after: FeedReport): readonly string[] {
  return changesOf(before, after).map((change) => change.what);
}

describe('an incident', () => {
  const open = incident();
  const over = later(open, 'resolved');

  test('that is new is told with all that was written', () => {
    const [change] = changesOf(earlier(), report([later(open, 'identified')]));
    expect(change).toMatchObject({ what: 'opened', news: [{ text: 'it is identified' }, {}] });
  });

  test('several updates between two looks are one change', () => {
    const much = later(later(later(open, 'identified', 90_000), 'identified'), 'monitoring', 1_000);
    const changes = changesOf(earlier(open), report([much]));
    expect(changes).toMatchObject([{ what: 'updated', news: [{}, {}, {}] }]);
  });

  test.each<[string, FeedIncident, readonly string[]]>([
    ['that nobody has touched', open, []],
    ['whose text was edited', incident({ updates: [{ at: now - hour, text: 'Looking!' }] }), []],
    ['whose times were edited', incident({ startedAt: now - 2 * hour }), []],
    ['that was renamed', incident({ title: 'Errors of the API' }), ['updated']],
    ['with a new stage alone', incident({ stage: 'identified' }), ['updated']],
    ['that is worse', incident({ impact: 'major' }), ['worse']],
    ['that is better', incident({ impact: 'degraded' }), ['better']],
    ['that has ended', over, ['ended']],
    ['that has ended without a word', incident({ stage: 'resolved' }), ['ended']],
  ])('%s', (_, after, expected) => {
    expect(told(earlier(open), report([after]))).toEqual(expected);
  });

  test.each<[string, FeedIncident]>([
    ['edited in its text', { ...over, updates: [{ at: now - minute, text: 'Sorry' }] }],
    ['given a postmortem', later(over, 'resolved', 0)],
    ['renamed', { ...over, title: 'What happened' }],
    ['dated anew', { ...over, endedAt: now, startedAt: now - 3 * hour }],
    ['called graver', { ...over, impact: 'major' }],
  ])('that is over and %s is no news', (_, after) => {
    expect(told(earlier(over), report([after]))).toEqual([]);
  });

  test('that is opened again is told', () => {
    expect(told(earlier(over), report([later(over, 'investigating', 0)]))).toEqual(['reopened']);
  });

  test('that began and ended between two looks was', () => {
    const [change] = changesOf(earlier(), report([over]));
    expect(change).toMatchObject({ what: 'was', incident: { endedAt: now - minute } });
  });

  test('that was written down only when it was over was, too', () => {
    const late = incident({ stage: 'resolved', updates: [{ at: now - minute, text: 'Resolved' }] });
    expect(told(earlier(), report([late]))).toEqual(['was']);
  });

  test('that ended long ago is history, however it comes up', () => {
    const old = incident({
      stage: 'resolved',
      endedAt: now - 48 * hour,
      updates: [{ at: now - 48 * hour, text: 'Resolved' }],
    });
    expect(told(earlier(), report([old]))).toEqual([]);
    const datedBack = { ...old, updates: [{ at: now - minute, text: 'For the record' }] };
    expect(told(earlier(), report([datedBack]))).toEqual([]);
  });

  test('that was over before we first looked is no news, one that is open is', () => {
    expect(told(undefined, report([over, incident({ id: 'i2', title: 'Other' })]))).toEqual([
      'opened',
    ]);
  });

  test('under a new id is still the same', () => {
    const moved = { ...later(open, 'identified'), id: 'i9' };
    expect(told(earlier(open), report([moved]))).toEqual(['updated']);
  });

  test('that leaves the page has ended, or has gone into another one', () => {
    expect(told(earlier(open), report([]))).toEqual(['ended']);
    const other = incident({ id: 'i2', title: 'All of it', startedAt: now - minute });
    expect(told(earlier(open), report([other]))).toEqual(['opened', 'merged']);
  });

  test('is left as it is by a page that cannot be read', () => {
    expect(told(earlier(open), report([], { status: 'unknown', reason: 'is a web page' }))).toEqual(
      [],
    );
  });
});

describe('what has been told is not told again', () => {
  test('when it leaves the page and comes back, as over or as it was', () => {
    const open = incident();
    const first = settle(earlier(open), report([]));
    expect(first.changes.map(({ what }) => what)).toEqual(['ended']);
    const again = settle(first.report, report([later(open, 'resolved')], { at: now + minute }));
    expect(again.changes).toEqual([]);
    const third = settle(again.report, report([], { at: now + 2 * minute }));
    expect(third.changes).toEqual([]);
    const fourth = settle(
      third.report,
      report([later(open, 'resolved')], { at: now + 3 * minute }),
    );
    expect(fourth.changes).toEqual([]);
  });

  test('since when a page says what it says goes on while it says so', () => {
    const first = settle(undefined, report([]));
    const second = settle(first.report, report([], { at: now + hour }));
    expect(second.report.since).toBe(now);
    const third = settle(second.report, report([], { at: now + 2 * hour, status: 'major' }));
    expect(third.report.since).toBe(now + 2 * hour);
  });
});

describe('planned work', () => {
  const planned: FeedMaintenance = {
    ...{ id: 'm', title: 'New database', stage: 'planned', components: [] },
    ...{ startsAt: now + hour, endsAt: now + 2 * hour },
  };
  const page = (...maintenance: FeedMaintenance[]) => report([], { maintenance });

  test.each<[string, FeedMaintenance | undefined, FeedMaintenance | undefined, string[]]>([
    ['is announced', undefined, planned, ['planned']],
    ['is moved', planned, { ...planned, startsAt: now + 3 * hour }, ['moved']],
    ['begins', planned, { ...planned, stage: 'under-way' }, ['begun']],
    ['ends', { ...planned, stage: 'under-way' }, { ...planned, stage: 'over' }, ['over']],
    ['ends by leaving the page', { ...planned, stage: 'under-way' }, undefined, ['over']],
    ['is called off', planned, undefined, ['cancelled']],
    ['stays as it is', planned, planned, []],
    ['was over before we knew of it', undefined, { ...planned, stage: 'over' }, []],
  ])('%s', (_, before, after, expected) => {
    expect(told(page(...(before ? [before] : [])), page(...(after ? [after] : [])))).toEqual(
      expected,
    );
  });
});
