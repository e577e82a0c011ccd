/** Which texts could resemble another one: those that share enough of its pairs of letters. Indexed once. */

/** A slip spoils two pairs of letters, three when neighbours are swapped; a fifth of the letters may be slips. */
const leastShared = 0.4;

export type Pairs = {
  /** The places of the texts in the list that could resemble this one, in its order. */
  like(text: string): readonly number[];
};

export function createPairs(texts: readonly string[]): Pairs {
  const places = new Map<string, number[]>();
  for (const [place, text] of texts.entries()) {
    for (const pair of pairsOf(text)) {
      const known = places.get(pair);
      if (known) known.push(place);
      else places.set(pair, [place]);
    }
  }

  return {
    like(text) {
      const pairs = pairsOf(text);
      const shared = new Map<number, number>();
      for (const pair of pairs) {
        for (const place of places.get(pair) ?? []) {
          shared.set(place, (shared.get(place) ?? 0) + 1);
        }
      }
      const enough = pairs.size * leastShared;
      return [...shared]
        .flatMap(([place, count]) => (count >= enough ? [place] : []))
        .sort(byPlace);
    },
  };
}

function byPlace(one: number, other: number): number {
  return one - other;
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
}
