/** Whether our own network is the suspect: what the canaries say, and many unrelated failures at once. */
import type { Reading } from '../model.ts';

/** `unasked`: there was no doubt, or there is nobody to ask. */
export type Canaries = 'working' | 'failing' | 'unasked';

/** A check that failed, and the network its target is in (`networkOf`, or anything that groups). */
export type Failure = { readonly check: string; readonly network: string; readonly at: number };

const MASS_SHARE = 0.3;
const MASS_NETWORKS = 3;

/**
 * Canaries are unrelated places that never sleep: one that fails is its own trouble, but when most
 * of them fail the trouble is ours. A tie is no reason to doubt ourselves.
 */
export function vote(readings: readonly Reading[]): Canaries {
  if (readings.length === 0) return 'unasked';
  const failing = readings.filter(({ status }) => status !== 'up' && status !== 'degraded').length;
  return failing > readings.length / 2 ? 'failing' : 'working';
}

/**
 * Have at least three in ten of all checks failed lately, in three unrelated networks?
 * Then something they share is broken, and what they share is our way to them.
 * `failures` holds the newest one of each check that has failed.
 */
export function isMassFailure(failures: ReadonlyMap<string, Failure>, checks: number): boolean {
  // Asked at every failure, and most are alone.
  if (failures.size < MASS_SHARE * checks) return false;
  const networks = new Set<string>();
  for (const { network } of failures.values()) {
    networks.add(network);
    if (networks.size >= MASS_NETWORKS) return true;
  }
  return false;
}

/** The network an address belongs to, as a key: 16 bits of IPv4, 32 bits of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (!mapped.includes(':')) return mapped.split('.').slice(0, 2).join('.');
  const head = mapped.split('::')[0] ?? '';
  const groups = head.split(':').map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
  return [groups[0] || '0', groups[1] || '0'].join(':');
}
