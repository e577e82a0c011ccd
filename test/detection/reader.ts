/** Plays readings to a check and remembers each verdict, so that stories read as what people would see. */
import {
  type CheckState,
  type CheckVerdict,
  checkVerdict,
  freshCheck,
  observe,
} from '../../src/detection/check.ts';
import type { Canaries } from '../../src/detection/network.ts';
import type { Cause, CauseKind, Preset, Reading } from '../../src/model.ts';

export const noon = Date.UTC(2026, 2, 3, 12);

const causes: Readonly<Record<CauseKind, Cause>> = {
  soft: { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} },
  hard: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: { status: 503 } },
  busy: { code: 'http-status', kind: 'busy', phase: 'first-byte', values: { status: 429 } },
  slow: { code: 'slow', kind: 'slow', phase: 'body', values: { limitMs: 2000 } },
  policy: { code: 'http-status', kind: 'policy', phase: 'first-byte', values: { status: 403 } },
  ours: { code: 'internal', kind: 'ours', phase: 'request', values: {} },
};

export type Sight = 'up' | CauseKind;

export function reading(sight: Sight, at: number): Reading {
  if (sight === 'up') return { status: 'up', at, tookMs: 120, timings: {} };
  const status = sight === 'ours' ? 'unknown' : 'down';
  const isLight = sight === 'busy' || sight === 'slow';
  return {
    status: isLight ? 'degraded' : status,
    at,
    tookMs: 120,
    timings: {},
    cause: causes[sight],
  };
}

/** A check under observation; its clock stands still but for `after`. */
export function createReader(preset: Preset = 'default') {
  let now = noon;
  let state: CheckState = freshCheck(now);

  function take(sight: Sight, canaries: Canaries = 'working'): CheckVerdict {
    state = observe(state, reading(sight, now), { now, canaries, preset });
    return checkVerdict(state);
  }

  return {
    take,
    /** Lets time pass. */
    after(ms: number) {
      now += ms;
      return this;
    },
    /** The same sight again and again; the verdict after the last. */
    series(sight: Sight, looks: number, everyMs: number, canaries: Canaries = 'working') {
      let verdict = checkVerdict(state);
      for (let look = 0; look < looks; look += 1) {
        now += everyMs;
        verdict = take(sight, canaries);
      }
      return verdict;
    },
    restart() {
      state = JSON.parse(JSON.stringify(state));
    },
    get now() {
      return now;
    },
    get state() {
      return state;
    },
    get verdict() {
      return checkVerdict(state);
    },
  };
}
