/** Until when a network has asked not to be called again, place by place; bounded. */

/** The oldest are forgotten: they are over first. */
const restsAtMost = 10_000;

export type Rests = {
  /** 0 when it may be called. */
  until(place: string): number;
  note(place: string, until: number): void;
};

export function createRests(): Rests {
  const rests = new Map<string, number>();
  return {
    until: (place) => rests.get(place) ?? 0,
    note(place, until) {
      rests.delete(place);
      rests.set(place, until);
      const [oldest] = rests.keys();
      if (rests.size > restsAtMost && oldest !== undefined) rests.delete(oldest);
    },
  };
}
