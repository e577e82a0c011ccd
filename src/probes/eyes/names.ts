/**
 * From a host name to addresses: the hosts file first, then our own resolver (c-ares).
 *
 * `dns.lookup` is not used: its four threads let one dead name starve every other look, and it cannot tell SERVFAIL
 * from silence. Search domains of resolv.conf are not applied: write names in full.
 * Silence of a resolver is told apart from silence about a name by asking it for the root servers, which every
 * recursive resolver knows by heart; a resolver that does not answer that either is our trouble, not the target's.
 */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { CauseCode, CauseKind } from '../../model.ts';
import { fail } from './cause.ts';
import { createHosts } from './hosts.ts';

export type Family = 0 | 4 | 6;

export type Names = {
  /** At most six addresses, families taking turns, version 4 first. Fails with a SightError in phase dns. */
  addresses(host: string, family: Family): Promise<readonly string[]>;
  /**
   * Puts a question to the resolver of all looks. Fails with a SightError when the resolver is silent about
   * everything or the name does not exist, else with the resolver's own error.
   */
  ask<T>(question: (resolver: Resolver) => Promise<T>): Promise<T>;
  /** True while the resolver has answered nothing at all, not even a question about the root servers. */
  isSilent(): boolean;
  close(): void;
};

const addressLimit = 6;
const queryTimeoutMs = 1000;
const queryTries = 2;
/** resolv.conf changes when a machine moves to another network. */
const resolverAgeMs = 60_000;
/** How long the second family may lag behind the first (RFC 8305 §3). */
const resolutionDelayMs = 50;

export function createNames(servers: readonly string[] | undefined): Names {
  const hosts = createHosts();
  let current = createResolver(servers);
  let madeAt = performance.now();
  let isSilent = false;
  let asking: Promise<void> | undefined;

  function resolver(): Resolver {
    if (servers === undefined && performance.now() - madeAt > resolverAgeMs) {
      current = createResolver(servers);
      madeAt = performance.now();
    }
    return current;
  }

  /** Asked while an answer is overdue, so that both are known before the deadline; once for all who wait. */
  function askRoot(): Promise<void> {
    asking ??= rootAnswer(servers).then((answer) => {
      isSilent = isSilence(answer);
      asking = undefined;
    });
    return asking;
  }

  async function ask<T>(question: (resolver: Resolver) => Promise<T>): Promise<T> {
    let doubt: Promise<void> | undefined;
    const timer = setTimeout(() => {
      doubt = askRoot();
    }, queryTimeoutMs);
    try {
      const answer = await question(resolver());
      isSilent = false;
      return answer;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTFOUND') return await confirmMissing(question);
      if (isSilence(code)) await (doubt ?? askRoot());
      if (isSilence(code) && isSilent) fail(['own-network', 'ours'], 'dns');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A resolver that filters or lags says NXDOMAIN too, so it is hard evidence only when a second one agrees. */
  async function confirmMissing<T>(question: (resolver: Resolver) => Promise<T>): Promise<T> {
    isSilent = false;
    const others = resolver().getServers().slice(1, 2);
    if (others.length === 0) fail(['nxdomain', 'soft'], 'dns');
    try {
      return await question(createResolver(others));
    } catch (error) {
      return fail(['nxdomain', codeOf(error) === 'ENOTFOUND' ? 'hard' : 'soft'], 'dns');
    }
  }

  async function askAddresses(host: string, family: Family): Promise<readonly string[]> {
    try {
      return await ask((resolver) => query(resolver, host, family));
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return fail(meaningOfDns(codeOf(error)), 'dns', { values: { host } });
    }
  }

  return {
    ask,
    isSilent: () => isSilent,
    addresses(host, family) {
      if (isIP(host) !== 0) return Promise.resolve([host]);
      const local = hosts.addresses(host).filter((address) => fits(address, family));
      if (local.length > 0) return Promise.resolve(local.slice(0, addressLimit));
      return askAddresses(host, family);
    },
    close() {
      current.cancel();
    },
  };
}

/** A resolver that asks these servers, or the system's. */
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

/** What one family's question came to: addresses, or the resolver's error. */
type Found = { readonly addresses: readonly string[]; readonly error?: unknown };

const nothing: Found = { addresses: [] };

/** Both families at once; fails with the resolver's error when neither has an address. */
async function query(resolver: Resolver, host: string, family: Family): Promise<readonly string[]> {
  const four = family === 6 ? nothing : settle(resolver.resolve4(host));
  const six = family === 4 ? nothing : settle(resolver.resolve6(host));
  const [a, aaaa] = await bothSoon(Promise.resolve(four), Promise.resolve(six));
  const addresses = takeTurns(a.addresses, aaaa.addresses);
  if (addresses.length > 0) return addresses;
  // "No such record" of one family says less than any trouble of the other.
  const isPoor = a.error === undefined || codeOf(a.error) === 'ENODATA';
  throw isPoor ? (aaaa.error ?? a.error) : a.error;
}

/** Waits for both, but when one has addresses only a moment for the other. */
function bothSoon(four: Promise<Found>, six: Promise<Found>): Promise<readonly [Found, Found]> {
  return new Promise((resolve) => {
    const both: [Found, Found] = [nothing, nothing];
    let isLast = false;
    let timer: NodeJS.Timeout | undefined;
    const take = (place: 0 | 1, found: Found) => {
      both[place] = found;
      clearTimeout(timer);
      if (isLast) resolve(both);
      else if (found.addresses.length > 0) timer = setTimeout(resolve, resolutionDelayMs, both);
      isLast = true;
    };
    void four.then((found) => take(0, found));
    void six.then((found) => take(1, found));
  });
}

async function settle(answer: Promise<string[]>): Promise<Found> {
  try {
    return { addresses: (await answer).slice(0, addressLimit) };
  } catch (error) {
    return { addresses: [], error };
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

/** The code of a system error; '' for everything else. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

function isSilence(code: string): boolean {
  return code === 'ETIMEOUT' || code === 'ECONNREFUSED';
}

/** What an answer of our own resolver says about the target; a refusal is between it and us. */
export function meaningOfDns(code: string): readonly [CauseCode, CauseKind] {
  if (code === 'ENODATA') return ['dns-no-data', 'hard'];
  if (code === 'ESERVFAIL') return ['dns-servfail', 'soft'];
  if (code === 'EREFUSED') return ['dns-refused', 'policy'];
  if (isSilence(code) || code === 'ECANCELLED') return ['timeout', 'soft'];
  if (code === 'EBADNAME') return ['unsupported', 'ours'];
  if (code === 'EFORMERR' || code === 'ENOTIMP' || code === 'EBADRESP') return ['garbage', 'soft'];
  return ['internal', 'ours'];
}
