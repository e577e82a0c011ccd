/** Makes X.509 certificates of every kind of wrongness, without any outside tool (RFC 5280, DER by hand). */
import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

export type Certificate = {
  /** The certificate, PEM. */
  readonly cert: string;
  readonly key: string;
  readonly subject: string;
};

export type CertificateWish = {
  readonly subject?: string;
  /** DNS names and addresses it is valid for. */
  readonly names?: readonly string[];
  /** Days from now; negative is the past. */
  readonly fromDays?: number;
  readonly toDays?: number;
  readonly isAuthority?: boolean;
  /** Who signs it; itself when absent. */
  readonly issuer?: Certificate;
};

const dayMs = 86_400_000;

/** A certificate as wished, signed with ECDSA P-256. */
export function makeCertificate(wish: CertificateWish = {}): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = wish.subject ?? 'localhost';
  const signer = wish.issuer;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaSha256(),
    name(signer?.subject ?? subject),
    sequence(time(wish.fromDays ?? -1), time(wish.toDays ?? 90)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(wish))),
  );
  const signature = sign('sha256', body, signer?.key ?? privateKey);
  const der = sequence(body, ecdsaSha256(), bits(signature));
  const cert = new X509Certificate(der).toString();
  return { cert, key: pem(privateKey), subject };
}

/** An authority, and what it makes: everything a TLS laboratory needs. */
export function makeAuthority(subject = 'Lab authority') {
  const authority = makeCertificate({ subject, isAuthority: true, toDays: 3650 });
  return {
    ...authority,
    issue: (wish: CertificateWish = {}) =>
      makeCertificate({ names: ['localhost', '127.0.0.1'], ...wish, issuer: authority }),
  };
}

function extensions(wish: CertificateWish): Buffer[] {
  const constraints = sequence(...(wish.isAuthority === true ? [Buffer.from([1, 1, 255])] : []));
  const basic = sequence(oid(85, 29, 19), Buffer.from([1, 1, 255]), octets(constraints));
  if (wish.names === undefined) return [basic];
  return [basic, sequence(oid(85, 29, 17), octets(sequence(...wish.names.map(alternative))))];
}

function alternative(written: string): Buffer {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(written);
  return isAddress
    ? tlv(0x87, Buffer.from(written.split('.').map(Number)))
    : tlv(0x82, Buffer.from(written));
}

function name(common: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(85, 4, 3), tlv(0x0c, Buffer.from(common)))));
}

function time(days: number): Buffer {
  const iso = new Date(Date.now() + days * dayMs).toISOString();
  return tlv(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function ecdsaSha256(): Buffer {
  return sequence(oid(42, 134, 72, 206, 61, 4, 3, 2));
}

function tlv(tag: number, content: Buffer): Buffer {
  const length = content.length;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tlv(0x30, Buffer.concat(parts));
const tagged = (number: number, content: Buffer) => tlv(0xa0 + number, content);
const integer = (bytes: Buffer) => tlv(2, bytes);
const octets = (content: Buffer) => tlv(4, content);
const bits = (content: Buffer) => tlv(3, Buffer.concat([Buffer.from([0]), content]));
/** The bytes of an object identifier, its first two arcs and long arcs already packed. */
const oid = (...bytes: number[]) => tlv(6, Buffer.from(bytes));

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
