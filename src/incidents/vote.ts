/** What several places together say about one check. Pure. */

/** What one place sees of a check. */
export type View = {
  /** Failures in a row that end with its newest look. */
  readonly failing: number;
  /** Successes in a row that end with its newest look. */
  readonly working: number;
  /** Failures among its last ten looks; a place that does not say so has none. */
  readonly lost?: number | undefined;
  /** How long ago its newest look was. */
  readonly ageMs: number;
};

/**
 * down: most places see it fail · path: it works from elsewhere · tie: no majority yet ·
 * alone: no other place can say.
 */
export type Word = 'down' | 'path' | 'tie' | 'alone';

/** A place that has not looked for longer does not vote. */
export const staleAfterMs = 90_000;
/** One look may be lost; two of a kind are a word. */
const looksOfAWord = 2;
/** Where so many of ten looks fail, some working is what half of an outage looks like. */
const lostOfABrownOut = 3;

/** Our own view of a check that has been failing for `forMs`, beside those of the places that answered. */
export function vote(own: View, others: readonly View[], forMs: number): Word {
  const voters = others.filter(({ ageMs }) => ageMs <= staleAfterMs);
  if (voters.length === 0) return 'alone';
  // A success from before our first failure says nothing about it.
  const isFine = voters.some(
    (view) => view.working >= looksOfAWord && view.ageMs < forMs && !isBrownOut(view),
  );
  if (isFine) return 'path';
  const down = [own, ...voters].filter(isFailing).length;
  return down > (voters.length + 1) / 2 ? 'down' : 'tie';
}

function isFailing(view: View): boolean {
  return view.failing >= looksOfAWord || isBrownOut(view);
}

function isBrownOut({ lost = 0 }: View): boolean {
  return lost >= lostOfABrownOut;
}
