/**
 * What is begun in one turn of the event loop is handed over together when the turn ends: one by one,
 * each row would pass through a dozen promises of the library, which cost more than the disk.
 */

/** Takes things that were begun together, in the order in which they were begun. */
type Take<T> = (things: readonly T[]) => Promise<void>;

type Batch<T> = { readonly things: T[]; readonly taken: Promise<void> };

export type Turn = {
  /** Things given to the answer in one turn are one call of `take`; all share what becomes of it. */
  gather<T>(take: Take<T>): (thing: T) => Promise<void>;
  /** Hands over what was begun until now; resolves when all of it was taken or refused. */
  end(): Promise<void>;
};

export function createTurn(): Turn {
  let waiting: (() => Promise<void>)[] = [];

  async function end(): Promise<void> {
    const handOvers = waiting;
    waiting = [];
    await Promise.allSettled(handOvers.map((handOver) => handOver()));
  }

  function gather<T>(take: Take<T>): (thing: T) => Promise<void> {
    let batch: Batch<T> | undefined;

    function begin(): Batch<T> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const things: T[] = [];
      const handOver = () => {
        batch = undefined;
        resolve(take(things));
        return promise;
      };
      if (waiting.push(handOver) === 1) setImmediate(end);
      return { things, taken: promise };
    }

    return (thing) => {
      batch ??= begin();
      batch.things.push(thing);
      return batch.taken;
    };
  }

  return { gather, end };
}
