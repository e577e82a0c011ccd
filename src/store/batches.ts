/** Writes that are begun together are one transaction, during which nothing else runs: thousands of them would be felt. */
const writtenTogether = 250;

/** Begins `write` for a few hundred at a time, the next ones when those are written. Rejects with the first that fails. */
export async function inBatches<T>(
  all: readonly T[],
  write: (one: T) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < all.length; from += writtenTogether) {
    await Promise.all(all.slice(from, from + writtenTogether).map(write));
  }
}
