/** TLS on top of a connected socket: handshake, chain, host name and days left, judged by ourselves. */
import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect as startTls, type TLSSocket } from 'node:tls';
import { causeFrom, meaningOf } from './cause.ts';
import type { Glance } from './glance.ts';
import { SightError } from './probe.ts';

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
 */
export async function secure(glance: Glance, socket: Socket, wanted: Wanted): Promise<TLSSocket> {
  glance.begin('tls');
  const secured = glance.keep(
    startTls({
      socket,
      host: wanted.host,
      servername: isIP(wanted.host) === 0 ? wanted.host : '',
      secureContext: glance.eyes.context,
      rejectUnauthorized: false,
      ...(wanted.protocols === undefined ? {} : { ALPNProtocols: [...wanted.protocols] }),
    }),
  );
  await handshake(secured);
  const days = daysLeft(secured.getPeerX509Certificate(), glance.eyes.clock());
  if (days !== undefined) glance.noteCertificateDays(days);
  if (wanted.isVerified !== false && !secured.authorized) refuse(secured, wanted.host, days);
  return secured;
}

async function handshake(secured: TLSSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  secured.once('secureConnect', resolve);
  // Stays for the socket's life, so that a late alert is never an unhandled error.
  secured.on('error', reject);
  await promise;
}

function refuse(secured: TLSSocket, host: string, days: number | undefined): never {
  // Node documents an Error and hands out the code as a string.
  const code = String(secured.authorizationError);
  const meaning = meaningOf(code) ?? (['certificate-untrusted', 'hard'] as const);
  const certificate = secured.getPeerX509Certificate();
  const evidence =
    meaning[0] === 'certificate-wrong-name'
      ? (certificate?.subjectAltName ?? certificate?.subject)
      : `${code.toLowerCase().replaceAll('_', ' ')}${certificate === undefined ? '' : `: ${issuer(certificate)}`}`;
  const isExpired = meaning[0] === 'certificate-expired' && days !== undefined;
  const values = { host, ...(isExpired ? { days: Math.max(0, -days - 1) } : {}) };
  throw new SightError(causeFrom(meaning, 'tls', { values, evidence }));
}

function issuer(certificate: X509Certificate): string {
  return `issued by ${certificate.issuer.replaceAll('\n', ', ')}`;
}

/** Whole days until the first certificate that the server sent expires; a root of our own does not count. */
function daysLeft(leaf: X509Certificate | undefined, now: number): number | undefined {
  if (leaf === undefined) return undefined;
  let first = leaf.validToDate.getTime();
  let certificate = leaf.issuerCertificate;
  for (let depth = 1; certificate !== undefined && depth < chainLimit; depth++) {
    if (certificate.fingerprint256 === certificate.issuerCertificate?.fingerprint256) break;
    if (certificate.subject === certificate.issuer) break;
    first = Math.min(first, certificate.validToDate.getTime());
    certificate = certificate.issuerCertificate;
  }
  return Math.floor((first - now) / dayMs);
}
