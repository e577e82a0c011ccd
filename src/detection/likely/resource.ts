/** Which resource a number of a metrics page is about, told from its name as Prometheus exporters write it. */
import type { Failing } from './clues.ts';

export type Resource =
  | 'hardware'
  | 'disk'
  | 'memory'
  | 'cpu'
  | 'connections'
  | 'replication'
  | 'queue'
  | 'traffic'
  | 'bandwidth';

/** Words of a name; the first row that has one decides: a broken disk is hardware before it is a disk. */
const names: readonly (readonly [Resource, string])[] = [
  ['hardware', 'smart smartctl smartmon ecc edac raid md psu ups'],
  ['replication', 'replication replica lag'],
  ['queue', 'queue queued mailq backlog'],
  ['connections', 'connection connections numbackends sessions clients conns'],
  ['traffic', 'request requests inbound ingress syn'],
  ['disk', 'disk filesystem inode inodes storage volume'],
  ['memory', 'mem memory swap oom'],
  ['bandwidth', 'bandwidth transmit receive network'],
  ['cpu', 'cpu load load1 load5 load15'],
];

/** What a failing check reports from the inside; a metrics page that is silent or broken reports nothing. */
export function reported({ scheme, cause }: Failing): string | undefined {
  return scheme.startsWith('metrics+') && cause.code === 'mismatch' ? cause.evidence : undefined;
}

/** The resource that `node_load1 42 > 16` speaks of; undefined when its name says nothing. */
export function resourceOf(evidence: string | undefined): Resource | undefined {
  const name = /^[a-zA-Z_:][\w:]*/.exec(evidence ?? '')?.[0].toLowerCase();
  if (name === undefined || numberOf(evidence) === 0) return undefined;
  const words = name.split(/[_:]/);
  return names.find(([, known]) => known.split(' ').some((word) => words.includes(word)))?.[0];
}

/** How many times the threshold it is; 0 when it is not a number past one. */
export function numberOf(evidence: string | undefined): number {
  const found = / (-?[\d.e+-]+) ([<>]) (-?[\d.e+-]+)$/.exec(evidence ?? '');
  if (!found) return 0;
  const times = Math.abs(Number(found[1]) / Number(found[3]));
  return found[2] === '<' ? 1 : Number.isFinite(times) ? Math.max(1, times) : 1;
}
