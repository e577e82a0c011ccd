/**
 * Opens the one connection of a look: name, guard, TCP, and TLS on top when asked.
 *
 * Addresses are tried in turn, the next one when the last has failed or has been silent for a quarter of a second
 * (RFC 8305), so a look that goes well uses one socket. The guard judges the very address that is connected to:
 * a check of the name or of a `lookup` would be passed by literal addresses and by names that change their mind.
 */
import { createConnection, isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Cause } from '../../model.ts';
import { SightError } from '../probe.ts';
import { causeFrom, causeOf, fail } from './cause.ts';
import type { Glance } from './glance.ts';
import type { Family } from './names.ts';

/** RFC 8305 §8: how long an attempt may be silent before the next address is tried beside it. */
const attemptDelayMs = 250;

export type Place = { readonly host: string; readonly port: number; readonly family: Family };

/** A connected socket to the first address of the host that answers. */
export async function connect(glance: Glance, { host, port, family }: Place): Promise<Socket> {
  if (isIP(host) === 0) glance.begin('dns');
  const addresses = await glance.eyes.names.addresses(host, family);
  const socket = await firstToAnswer(glance, allowedOf(glance, addresses), port);
  glance.noteAddress(socket.remoteAddress ?? '');
  return socket;
}

function allowedOf(glance: Glance, addresses: readonly string[]): readonly string[] {
  const allowed = addresses.filter((address) => isAllowed(glance, address));
  if (allowed.length === 0) fail(['not-allowed', 'policy'], 'tcp', { evidence: addresses[0] });
  return allowed;
}

/** May this look talk to this address? Mapped, translated, private and reserved forms are seen through. */
export function isAllowed(glance: Glance, address: string): boolean {
  return glance.eyes.allow === 'any' || isPublic(address);
}

export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function firstToAnswer(
  glance: Glance,
  addresses: readonly string[],
  port: number,
): Promise<Socket> {
  glance.begin('tcp');
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const open = new Set<Socket>();
  const causes: Cause[] = [];
  let next = 0;
  let isDone = false;
  let timer: NodeJS.Timeout | undefined;

  function settle(socket?: Socket): void {
    isDone = true;
    clearTimeout(timer);
    for (const other of open) if (other !== socket) other.destroy();
    if (socket === undefined) reject(new SightError(mostTelling(causes)));
    else resolve(socket);
  }

  function attempt(): void {
    clearTimeout(timer);
    const address = addresses[next++];
    if (isDone || address === undefined || glance.isOver()) return;
    const socket = glance.keep(createConnection({ host: address, port, noDelay: true }));
    open.add(socket);
    // An error before the event loop has turned cannot come from the network: there is no route from here.
    let isAtOnce = true;
    setImmediate(() => {
      isAtOnce = false;
    });
    function failed(error: Error): void {
      if (!open.delete(socket) || isDone) return;
      causes.push(refusal(error, isAtOnce));
      if (next < addresses.length) attempt();
      else if (open.size === 0) settle();
    }
    function connected(): void {
      socket.off('error', failed).off('connect', connected);
      settle(socket);
    }
    // Stays for the socket's life, so that a late reset is never an unhandled error.
    socket.on('error', ignore);
    socket.on('error', failed).on('connect', connected);
    if (next < addresses.length) timer = setTimeout(attempt, attemptDelayMs);
  }

  attempt();
  return promise;
}

function ignore(): void {}

function refusal(error: Error, isAtOnce: boolean): Cause {
  const cause = causeOf(error, 'tcp');
  if (cause.code === 'unreachable' && isAtOnce) return causeFrom(['own-network', 'ours'], 'tcp');
  return cause;
}

const tellingOrder = ['refused', 'reset', 'timeout', 'unreachable'];

/** Of several failed addresses the one that says most about the far end; a missing route says nothing. */
function mostTelling(causes: readonly Cause[]): Cause {
  const rank = (cause: Cause) => (tellingOrder.indexOf(cause.code) + 5) % 5;
  const sorted = [...causes].sort((a, b) => rank(a) - rank(b));
  return sorted[0] ?? causeFrom(['timeout', 'soft'], 'tcp');
}
