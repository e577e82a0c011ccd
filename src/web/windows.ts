/** The windows of time that uptime and latency are asked for. */

const hourMs = 3_600_000;

export const windows = [
  ['24h', 24 * hourMs],
  ['7d', 7 * 24 * hourMs],
  ['30d', 30 * 24 * hourMs],
  ['90d', 90 * 24 * hourMs],
] as const;

export const windowNames = windows.map(([name]) => name);

/** Undefined for what is no name of a window. */
export function windowOf(name: string): number | undefined {
  return windows.find(([known]) => known === name)?.[1];
}
