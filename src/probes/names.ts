/**
 * From a host name to addresses: the hosts file first, then our own resolver (c-ares).
 *
 * `dns.lookup` is not used: its four threads let one dead name starve every other look, and it cannot tell SERVFAIL
 * from silence. Search domains of resolv.conf are not applied: write names in full.
 * Silence of a resolver is told apart from silence about a name by asking it for the root servers, which every
 * recursive resolver knows by heart; a resolver that does not answer that either is our trouble, not the target's.
 */
import { Resolver } from 'node:dns/promises';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { CauseCode, CauseKind } from '../model.ts';
import { fail } from './cause.ts';

export type Family = 0 | 4 | 6;

export type Names = {
  /** At most six addresses, families taking turns, version 4 first. Fails with a SightError in phase dns. */
  addresses(host: string, family: Family): Promise<readonly string[]>;
  /** True while the resolver has answered nothing at all, not even a question about the root servers. */
  isSilent(): boolean;
  /** The resolver that looks use when they name no server; not older than a minute. */
  resolver(): Resolver;
  close(): void;
};

const addressLimit = 6;
const queryTimeoutMs = 1000;
const queryTries = 2;
/** resolv.conf changes when a machine moves to another network. */
const resolverAgeMs = 60_000;
const hostsAgeMs = 5_000;
/** How long the second family may lag behind the first (RFC 8305 §3). */
const resolutionDelayMs = 50;

export function createNames(servers: readonly string[] | undefined): Names {
  const hosts = createHosts();
  let made = Number.NEGATIVE_INFINITY;
  let current = createResolver(servers);
  let isSilent = false;

  function resolver(): Resolver {
    const now = performance.now();
    if (now - made > resolverAgeMs) {
      if (servers === undefined) current = createResolver(servers);
      made = now;
    }
    return current;
  }

  /** Asked while an answer is overdue, so that both are known before the deadline. */
  async function askRoot(): Promise<void> {
    const code = await rootAnswer(servers);
    isSilent = isSilence(code);
  }

  async function ask(host: string, family: Family): Promise<readonly string[]> {
    let doubt: Promise<void> | undefined;
    const timer = setTimeout(() => {
      doubt = askRoot();
    }, queryTimeoutMs);
    const first = await query(resolver(), host, family);
    clearTimeout(timer);
    if (!isSilence(first.code)) isSilent = false;
    if (first.code === 'ENOTFOUND') return await confirmMissing(host, family);
    if (first.addresses.length > 0) return first.addresses;
    if (isSilence(first.code)) await (doubt ?? askRoot());
    if (isSilence(first.code) && isSilent) fail(['own-network', 'ours'], 'dns');
    return fail(meaningOfDns(first.code), 'dns', { values: { host } });
  }

  /** A resolver that filters or lags says NXDOMAIN too, so it is hard evidence only when a second one agrees. */
  async function confirmMissing(host: string, family: Family): Promise<readonly string[]> {
    const others = resolver().getServers().slice(1, 2);
    if (others.length === 0) return fail(['nxdomain', 'soft'], 'dns', { values: { host } });
    const second = createResolver(others);
    const again = await query(second, host, family);
    if (again.addresses.length > 0) return again.addresses;
    const kind = again.code === 'ENOTFOUND' ? 'hard' : 'soft';
    return fail(['nxdomain', kind], 'dns', { values: { host } });
  }

  return {
    isSilent: () => isSilent,
    resolver,
    async addresses(host, family) {
      const version = isIP(host);
      if (version !== 0) return [host];
      const local = hosts.addresses(host).filter((address) => fits(address, family));
      return local.length > 0 ? local.slice(0, addressLimit) : await ask(host, family);
    },
    close() {
      current.cancel();
    },
  };
}

/** A resolver for one look at a named server, or for all looks when no server is named. */
export function createResolver(servers: readonly string[] | undefined): Resolver {
  const resolver = new Resolver({ timeout: queryTimeoutMs, tries: queryTries });
  if (servers !== undefined) resolver.setServers(servers);
  return resolver;
}

/** '' when the resolver knows the root servers, else its error; any error but silence is a sign of life. */
async function rootAnswer(servers: readonly string[] | undefined): Promise<string> {
  const resolver = new Resolver({ timeout: queryTimeoutMs, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  try {
    await resolver.resolveNs('.');
    return '';
  } catch (error) {
    return codeOf(error);
  }
}

type Found = { readonly addresses: readonly string[]; readonly code: string };

async function query(resolver: Resolver, host: string, family: Family): Promise<Found> {
  const four = family === 6 ? undefined : settle(resolver.resolve4(host));
  const six = family === 4 ? undefined : settle(resolver.resolve6(host));
  if (four === undefined || six === undefined) return (await (four ?? six)) as Found;
  const first = await Promise.race([four, six]);
  const [a, aaaa] =
    first.addresses.length === 0 ? await Promise.all([four, six]) : await bothSoon(four, six);
  const addresses = takeTurns(a.addresses, aaaa.addresses);
  return { addresses, code: a.code === 'ENODATA' || a.code === '' ? aaaa.code : a.code };
}

async function bothSoon(four: Promise<Found>, six: Promise<Found>): Promise<[Found, Found]> {
  const late: Found = { addresses: [], code: '' };
  const { promise, resolve } = Promise.withResolvers<Found>();
  const timer = setTimeout(() => resolve(late), resolutionDelayMs);
  const both = await Promise.all([Promise.race([four, promise]), Promise.race([six, promise])]);
  clearTimeout(timer);
  return both;
}

async function settle(answer: Promise<string[]>): Promise<Found> {
  try {
    return { addresses: (await answer).slice(0, addressLimit), code: '' };
  } catch (error) {
    return { addresses: [], code: codeOf(error) };
  }
}

function takeTurns(four: readonly string[], six: readonly string[]): readonly string[] {
  return Array.from({ length: addressLimit }, (_, i) => [four[i], six[i]])
    .flat()
    .filter((address) => address !== undefined)
    .slice(0, addressLimit);
}

function fits(address: string, family: Family): boolean {
  return family === 0 || isIP(address) === family;
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

function isSilence(code: string): boolean {
  return code === 'ETIMEOUT' || code === 'ECONNREFUSED';
}

/** What an answer of our own resolver says about the target; a refusal is between it and us. */
function meaningOfDns(code: string): readonly [CauseCode, CauseKind] {
  if (code === 'ENODATA') return ['dns-no-data', 'hard'];
  if (code === 'ESERVFAIL') return ['dns-servfail', 'soft'];
  if (code === 'EREFUSED') return ['dns-refused', 'policy'];
  if (code === 'ETIMEOUT' || code === 'ECONNREFUSED') return ['timeout', 'soft'];
  if (code === 'EBADNAME') return ['unsupported', 'ours'];
  if (code === 'EFORMERR' || code === 'ENOTIMP' || code === 'EBADRESP') return ['garbage', 'soft'];
  return ['internal', 'ours'];
}

/** The hosts file, read again when it has changed, at most every five seconds. */
function createHosts(): { addresses(host: string): readonly string[] } {
  const path =
    process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
  let lines: ReadonlyMap<string, readonly string[]> = new Map();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let changedAt = -1;
  function refresh(now: number): void {
    checkedAt = now;
    try {
      const { mtimeMs, size } = statSync(path);
      if (mtimeMs === changedAt || size > 1_000_000) return;
      changedAt = mtimeMs;
      lines = parseHosts(readFileSync(path, 'utf8'));
    } catch {
      lines = new Map();
    }
  }
  return {
    addresses(host) {
      const now = performance.now();
      if (now - checkedAt > hostsAgeMs) refresh(now);
      const found = lines.get(host.toLowerCase());
      if (found !== undefined) return found;
      // RFC 6761 §6.3: names under localhost never leave the machine.
      return /(^|\.)localhost$/i.test(host) ? ['127.0.0.1', '::1'] : [];
    },
  };
}

/** Addresses per name of a hosts file, version 4 first; lines that make no sense are skipped. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const known = found.get(name.toLowerCase()) ?? [];
      found.set(name.toLowerCase(), [...known, address]);
    }
  }
  for (const addresses of found.values()) addresses.sort((a, b) => isIP(a) - isIP(b));
  return found;
}
