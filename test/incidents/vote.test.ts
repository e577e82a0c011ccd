/** What several places together say about one check. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type View, vote, type Word } from '../../src/incidents/vote.ts';

const second = 1_000;
const down: View = { failing: 3, working: 0, ageMs: 5 * second };
const once: View = { failing: 1, working: 0, ageMs: 5 * second };
const up: View = { failing: 0, working: 4, ageMs: 5 * second };
const upOnce: View = { failing: 0, working: 1, ageMs: 5 * second };
const staleUp: View = { ...up, ageMs: 91 * second };
const staleDown: View = { ...down, ageMs: 91 * second };
/** Half of its looks fail; the last two happened to work, or one did not. */
const halfUp: View = { failing: 0, working: 2, lost: 5, ageMs: 5 * second };
const halfDown: View = { failing: 1, working: 0, lost: 5, ageMs: 5 * second };
/** From before it began to fail here. */
const earlier: View = { ...up, ageMs: 61 * second };

describe('it has been failing here for a minute, and others see', () => {
  test.each<[string, View[], Word]>([
    ['nothing: nobody answers', [], 'alone'],
    ['only old things', [staleUp, staleDown], 'alone'],
    ['the same', [down], 'down'],
    ['one failure: too little to say', [once], 'tie'],
    ['one success: too little to say', [upOnce], 'tie'],
    ['two successes', [up], 'path'],
    ['successes from before it began', [earlier], 'tie'],
    ['one down, one cannot say: two of three', [down, once], 'down'],
    ['two cannot say: one of three', [once, upOnce], 'tie'],
    ['one down, two cannot say: two of four is no majority', [down, once, once], 'tie'],
    ['down, and one that works: a veto', [down, down, up], 'path'],
    ['down, and one that worked long ago', [down, staleUp], 'down'],
    ['it work every other time: that is no veto', [halfUp], 'down'],
    ['it work every other time, but one where it always works', [halfDown, up], 'path'],
    ['down long ago', [staleDown, once], 'tie'],
  ])('%s', (_, others, word) => {
    expect(vote(down, others, 60 * second)).toBe(word);
  });
});

test('half of the looks failing in two places is a word, in one place alone it is none', () => {
  expect(vote(halfDown, [halfUp], 5 * second)).toBe('down');
  expect(vote(halfDown, [{ ...up, ageMs: 2 * second }], 5 * second)).toBe('path');
  expect(vote(halfDown, [{ ...upOnce, lost: 1 }], 5 * second)).toBe('tie');
});

test('for any views: down needs a strict majority of those that can say, and no one who sees it work', () => {
  const view = fc.record({
    failing: fc.nat(4),
    working: fc.nat(4),
    ageMs: fc.integer({ min: 0, max: 120 * second }),
  });
  fc.assert(
    fc.property(
      view,
      fc.array(view, { maxLength: 7 }),
      fc.nat(200 * second),
      (own, others, forMs) => {
        if (vote(own, others, forMs) !== 'down') return;
        const voters = others.filter(({ ageMs }) => ageMs <= 90 * second);
        const failing = [own, ...voters].filter((one) => one.failing >= 2).length;
        expect(failing * 2).toBeGreaterThan(voters.length + 1);
        expect(voters.filter((one) => one.working >= 2 && one.ageMs < forMs)).toEqual([]);
      },
    ),
  );
});
