import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, calmForMs, reopenWithinMs } from '../../src/incidents/incident.ts';
import type { ComponentVerdict, Incident, Status, Verdict } from '../../src/model.ts';
import { severity } from '../../src/model.ts';

const minute = 60_000;

function part(component: string, status: Status): ComponentVerdict {
  return { component, status, isSuspect: false, evidence: [], working: 0, checks: 1 };
}

function verdict(status: Status, since: number, parts: readonly ComponentVerdict[] = []): Verdict {
  return { service: 'mail', status, isSuspect: false, since, components: parts };
}

function opened(at = 2 * minute): Incident {
  const move = advance(undefined, verdict('major', minute, [part('receive', 'major')]), at);
  if (!move.incident) throw new Error('it opens');
  return move.incident;
}

describe('the life of an incident', () => {
  test('it is dated when it happened, not when it was noticed', () => {
    expect(opened()).toMatchObject({ startedAt: minute, openedAt: 2 * minute, revision: 1 });
  });

  test('health opens nothing', () => {
    expect(advance(undefined, verdict('operational', 0), minute)).toEqual({ why: 'healthy' });
  });

  test('the same verdict again is no news', () => {
    const same = verdict('major', minute, [part('receive', 'major')]);
    expect(advance(opened(), same, 5 * minute)).toEqual({ why: 'unchanged' });
  });

  test('it ends when it was back, and keeps the parts that had failed', () => {
    const move = advance(opened(), verdict('operational', 9 * minute), 10 * minute);
    expect(move).toMatchObject({ why: 'closed', incident: { endedAt: 9 * minute, revision: 2 } });
    expect(move.incident?.parts.map(({ component }) => component)).toEqual(['receive']);
  });

  test('blindness does not end an outage', () => {
    expect(advance(opened(), verdict('unknown', 3 * minute), 4 * minute).why).toBe('cannot-tell');
  });

  test('worse and better are revisions, and the worst is remembered', () => {
    const partial = advance(
      undefined,
      verdict('partial', 0, [part('receive', 'major'), part('send', 'operational')]),
      minute,
    ).incident;
    const worse = advance(partial, verdict('major', 0, [part('receive', 'major')]), 2 * minute);
    expect(worse).toMatchObject({ why: 'worse', incident: { revision: 2, worst: 'major' } });
    const better = advance(worse.incident, verdict('degraded', 0, [part('send', 'degraded')]), 3);
    expect(better).toMatchObject({
      why: 'better',
      incident: { status: 'degraded', worst: 'major' },
    });
  });

  test('another failing part is a revision', () => {
    const both = verdict('major', minute, [part('receive', 'major'), part('send', 'major')]);
    expect(advance(opened(), both, 3 * minute).why).toBe('changed');
  });

  test('the third outage in quick succession is one unstable time, which ends when it keeps quiet', () => {
    const bad = (at: number) => verdict('major', at, [part('receive', 'major')]);
    const good = (at: number) => verdict('operational', at);
    let last: Incident | undefined;
    const whys: string[] = [];
    const see = (seen: Verdict, at: number) => {
      const move = advance(last, seen, at);
      whys.push(move.why);
      last = move.incident ?? last;
    };
    for (const at of [1, 6, 11].map((count) => count * minute)) {
      see(bad(at), at);
      see(good(at + 2 * minute), at + 2 * minute);
    }
    expect(last).toMatchObject({ isFlapping: true, calmSince: 13 * minute });
    expect(last).not.toHaveProperty('endedAt');
    see(bad(16 * minute), 16 * minute);
    expect(last).not.toHaveProperty('calmSince');
    see(good(18 * minute), 18 * minute);
    see(good(18 * minute), 18 * minute + calmForMs - 1);
    see(good(18 * minute), 18 * minute + calmForMs);
    expect(last?.endedAt).toBe(18 * minute);
    expect(whys).toEqual([
      ...['opened', 'closed', 'reopened', 'closed', 'reopened', 'changed'],
      ...['changed', 'changed', 'unchanged', 'closed'],
    ]);
  });

  test('outages far apart are no unrest', () => {
    const bad = (at: number) => verdict('major', at, [part('receive', 'major')]);
    let last: Incident | undefined;
    for (const hour of [1, 3, 5, 7, 9]) {
      last = advance(last, bad(hour * 60 * minute), hour * 60 * minute).incident;
      expect(last?.isFlapping).toBeUndefined();
      last = advance(last, verdict('operational', 0), (hour * 60 + 5) * minute).incident;
    }
  });

  test('it reopens within a quarter of an hour, and is a new one after', () => {
    const closed = advance(opened(), verdict('operational', 9 * minute), 9 * minute).incident;
    const bad = verdict('major', 20 * minute, [part('receive', 'major')]);
    const soon = advance(closed, bad, 9 * minute + reopenWithinMs);
    expect(soon).toMatchObject({ why: 'reopened', incident: { id: closed?.id, revision: 3 } });
    expect(soon.incident).toMatchObject({ startedAt: minute, downMs: 8 * minute });
    expect(soon.incident?.reopenedAt).toBeGreaterThanOrEqual(9 * minute);
    expect(soon.incident).not.toHaveProperty('endedAt');
    const later = advance(closed, bad, 9 * minute + reopenWithinMs + 1);
    expect(later.why).toBe('opened');
    expect(later.incident?.id).not.toBe(closed?.id);
  });
});

test('for any verdicts: revisions grow by one, time runs forward, only knowledge opens or ends', () => {
  const status = fc.constantFrom<Status>('operational', 'degraded', 'partial', 'major', 'unknown');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(status, fc.nat(30 * minute)), { maxLength: 60, size: 'max' }),
      (story) => {
        let last: Incident | undefined;
        let now = 0;
        for (const [seen, pause] of story) {
          now += pause;
          const move = advance(last, verdict(seen, now - pause, [part('a', seen)]), now);
          const next = move.incident;
          if (!next) continue;
          expect(seen).not.toBe('unknown');
          expect(next.revision).toBe(next.id === last?.id ? last.revision + 1 : 1);
          expect(next.startedAt).toBeLessThanOrEqual(next.openedAt);
          expect(next.endedAt === undefined).toBe(
            severity(seen) > 0 || next.calmSince !== undefined,
          );
          if (next.endedAt !== undefined) {
            expect(next.endedAt).toBeGreaterThanOrEqual(next.startedAt);
            expect(next.endedAt).toBeLessThanOrEqual(now);
          }
          last = next;
        }
      },
    ),
  );
});
