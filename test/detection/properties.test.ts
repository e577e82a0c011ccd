/** What detection never does, whatever it is shown. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CheckState,
  checkVerdict,
  freshCheck,
  lookTimeoutMs,
  needsCanaries,
  nextLookMs,
  observe,
} from '../../src/detection/check.ts';
import type { Canaries } from '../../src/detection/network.ts';
import type { Cause, CauseKind, Preset, Reading } from '../../src/model.ts';
import { noon } from './reader.ts';

const kinds: readonly CauseKind[] = ['soft', 'hard', 'busy', 'slow', 'policy', 'ours'];
const foreign = fc.string({ unit: 'binary', maxLength: 400 });
const flood = fc.constant('\u0000\uffff'.repeat(3000));

const cause: fc.Arbitrary<Cause> = fc.record(
  {
    code: fc.constantFrom('timeout', 'http-status', 'reply', 'internal'),
    kind: fc.constantFrom(...kinds),
    phase: fc.constantFrom('dns', 'tcp', 'body'),
    values: fc.dictionary(foreign, fc.oneof(foreign, flood, fc.double()), { maxKeys: 8 }),
    evidence: fc.oneof(foreign, flood),
    retryAfterMs: fc.double(),
  },
  { requiredKeys: ['code', 'kind', 'phase', 'values'] },
);

/** One look: how the clock moved, how late the reading comes, what it saw. */
type Step = {
  readonly moved: number;
  readonly late: number;
  readonly reading: Omit<Reading, 'at'>;
  readonly canaries: Canaries;
};

const moved = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(5_000, 10_000, 30_000, 60_000) },
  { weight: 1, arbitrary: fc.integer({ min: -200_000_000, max: 200_000_000 }) },
);
const late = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(-500_000, 20_000, 3_600_000, Number.NaN) },
);

function reading(statuses: readonly Reading['status'][]): fc.Arbitrary<Omit<Reading, 'at'>> {
  const base = { tookMs: fc.oneof(fc.nat(20_000), fc.double()), timings: fc.constant({}) };
  return fc.oneof(
    fc.record({ ...base, status: fc.constantFrom(...statuses), cause }),
    fc.record({ ...base, status: fc.constantFrom(...statuses) }),
  );
}

function steps(
  canaries: readonly Canaries[],
  statuses: readonly Reading['status'][] = ['up', 'degraded', 'down', 'down', 'unknown'],
): fc.Arbitrary<Step[]> {
  const step = fc.record({
    moved,
    late,
    reading: reading(statuses),
    canaries: fc.constantFrom(...canaries),
  });
  // Long rows of one sight are what moves a verdict.
  const row = fc.tuple(step, fc.integer({ min: 1, max: 25 }));
  return fc
    .array(row, { maxLength: 12 })
    .map((rows) => rows.flatMap(([one, times]) => Array.from({ length: times }, () => one)));
}

function play(
  all: readonly Step[],
  look: (state: CheckState, before: CheckState, step: Step) => CheckState | undefined,
  preset: Preset = 'default',
): CheckState {
  let now = noon;
  let state = freshCheck(now);
  for (const step of all) {
    now += step.moved;
    const seen: Reading = { ...step.reading, at: now - step.late };
    const next = observe(state, seen, { now, canaries: step.canaries, preset });
    state = look(next, state, step) ?? next;
  }
  return state;
}

const any = steps(['working', 'failing', 'unasked']);

test('readings of our own troubles never make an outage', async () => {
  await fc.assert(
    fc.property(steps(['working', 'unasked', 'failing'], ['up', 'unknown']), (all) => {
      play(all, (state) => {
        expect(['operational', 'unknown']).toContain(checkVerdict(state).status);
      });
    }),
  );
});

test('while the canaries fail nothing becomes an outage', async () => {
  await fc.assert(
    fc.property(any, steps(['failing']), (before, blind) => {
      let isBlind = false;
      const all = [...before, ...blind];
      let left = before.length;
      play(all, (state, previous) => {
        isBlind = left <= 0;
        left -= 1;
        if (!isBlind || checkVerdict(previous).status === 'down') return undefined;
        if (previous.status === 'down') return undefined;
        expect(state.status).not.toBe('down');
        expect(checkVerdict(state).status).not.toBe('down');
        return undefined;
      });
    }),
  );
});

test('an outage needs three failures after the last reading that was none', async () => {
  await fc.assert(
    fc.property(any, (all) => {
      let failures = 0;
      play(all, (state, previous, { reading: seen, canaries }) => {
        if (state === previous) return;
        const kind = seen.cause?.kind ?? 'soft';
        const isFailure = seen.status === 'down' && (kind === 'soft' || kind === 'hard');
        failures = isFailure && canaries !== 'failing' ? failures + 1 : 0;
        if (state.status === 'down' && previous.status !== 'down') {
          expect(failures).toBeGreaterThanOrEqual(3);
        }
      });
    }),
  );
});

test('these histories do reach every verdict, so that "never" above means something', () => {
  const reached = new Set<string>();
  for (const all of fc.sample(any, { numRuns: 200, seed: 1 })) {
    play(all, (state) => {
      const { status, isUnstable } = checkVerdict(state);
      reached.add(isUnstable ? 'unstable' : status);
      return undefined;
    });
  }
  expect([...reached].sort()).toEqual(['degraded', 'down', 'operational', 'unknown', 'unstable']);
});

test('the state holds only finite numbers, stays small, and survives the store unchanged', async () => {
  await fc.assert(
    fc.property(any, fc.constantFrom<Preset>('calm', 'default', 'eager'), (all, preset) => {
      play(
        all,
        (state) => {
          const stored = JSON.stringify(state);
          expect(Buffer.byteLength(stored)).toBeLessThanOrEqual(4096);
          const restored = JSON.parse(stored);
          expect(restored).toEqual(state);
          return restored;
        },
        preset,
      );
    }),
  );
});

test('the belief is a distribution', async () => {
  await fc.assert(
    fc.property(any, (all) => {
      play(all, ({ doubt }) => {
        if (!doubt) return;
        const shares = Object.values(doubt.belief);
        for (const share of shares) expect(share).toBeGreaterThan(0);
        expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
      });
    }),
  );
});

test('no verdict is dated in the future, and a reading is answered with a pause', async () => {
  await fc.assert(
    fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), (all, random) => {
      let now = noon;
      play(all, (state, _, step) => {
        now += step.moved;
        expect(checkVerdict(state).since ?? now).toBeLessThanOrEqual(now);
        const pauseMs = nextLookMs(state, { everyMs: 60_000 }, random);
        expect(pauseMs).toBeGreaterThanOrEqual(4_000);
        expect(pauseMs).toBeLessThanOrEqual(900_000);
        const timeoutMs = lookTimeoutMs(state, { timeoutMs: 10_000 });
        expect(timeoutMs).toBeGreaterThanOrEqual(5_000);
        expect(timeoutMs).toBeLessThanOrEqual(10_000);
        const seen: Reading = { ...step.reading, at: now };
        if (seen.status === 'up') expect(needsCanaries(state, seen)).toBe(false);
      });
    }),
  );
});

/** Looks at its own pace for some time, always seeing the same. */
function lookOn(from: CheckState, seen: Omit<Reading, 'at'>, lastsMs: number): CheckState {
  let state = from;
  let now = state.seenAt;
  const end = now + nextLookMs(state, { everyMs: 60_000 }, 0.5) + lastsMs;
  while (now < end) {
    now += nextLookMs(state, { everyMs: 60_000 }, 0.5);
    const canaries = needsCanaries(state, { ...seen, at: now }) ? 'working' : 'unasked';
    state = observe(state, { ...seen, at: now }, { now, canaries, preset: 'default' });
  }
  return state;
}

test('nothing gets stuck: whatever came before, an hour of success is operational', async () => {
  const up = { status: 'up', tookMs: 50, timings: {} } as const;
  await fc.assert(
    fc.property(any, (all) => {
      const state = lookOn(
        play(all, () => undefined),
        up,
        3_600_000,
      );
      expect(checkVerdict(state)).toMatchObject({ status: 'operational', isSuspect: false });
      expect(checkVerdict(state).isUnstable).toBeUndefined();
      expect(state.doubt).toBeUndefined();
      expect(state.unseen).toBeUndefined();
    }),
  );
});

test('nothing is slept through: whatever came before, ten minutes of refusal are down', async () => {
  const cause: Cause = { code: 'refused', kind: 'hard', phase: 'tcp', values: {} };
  await fc.assert(
    fc.property(any, (all) => {
      const before = play(all, () => undefined);
      const state = lookOn(before, { status: 'down', tookMs: 1, timings: {}, cause }, 600_000);
      expect(checkVerdict(state)).toMatchObject({ status: 'down', cause: { code: 'refused' } });
    }),
  );
});
