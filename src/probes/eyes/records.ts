/** DNS records as text, as `dig +short` writes them but without the last dot. */
import type { CaaRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';

export const recordTypes = [
  'A',
  'AAAA',
  'MX',
  'NS',
  'TXT',
  'CNAME',
  'SOA',
  'CAA',
  'SRV',
  'PTR',
] as const;

export type RecordType = (typeof recordTypes)[number];

const recordLimit = 200;

/** The records of a name, at most 200; fails as the resolver fails. */
export async function records(
  resolver: Resolver,
  name: string,
  type: RecordType,
): Promise<readonly string[]> {
  const found = await ask(resolver, name, type);
  return found.slice(0, recordLimit);
}

async function ask(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'A':
      return await resolver.resolve4(name);
    case 'AAAA':
      return await resolver.resolve6(name);
    case 'MX':
      return (await resolver.resolveMx(name)).map((mx) => `${mx.priority} ${mx.exchange}`);
    case 'NS':
      return await resolver.resolveNs(name);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    case 'CNAME':
      return await resolver.resolveCname(name);
    case 'PTR':
      return await resolver.resolvePtr(name);
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        (srv) => `${srv.priority} ${srv.weight} ${srv.port} ${srv.name}`,
      );
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(caa);
    case 'SOA': {
      const soa = await resolver.resolveSoa(name);
      const numbers = [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl];
      return [`${soa.nsname} ${soa.hostmaster} ${numbers.join(' ')}`];
    }
  }
}

function caa(record: CaaRecord): string {
  const [tag = '', value = ''] =
    Object.entries(record).find(([key]) => key !== 'critical' && key !== 'type') ?? [];
  return `${record.critical} ${tag} ${value}`;
}
