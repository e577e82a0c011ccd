/** TLS on top of a connected socket: handshake, chain, host name and days left, judged by ourselves. */
import { isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  type DetailedPeerCertificate,
  connect as startTls,
  type TLSSocket,
} from 'node:tls';
import { SightError } from '../probe.ts';
import { causeFrom, meaningOf } from './cause.ts';
import type { Glance } from './glance.ts';

const dayMs = 86_400_000;
const chainLimit = 10;

export type Wanted = {
  readonly host: string;
  readonly protocols?: readonly string[];
  /** When false, a bad certificate is only noted: opportunistic TLS (RFC 7435). */
  readonly isVerified?: boolean;
};

/**
 * A TLS socket whose certificate has been judged; fails with a SightError in phase tls.
 * A bad certificate does not end the handshake, so that its remaining days can still be read.
 * (Not by `getPeerX509Certificate`, after which the connection has no certificate any more: Node 24.21.)
 */
export async function secure(glance: Glance, socket: Socket, wanted: Wanted): Promise<TLSSocket> {
  glance.begin('tls');
  let certificate: DetailedPeerCertificate | undefined;
  // The TLS socket destroys the socket below it; destroying both crashes the process (seen with Node 24.21).
  glance.release(socket);
  const secured = glance.keep(
    startTls({
      socket,
      host: wanted.host,
      servername: isIP(wanted.host) === 0 ? wanted.host : '',
      secureContext: glance.eyes.context,
      rejectUnauthorized: false,
      checkServerIdentity(host, shown) {
        certificate = shown as DetailedPeerCertificate;
        return checkServerIdentity(host, shown);
      },
      ...(wanted.protocols === undefined ? {} : { ALPNProtocols: [...wanted.protocols] }),
    }),
  );
  await handshake(secured);
  const shown = certificate ?? secured.getPeerCertificate(true);
  // Node keeps a closed socket for a while, and with it what its options reach.
  certificate = undefined;
  const days = daysLeft(shown, glance.eyes.clock());
  if (days !== undefined) glance.noteCertificateDays(days);
  if (wanted.isVerified === false || secured.authorized) return secured;
  // Node documents an Error and hands out the code as a string.
  return refuse(String(secured.authorizationError), shown, { host: wanted.host, days });
}

async function handshake(secured: TLSSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  secured.once('secureConnect', resolve);
  // Stays for the socket's life, so that a late alert is never an unhandled error.
  secured.on('error', reject);
  await promise;
}

type Facts = { readonly host: string; readonly days: number | undefined };

function refuse(code: string, shown: DetailedPeerCertificate, { host, days }: Facts): never {
  const meaning = meaningOf(code) ?? (['certificate-untrusted', 'hard'] as const);
  const isExpired = meaning[0] === 'certificate-expired' && days !== undefined;
  const values = { host, ...(isExpired ? { days: Math.max(0, -days - 1) } : {}) };
  const problem = code.toLowerCase().replaceAll('_', ' ');
  const evidence =
    meaning[0] === 'certificate-wrong-name'
      ? (shown.subjectaltname ?? `CN=${shown.subject?.CN}`)
      : `${problem}: issued by ${shown.issuer?.O ?? shown.issuer?.CN ?? 'nobody'}`;
  throw new SightError(causeFrom(meaning, 'tls', { values, evidence }));
}

/** Whole days until the first certificate of the chain expires; a root, which clients hold themselves, does not count. */
function daysLeft(leaf: DetailedPeerCertificate, now: number): number | undefined {
  let first = Date.parse(leaf.valid_to);
  let above = leaf.issuerCertificate;
  for (let depth = 1; depth < chainLimit && above !== undefined; depth++) {
    if (above.issuerCertificate === above) break;
    first = Math.min(first, Date.parse(above.valid_to));
    above = above.issuerCertificate;
  }
  return Number.isNaN(first) ? undefined : Math.floor((first - now) / dayMs);
}
