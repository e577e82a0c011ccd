/** The hosts file of the machine, which our own resolver does not read. */
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';

export type Hosts = { addresses(host: string): readonly string[] };

const agedAfterMs = 5_000;
const sizeLimit = 1_000_000;
const usualPath =
  process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/** The hosts file, read again when it has changed, at most every five seconds; a missing one is empty. */
export function createHosts(path = usualPath): Hosts {
  let names: ReadonlyMap<string, readonly string[]> = new Map();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let changedAt = -1;

  function refresh(): void {
    checkedAt = performance.now();
    try {
      const { mtimeMs, size } = statSync(path);
      if (mtimeMs === changedAt || size > sizeLimit) return;
      changedAt = mtimeMs;
      names = parseHosts(readFileSync(path, 'utf8'));
    } catch {
      names = new Map();
    }
  }

  return {
    addresses(host) {
      if (performance.now() - checkedAt > agedAfterMs) refresh();
      const name = host.toLowerCase();
      // RFC 6761 §6.3: names under localhost never leave the machine.
      if (/(^|\.)localhost$/.test(name)) return ['127.0.0.1', '::1'];
      return names.get(name) ?? [];
    },
  };
}

/** Addresses per name of a hosts file, version 4 first; lines that make no sense are skipped. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names.map((written) => written.toLowerCase())) {
      found.set(name, [...(found.get(name) ?? []), address]);
    }
  }
  for (const addresses of found.values()) addresses.sort((a, b) => isIP(a) - isIP(b));
  return found;
}
