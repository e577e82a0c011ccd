/** How soon we look again. */
import { describe, expect, test } from 'vitest';
import { type CheckState, lookTimeoutMs, nextLookMs, observe } from '../../src/detection/check.ts';
import { createReader, noon, reading } from './reader.ts';

const second = 1000;
const minute = 60 * second;

function working() {
  const reader = createReader();
  reader.series('up', 60, minute);
  return reader;
}

/** The shortest and the longest pause that chance allows. */
function pauses(state: CheckState, everyMs = minute): [number, number] {
  return [nextLookMs(state, { everyMs }, 0), nextLookMs(state, { everyMs }, 1)];
}

describe('the next look', () => {
  test('at a working target comes at its own pace, a little unevenly', () => {
    expect(pauses(working().state)).toEqual([54 * second, 66 * second]);
  });

  test('in doubt comes after 5 s, and after twenty of them after 10 s', () => {
    const reader = working();
    reader.after(minute).take('soft');
    expect(pauses(reader.state)).toEqual([4 * second, 6 * second]);
    // Too near together to be sustained, so that the doubt stays open.
    reader.series('soft', 20, second);
    expect(pauses(reader.state)).toEqual([8 * second, 12 * second]);
  });

  test('at a target that is down comes after 30 s, and after a success after 10 s', () => {
    const reader = working();
    reader.series('hard', 30, 5 * second);
    expect(pauses(reader.state)).toEqual([24 * second, 36 * second]);
    reader.after(30 * second).take('up');
    expect(pauses(reader.state)).toEqual([8 * second, 12 * second]);
  });

  test('at a target that is seldom looked at is not hurried while it is down', () => {
    const reader = working();
    reader.series('hard', 30, 5 * second);
    expect(pauses(reader.state, 10 * minute)).toEqual([9 * minute, 11 * minute]);
  });

  test('never comes before a busy target wants it', () => {
    const reader = working();
    const busy = reading('busy', reader.now + minute);
    const cause = busy.cause && { ...busy.cause, retryAfterMs: 5 * minute };
    const around = { now: reader.now + minute, canaries: 'unasked', preset: 'default' } as const;
    const state = observe(reader.state, { ...busy, ...(cause ? { cause } : {}) }, around);
    expect(pauses(state)[0]).toBe(5 * minute);
  });

  test('at a target that refuses us is not hurried', () => {
    const reader = working();
    reader.series('policy', 3, minute);
    expect(pauses(reader.state)[0]).toBeGreaterThanOrEqual(54 * second);
  });

  test('after a short trouble comes sooner for five minutes', () => {
    const reader = working();
    reader.series('hard', 2, 5 * second);
    reader.series('up', 6, 5 * second);
    expect(reader.state.doubt).toBeUndefined();
    expect(pauses(reader.state)).toEqual([16 * second, 24 * second]);
    reader.series('up', 16, 20 * second);
    expect(pauses(reader.state)).toEqual([54 * second, 66 * second]);
  });
});

describe('the patience of a look', () => {
  const check = { timeoutMs: 10 * second };

  test('is shorter in doubt, but now and then whole', () => {
    const reader = working();
    expect(lookTimeoutMs(reader.state, check)).toBe(10 * second);
    const patience = [1, 2, 3, 4].map(() => {
      reader.after(5 * second).take('soft');
      return lookTimeoutMs(reader.state, check) / second;
    });
    expect(patience).toEqual([5, 5, 5, 10]);
  });

  test('respects a target that is slow by habit', () => {
    let state = working().state;
    for (let look = 1; look <= 200; look += 1) {
      const at = noon + 61 * minute + look * minute;
      const slow = { ...reading('up', at), tookMs: 3 * second };
      state = observe(state, slow, { now: at, canaries: 'unasked', preset: 'default' });
    }
    const at = state.seenAt + minute;
    state = observe(state, reading('soft', at), {
      now: at,
      canaries: 'working',
      preset: 'default',
    });
    expect(lookTimeoutMs(state, check)).toBe(10 * second);
  });
});
