/** A binary heap of things with a time: the earliest is at hand, any can be moved or taken out in O(log n). */

/** `place` belongs to the heap: -1 while outside. */
export type Timed = { due: number; place: number };

export type Heap<T extends Timed> = {
  first(): T | undefined;
  /** Puts it in, or finds its new place after `due` was changed. */
  put(thing: T): void;
  /** Nothing happens when it is not inside. */
  remove(thing: T): void;
};

export function createHeap<T extends Timed>(): Heap<T> {
  const things: T[] = [];

  function settle(thing: T, place: number): void {
    things[place] = thing;
    thing.place = place;
  }

  function rise(thing: T): void {
    let place = thing.place;
    while (place > 0) {
      const above = things[(place - 1) >> 1];
      if (!above || above.due <= thing.due) break;
      const free = above.place;
      settle(above, place);
      place = free;
    }
    settle(thing, place);
  }

  function sink(thing: T): void {
    let place = thing.place;
    for (;;) {
      const below = earlier(things[2 * place + 1], things[2 * place + 2]);
      if (!below || below.due >= thing.due) break;
      const free = below.place;
      settle(below, place);
      place = free;
    }
    settle(thing, place);
  }

  return {
    first: () => things[0],
    put(thing) {
      if (thing.place < 0) settle(thing, things.length);
      rise(thing);
      sink(thing);
    },
    remove(thing) {
      const last = thing.place < 0 ? undefined : things.pop();
      if (last && last !== thing) {
        settle(last, thing.place);
        rise(last);
        sink(last);
      }
      thing.place = -1;
    },
  };
}

function earlier<T extends Timed>(left?: T, right?: T): T | undefined {
  return right && left && right.due < left.due ? right : left;
}
