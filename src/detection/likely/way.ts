/** What silence says about the way there: names, routes, and who is silent beside whom. */
import { networkOf } from '../network.ts';
import type { Clues, Failing } from './clues.ts';
import { all, checks, is, isCrowded, type Match, share, type Test } from './match.ts';

const LONG_RAMP = 3;
const FLAT_RAMP = 2;

function isSilent({ cause, scheme, host }: Failing): boolean {
  if (cause.code === 'unreachable') return true;
  // A name server that is asked over UDP is silent in its first phase.
  const isFirst = cause.phase === 'tcp' || (cause.phase === 'dns' && isNameServer(scheme, host));
  return cause.code === 'timeout' && isFirst;
}

function isNameServer(scheme: string, host: string): boolean {
  return scheme === 'dns' && host !== '';
}

export function nameServers({ failing, crowd, canaries, resolves }: Clues): Match | undefined {
  const isOursFine = canaries === 'working' && resolves === true;
  const failed = failing.filter(
    ({ cause, scheme, host, ...rest }) =>
      !isCrowded({ cause, scheme, host, ...rest }, crowd) &&
      (cause.code === 'dns-refused' ||
        (isOursFine && cause.code === 'dns-servfail') ||
        (isOursFine && cause.code === 'timeout' && cause.phase === 'dns' && scheme !== 'dns')),
  );
  return share(failing, failed);
}

/** The machine answers on another port: a firewall, or no room for new connections. */
export function portSilent({ failing, answering = [] }: Clues): Match | undefined {
  return share(
    failing,
    failing.filter((one) => isSilent(one) && answering.includes(one.host)),
  );
}

/** Power, hardware, or its network: from outside they look the same. */
export function hostSilent({ failing, answering = [] }: Clues): Match | undefined {
  return share(
    failing,
    failing.filter((one) => isSilent(one) && !answering.includes(one.host)),
  );
}

export function serversSilent(clues: Clues): Match | undefined {
  return several(clues, (one) => isSilent(one) && one.cause.code !== 'unreachable');
}

export function severalWithoutRoute(clues: Clues): Match | undefined {
  return several(clues, is('unreachable'));
}

/** Servers in different places: one place that is silent may have lost its power. */
function several({ failing, answering = [], canaries, crowd }: Clues, test: Test) {
  const silent = failing.filter(
    (one) => test(one) && !answering.includes(one.host) && !isCrowded(one, crowd),
  );
  const hosts = new Set(silent.map(({ host }) => host));
  const places = new Set(silent.map(({ address, host }) => networkOf(address ?? host)));
  const isSpread = silent.every(hasAddress) ? places.size > 1 : hosts.size > 2;
  if (hosts.size < 2 || !isSpread || canaries !== 'working') return undefined;
  const match = share(failing, silent);
  return match && { ...match, values: { count: hosts.size } };
}

function hasAddress({ address, host }: Failing): boolean {
  return address !== undefined || /^[\d.]+$|^\[/.test(host);
}

export function onlyFromHere(clues: Clues): Match | undefined {
  return clues.worksElsewhere ? all() : checks(is('only-from-here'))(clues);
}

/** Connecting takes longer and longer, to several servers, which answer as fast as ever. */
export function congestion({ ramps = [], canaries }: Clues): Match | undefined {
  const slow = ramps.filter(({ connect, answer }) => connect >= LONG_RAMP && answer < FLAT_RAMP);
  const hosts = new Set(slow.map(({ host }) => host));
  return hosts.size > 1 && canaries === 'working' ? all({ count: hosts.size }) : undefined;
}
