/** What SQLite's errors mean for an operator: what failed, and what would help. */

/** SQLite's primary result codes (https://sqlite.org/rescode.html) in words of what helps. */
const advice: Readonly<Record<number, string>> = {
  5: 'it is in use by another process; is a second Tocsin running?',
  8: 'it is read-only; make it writable for this user.',
  10: 'the disk does not take it; is it full, over its quota or broken?',
  11: 'it is damaged; put a backup in its place, or move it away to begin anew.',
  13: 'the disk is full.',
  14: 'it cannot be opened; does the folder exist and belong to this user?',
  26: 'it is not a store of Tocsin; name another file in STORE_URL.',
};

/** `what` was tried: `open the store`, `write a copy to`. */
export function describe(what: string, path: string, error: unknown): string {
  const { errcode, message } = error as { errcode?: number; message?: string };
  // The low byte is the primary code.
  const reason = advice[(errcode ?? 0) & 0xff] ?? `${message ?? error}`;
  return `Cannot ${what} ${path}: ${reason}`;
}

/** Somebody else holds it. */
export function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
}
