/** Which resource a number of a metrics page is about, told from its name as Prometheus exporters write it. */

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

/** The first that matches: a broken disk is hardware before it is a disk. */
const names: readonly (readonly [Resource, RegExp])[] = [
  ['hardware', /smart|ecc|edac|raid|md_disks|power|psu|ups_|temp_|temperature|thermal|fan_/],
  ['replication', /replica|lag/],
  ['queue', /queue|backlog/],
  ['connections', /connection|num_backends|sessions|clients/],
  ['traffic', /request|inbound|ingress|syn_/],
  ['disk', /disk|filesystem|inode|storage|volume/],
  ['memory', /mem|swap|oom/],
  ['bandwidth', /bandwidth|transmit|receive|network/],
  ['cpu', /cpu|load/],
];

/** The resource that `node_load1 42 > 16` speaks of; undefined when its name says nothing. */
export function resourceOf(evidence: string | undefined): Resource | undefined {
  const name = /^[a-zA-Z_:][\w:]*/.exec(evidence ?? '')?.[0].toLowerCase();
  if (name === undefined || numberOf(evidence) === 0) return undefined;
  return names.find(([, pattern]) => pattern.test(name))?.[0];
}

/** How many times the threshold it is; 0 when it is not a number past one. */
export function numberOf(evidence: string | undefined): number {
  const found = / (-?[\d.e+]+) ([<>]) (-?[\d.e+]+)$/.exec(evidence ?? '');
  if (!found) return 0;
  const times = Math.abs(Number(found[1]) / Number(found[3]));
  return found[2] === '<' ? 1 : Number.isFinite(times) ? Math.max(1, times) : 1;
}
