/** Looks gathered into stretches of a quarter of an hour: one median counts, so that one slow look is nothing. */

export const minuteMs = 60_000;
export const quarterMs = 15 * minuteMs;
export const hourMs = 4 * quarterMs;

/** In doubt there are more looks than anybody needs for a median. */
const valuesAtMost = 90;

/** A stretch that still lasts, written into at every look; `values` are of the looks that worked. */
export type Open = {
  readonly at: number;
  readonly values: number[];
  failed: number;
  /** We could not see for some of it: it teaches nothing. */
  isBlurred: boolean;
};

/** A stretch that has ended. */
export type Quarter = {
  readonly at: number;
  readonly median: number;
  readonly p95: number;
  readonly looks: number;
  readonly failed: number;
};

/** A value, a failed look, or one that proves nothing. */
export type Look = number | 'failed' | 'blurred';

/** The stretch of an instant, with its first look. */
export function opened(at: number, look: Look, lengthMs = quarterMs): Open {
  const open = {
    at: Math.floor(at / lengthMs) * lengthMs,
    values: [],
    failed: 0,
    isBlurred: false,
  };
  gather(open, look);
  return open;
}

export function gather(open: Open, look: Look): void {
  if (look === 'blurred') open.isBlurred = true;
  else if (look === 'failed') open.failed += 1;
  else if (open.values.length < valuesAtMost) open.values.push(look);
}

/** Undefined when it says nothing: too few looks worked, or we were blind. */
export function closed(
  { at, values, failed, isBlurred }: Open,
  least: number,
): Quarter | undefined {
  if (isBlurred || values.length < least) return undefined;
  const sorted = values.toSorted((one, other) => one - other);
  const ranked = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    ...{ at, failed, looks: values.length + failed },
    ...{ median: ranked(0.5), p95: ranked(0.95) },
  };
}
